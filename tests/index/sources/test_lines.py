"""Lines are those of the whole text, however it comes in chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.sources.lines import Lines

_DATA = st.lists(
    st.sampled_from([b"\n", b"\n", b"\r\n", b"\r", b"a", b" ", b"bcd", b"x" * 9])
).map(b"".join)
_LIMIT = "broadsheet.index.sources.boundedbytes.MAX_RECORD_BYTES"


def _chunks(data: bytes, step: int) -> list[bytes]:
    return [data[at : at + step] for at in range(0, len(data), step)]


@given(_DATA, st.integers(1, 12))
def test_lines_make_up_the_text_and_are_numbered(data: bytes, step: int) -> None:
    lines = list(Lines(_chunks(data, step)))
    assert b"".join(line.raw for line in lines) == data
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all(line.raw.find(b"\n") in (-1, len(line.raw) - 1) for line in lines)
    assert all(line.raw.endswith(b"\n") for line in lines[:-1])
    assert all(line.size == len(line.raw) for line in lines)
    assert all(data.startswith(line.raw, line.offset) for line in lines)


@given(_DATA, st.integers(1, 12), st.integers(1, 12))
def test_blocks_have_the_same_lines(data: bytes, step: int, limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_LIMIT, limit)
        lines = list(Lines(_chunks(data, step)))
        blocks = list(Lines(_chunks(data, step)).blocks())
    assert [line[:3] for line in lines] == [
        (number, raw + block.end, block.size or len(raw + block.end))
        for block in blocks
        for number, raw in enumerate(block.raws, block.number)
    ]
    assert all(block.size is None or len(block.raws) == 1 for block in blocks)
    assert {each.offset for each in blocks if each.raws} <= {
        each.offset for each in lines
    }


@given(_DATA, st.integers(1, 12), st.integers(1, 12))
def test_a_line_is_cut_exactly_if_it_is_too_long(
    data: bytes, step: int, limit: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_LIMIT, limit)
        patch.setattr("broadsheet.index.sources.boundedbytes.KEPT_BYTES", 1)
        lines = list(Lines(_chunks(data, step)))
    wholes = list(Lines([data]))
    assert [line.size for line in lines] == [whole.size for whole in wholes]
    assert [line.offset for line in lines] == [whole.offset for whole in wholes]
    for line, whole in zip(lines, wholes, strict=True):
        assert line.raw == (whole.raw[:1] if whole.size > limit else whole.raw)
