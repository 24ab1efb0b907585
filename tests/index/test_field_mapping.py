"""A feed's own names are mapped to ours, and each key serves once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.errors import SettingsError
from broadsheet.index.field_mapping import RECORD_FIELDS, FieldMapping


@pytest.mark.parametrize(
    ("options", "record", "fields", "rest"),
    [
        ([], {"title": "a", "x": 1}, {"title": "a"}, {"x": 1}),
        (["title=head"], {"head": "a"}, {"title": "a"}, {}),
        (["title=head"], {"head": "a", "title": "b"}, {"title": "a"}, {"title": "b"}),
        (["title=head"], {"title": "b"}, {}, {"title": "b"}),
        ([" title = head "], {"head": "a"}, {"title": "a"}, {}),
        (["id=url", "url=url"], {"url": "u"}, {"id": "u", "url": "u"}, {}),
        (["id=url"], {"url": "u"}, {"id": "u", "url": "u"}, {}),
        # Paths reach nested objects; a key with a dot in it comes first.
        (
            ["authors=meta.by.name"],
            {"meta": {"by": {"name": "A", "x": 1}, "y": 2}},
            {"authors": "A"},
            {"meta": {"by": {"x": 1}, "y": 2}},
        ),
        (["authors=meta.by"], {"meta": {"by": "A"}}, {"authors": "A"}, {}),
        (["authors=meta.by"], {"meta": "text"}, {}, {"meta": "text"}),
        (
            ["authors=a.b"],
            {"a.b": "A", "a": {"b": 1}},
            {"authors": "A"},
            {"a": {"b": 1}},
        ),
        (["id=No."], {"No.": "7"}, {"id": "7"}, {}),
        # Another name is taken only where our own is missing, or null.
        ([], {"author": "A"}, {"authors": "A"}, {}),
        ([], {"authors": None, "author": "A"}, {"authors": "A"}, {}),
        ([], {"authors": "B", "author": "A"}, {"authors": "B"}, {"author": "A"}),
        ([], {"text": "t", "content": "c"}, {"body": "t"}, {"content": "c"}),
        ([], {"content": "c"}, {"body": "c"}, {}),
        ([], {"date": 1, "lang": "en"}, {"published": 1, "language": "en"}, {}),
        (["published=day"], {"date": 1}, {}, {"date": 1}),
        ([], {"title": None, "x": None}, {}, {"x": None}),
        # One key may serve several fields, whole and in part.
        (["title=text"], {"text": "t"}, {"title": "t", "body": "t"}, {}),
        (
            ["title=meta.head", "source=meta"],
            {"meta": {"head": "t"}},
            {"title": "t", "source": {"head": "t"}},
            {},
        ),
    ],
)
def test_a_record_is_split_into_fields_and_rest(
    options: list[str],
    record: dict[str, Any],
    fields: dict[str, Any],
    rest: dict[str, Any],
) -> None:
    before = repr(record)
    assert FieldMapping.parse(options).split(record) == (fields, rest)
    assert repr(record) == before, "the record is the caller's"


def _found(record: dict[str, Any], path: str) -> Any:
    """What stands under the path, looked up step by step."""
    if path in record:
        return record[path]
    head, dot, tail = path.partition(".")
    inner = record.get(head)
    return _found(inner, tail) if dot and isinstance(inner, dict) else None


KEYS = st.sampled_from(["id", "title", "body", "text", "content", "x", "x.y", "x.body"])
LEAVES = st.none() | st.integers(0, 9)


@given(
    st.dictionaries(st.sampled_from(["id", "title", "body", "tags"]), KEYS),
    st.dictionaries(KEYS, LEAVES | st.dictionaries(KEYS, LEAVES, max_size=3)),
)
def test_each_field_is_the_first_of_its_keys_that_is_there(
    keys: dict[str, str], record: dict[str, Any]
) -> None:
    mapping = FieldMapping(keys)
    fields, _ = mapping.split(record)
    for name in RECORD_FIELDS:
        values = (_found(record, key) for key in mapping.keys_for(name))
        assert fields.get(name) == next((v for v in values if v is not None), None)
    assert None not in fields.values()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["publishd=date"], "unknown field 'publishd'; did you mean 'published'?"),
        (["zzz=date"], "unknown field 'zzz'; fields: id, title"),
        (["extra=more"], "unknown field 'extra'"),
        (["title"], "'title' should be field=key"),
        (["title="], "title= names no key"),
        (["title=a", "title=b"], "title is mapped twice"),
    ],
)
def test_an_unusable_mapping_is_refused(options: list[str], message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        FieldMapping.parse(options)
    assert message in caught.value.reason
    assert caught.value.setting == "map"
