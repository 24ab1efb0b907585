"""Strings are ordered as Python orders them, whatever bytes they are of."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.index.codec.dictionary import Dictionary
from broadsheet.index.codec.string_order import order_strings

#: Long ones that differ late, beginnings of others, and bytes of zeros.
_STRINGS = st.lists(
    st.builds(
        lambda start, end: start + end,
        st.sampled_from([b"", b"a" * 7, b"a" * 8, b"a" * 9, b"\0" * 8, b"b\xff" * 20]),
        st.binary(max_size=20) | st.sampled_from([b"\0", b"a", b"aa"]),
    )
)


@given(strings=_STRINGS)
@example(strings=[])
@example(strings=[b"", b"", b"\0", b"\0" * 8, b"\0" * 9, b""])
@example(strings=[b"abcdefgh\0", b"abcdefgh", b"abcdefgh\0\0", b"abcdefg"])
def test_the_order_is_that_of_the_bytes(strings: list[bytes]) -> None:
    order = order_strings(Dictionary.of(strings)).tolist()
    assert sorted(order) == list(range(len(strings)))
    assert [strings[number] for number in order] == sorted(strings)
