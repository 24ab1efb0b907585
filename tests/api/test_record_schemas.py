"""The schema of an article says what an article may be: neither more nor less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from broadsheet.api.record_schemas import record_schema
from broadsheet.index import UnusableRecordError, article_from_record

SCHEMA = Draft202012Validator(record_schema(has_id=True))
#: JSON Schema takes 1.0 for the integer that an id may be; an id says it in digits.
_FRACTIONS = st.floats(allow_nan=False).filter(lambda each: not each.is_integer())
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | _FRACTIONS | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
)
_RECORDS = st.dictionaries(
    st.sampled_from([*record_schema(has_id=True)["properties"], "note"]), _VALUES
)


def is_taken(record: dict[str, Any]) -> bool:
    try:
        article_from_record(record)
    except UnusableRecordError:
        return False
    return True


@given(_RECORDS)
@example({"id": ""})
@example({"id": 5})
@example({"id": True})
@example({"id": "a\nb"})
@example({"id": "a\x9f"})
@example({"id": "x" * 512})
@example({"id": "x" * 513})
@example({"authors": "Ann"})
@example({"authors": [None, "Ann"]})
@example({"tags": [1]})
@example({"published": {"year": 1}})
def test_what_the_schema_allows_is_taken_and_nothing_else(
    record: dict[str, Any],
) -> None:
    assert SCHEMA.is_valid(record) == is_taken(record)


@pytest.mark.parametrize("name", ["é" * 257, "港" * 171, "𝄞" * 129])
def test_bytes_of_an_id_are_told_in_words_alone(name: str) -> None:
    assert not is_taken({"id": name})
    assert is_taken({"id": name[:-1]})
    assert SCHEMA.is_valid({"id": name})
    told = record_schema(has_id=True)["properties"]["id"]["description"]
    assert "1 to 512 bytes of UTF-8" in told


@pytest.mark.parametrize("body", [5, [], None, "x"])
def test_an_article_is_an_object(body: object) -> None:
    assert not SCHEMA.is_valid(body)
