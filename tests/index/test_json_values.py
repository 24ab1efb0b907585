"""Values become what JSON has, copied, or are refused by their place."""

from __future__ import annotations

import math
from datetime import date
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.json_values import MAX_DEPTH, json_value, whole_text

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_JSON)
def test_a_value_of_json_is_copied_as_it_is(value: Any) -> None:
    found = json_value(value, "x")
    assert found == value
    assert orjson.dumps(found) == orjson.dumps(value)
    if value and isinstance(value, list | dict):
        assert found is not value


@given(st.text(st.characters(min_codepoint=0xD700, max_codepoint=0xE000)))
def test_only_lone_surrogates_are_replaced(text: str) -> None:
    found = whole_text(text)
    for before, after in zip(text, found, strict=True):
        assert after == ("\ufffd" if "\ud800" <= before <= "\udfff" else before)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\ud800", "a\ufffd"),
        ((1, ("é",)), [1, ["é"]]),
        (MappingProxyType({"a": (1,)}), {"a": [1]}),
        ({"a\udfff": "b\udfff"}, {"a\ufffd": "b\ufffd"}),
        (2**64, "18446744073709551616"),
        (-(2**63) - 1, "-9223372036854775809"),
        (math.nan, "nan"),
        (date(2016, 7, 4), "2016-07-04"),
    ],
)
def test_what_is_nearly_json_becomes_json(value: Any, expected: Any) -> None:
    assert json_value(value, "x") == expected


def _nested(levels: int, value: Any) -> Any:
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": [1, {"b": b"c"}]}, "x.a[].b: found a value of type bytes; use"),
        ({"a": {1: 2}}, "a key of x.a: found a number; write it as a string"),
        (_nested(MAX_DEPTH + 1, 1), "nested deeper than 100 levels"),
        (_nested(MAX_DEPTH, b"c"), "nested deeper than 100 levels"),
        ({"k" * 300: {"a": b"c"}}, f"x.{'k' * 198}: found a value"),
    ],
    ids=range(5),
)
def test_what_is_none_is_refused_by_its_place(value: Any, reason: str) -> None:
    with pytest.raises(UnusableRecordError) as caught:
        json_value(value, "x")
    assert reason in caught.value.reason


def test_the_deepest_value_is_kept() -> None:
    assert json_value(_nested(MAX_DEPTH, 1), "x") == _nested(MAX_DEPTH, 1)
