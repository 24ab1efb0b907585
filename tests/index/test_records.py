"""Records become articles, or are refused with the field, the find and the cure."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.field_mapping import FieldMapping
from broadsheet.index.identity import derived_id
from broadsheet.index.json_values import MAX_DEPTH
from broadsheet.index.records import article_from_record, article_to_record
from broadsheet.index.settings import ArchiveSettings

WHOLE = {
    "id": "r1",
    "title": "Oil prices rise",
    "body": "Crude rose.\n",
    "published": "1987-10-19T15:03:27.5Z",
    "updated": "1987-10-20",
    "authors": ["Ann Lee", "Bo"],
    "source": "Reuters",
    "section": "Business",
    "tags": ["oil"],
    "language": "en",
    "url": "http://example.com/r1",
    "dateline": "NEW YORK",
}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def test_every_field_is_read() -> None:
    assert article_from_record(WHOLE) == Article(
        id="r1",
        title="Oil prices rise",
        body="Crude rose.\n",
        published="1987-10-19T15:03:27.5Z",
        date_precision="second",
        date_source="given",
        updated="1987-10-20",
        authors=("Ann Lee", "Bo"),
        source="Reuters",
        section="Business",
        tags=("oil",),
        language="en",
        url="http://example.com/r1",
        extra={"dateline": "NEW YORK"},
    )


def test_an_empty_record_is_an_empty_undated_article() -> None:
    assert article_from_record({}) == Article(id=derived_id(None, "", "", None))


def test_null_is_the_same_as_missing() -> None:
    record = dict.fromkeys([*WHOLE, "extra", "date_precision", "date_source"])
    del record["dateline"]
    assert article_from_record(record) == article_from_record({})


@pytest.mark.parametrize(
    ("record", "field", "expected"),
    [
        ({"id": 123}, "id", "123"),
        ({"title": "  a \n"}, "title", "  a \n"),
        ({"body": "  a \n"}, "body", "  a \n"),
        ({"title": "a\ud800b"}, "title", "a\ufffdb"),
        ({"source": " Reuters\n"}, "source", "Reuters"),
        ({"section": "  "}, "section", None),
        ({"url": ""}, "url", None),
        ({"authors": "Ann"}, "authors", ("Ann",)),
        ({"author": ["Ann", "Bo"]}, "authors", ("Ann", "Bo")),
        ({"authors": [" Ann ", "", None, "Bo"]}, "authors", ("Ann", "Bo")),
        ({"authors": ("Ann",)}, "authors", ("Ann",)),
        ({"tags": []}, "tags", ()),
        ({"tag": "oil; gas"}, "tags", ("oil; gas",)),
        ({"tags": ["a\udfff"]}, "tags", ("a\ufffd",)),
        ({"text": "b"}, "body", "b"),
        ({"content": "b"}, "body", "b"),
        ({"lang": "EN"}, "language", "en"),
        ({"language": "pt-BR"}, "language", "pt-br"),
        ({"language": "zh_Hant_TW"}, "language", "zh-hant-tw"),
        ({"date": "2016-07"}, "published", "2016-07"),
        ({"published": 2016}, "published", "2016"),
        ({"published": date(2016, 7, 4)}, "published", "2016-07-04"),
        ({"published": "2016", "date_source": "derived"}, "date_source", "derived"),
        ({"extra": {"a": 1}, "b": 2}, "extra", {"a": 1, "b": 2}),
        ({"x": {"y": [None, 1.5, True]}}, "extra", {"x": {"y": [None, 1.5, True]}}),
        ({"x\ud800": "y\ud800"}, "extra", {"x\ufffd": "y\ufffd"}),
        ({"x": 2**64}, "extra", {"x": "18446744073709551616"}),
        ({"x": math.inf}, "extra", {"x": "inf"}),
        ({"x": datetime(2016, 7, 4)}, "extra", {"x": "2016-07-04T00:00:00"}),
        ({"x": (1, 2)}, "extra", {"x": [1, 2]}),
    ],
)
def test_a_field_is_read_as(record: object, field: str, expected: object) -> None:
    assert getattr(article_from_record(record), field) == expected


@pytest.mark.parametrize(
    ("record", "extra"),
    [
        ({"published": "yesterday"}, {"published": "yesterday"}),
        ({"date": "03/04/2016"}, {"published": "03/04/2016"}),
        ({"published": True}, {"published": True}),
        ({"published": ["2016"]}, {"published": ["2016"]}),
        ({"published": " "}, {}),
        ({"updated": "later"}, {"updated": "later"}),
        ({"language": "English"}, {"language": "English"}),
        ({"date_precision": "day"}, {"date_precision": "day"}),
        ({"published": "2016", "date_precision": "year"}, {}),
        ({"published": "2016", "date_precision": "day"}, {"date_precision": "day"}),
        ({"published": "2016", "date_source": "missing"}, {"date_source": "missing"}),
        ({"published": "2016", "date_source": "given"}, {}),
        ({"date_source": "missing"}, {}),
        ({"date_source": "given"}, {"date_source": "given"}),
    ],
)
def test_what_cannot_be_read_is_kept(
    record: dict[str, Any], extra: dict[str, Any]
) -> None:
    article = article_from_record(record)
    assert article.extra == extra
    assert article.language is None
    assert (article.published is None) == (article.date_source == "missing")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (None, "record: found null; a record is a JSON object"),
        ([], "record: found a list; a record is a JSON object"),
        ("x", "record: found a string; a record is a JSON object"),
        ({"id": ""}, "id: 0 bytes long; it needs 1 to 512"),
        ({"id": "a\ud800"}, "id: character U+D800"),
        ({"title": 1}, "title: found a number; write it as a string"),
        ({"body": ["x"]}, "body: found a list; write it as a string"),
        ({"text": False}, "body: found a boolean; write it as a string"),
        ({"source": {}}, "source: found an object; write it as a string"),
        ({"language": 1}, "language: found a number; write it as a string"),
        ({"url": 1.5}, "url: found a number; write it as a string"),
        ({"authors": 1}, "authors: found a number; write it as a list of strings"),
        ({"tags": {"a": 1}}, "tags: found an object; write it as a list of strings"),
        ({"tags": ["a", 1]}, "tags[1]: found a number; write it as a string"),
        ({"extra": [1]}, "extra: found a list; write it as an object"),
        ({"x": b"y"}, "x: found a value of type bytes; use what JSON has"),
        ({"x": {"y": {1: 2}}}, "a key of x.y: found a number"),
        ({1: 2}, "a key of the record: found a number"),
        ({"x": nested(MAX_DEPTH)}, "nested deeper than 100 levels"),
        pytest.param({"x": 10**5000}, "x: a number of too many digits", id="digits"),
    ],
)
def test_an_unusable_record_is_refused(record: object, reason: str) -> None:
    with pytest.raises(UnusableRecordError) as caught:
        article_from_record(record)
    assert reason in caught.value.reason


def test_nesting_is_kept_to_the_last_level() -> None:
    deepest = nested(MAX_DEPTH - 1)
    assert article_from_record({"x": deepest}).extra == {"x": deepest}


def test_a_derived_id_is_of_the_date_as_the_record_has_it() -> None:
    record = {"title": "T", "body": "B", "published": "4 July 2016"}
    expected = derived_id(None, "T", "B", "4 July 2016")
    assert article_from_record(record).id == expected
    assert article_from_record({**record, "url": "/a"}).id == expected
    url = "http://example.com/a"
    assert article_from_record({**record, "url": url}).id == derived_id(url, "", "", 0)


def test_times_and_orders_are_read_as_the_caller_says() -> None:
    zone = ArchiveSettings(timezone="America/New_York")
    record = {"published": "1987-10-19T09:30", "updated": "03/04/2016"}
    article = article_from_record(record, settings=zone, day_first=True)
    assert article.published == "1987-10-19T13:30Z"
    assert article.updated == "2016-04-03"


def test_a_mapped_key_is_not_kept_twice() -> None:
    mapping = FieldMapping.parse(["published=day", "authors=meta.by"])
    record = {"day": "2016", "date": "x", "meta": {"by": "Ann", "desk": "City"}}
    article = article_from_record(record, mapping=mapping)
    assert (article.published, article.authors) == ("2016", ("Ann",))
    assert article.extra == {"date": "x", "meta": {"desk": "City"}}


def test_a_record_has_no_key_without_a_value() -> None:
    assert article_to_record(Article(id="a")) == {"id": "a"}
    record = article_to_record(article_from_record(WHOLE))
    assert record == {
        **{key: value for key, value in WHOLE.items() if key != "dateline"},
        "date_precision": "second",
        "date_source": "given",
        "extra": {"dateline": "NEW YORK"},
    }


OTHER_NAMES = ("author", "tag", "text", "content", "lang", "date", "extra")
STATED = ("date_precision", "date_source")
KEYS = st.one_of(
    st.sampled_from(
        [*WHOLE, *OTHER_NAMES, *STATED],
    ),
    st.text(max_size=5),
)
SURROGATES = st.text(st.characters(min_codepoint=0xD700, max_codepoint=0xE000))
DATES = st.sampled_from(["2016", "2016-07", "4 July 2016", "2016-07-04T10:00", "x"])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    SURROGATES,
    DATES,
    st.sampled_from(["en", "given", "derived", "missing", "year"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=8)


@given(st.one_of(VALUES, RECORDS))
def test_no_json_value_raises_anything_but_its_refusal(record: object) -> None:
    try:
        article = article_from_record(record)
    except UnusableRecordError:
        return
    assert article_from_record(article_to_record(article)) == article


STRINGS = st.text(max_size=12)
NAMES = STRINGS.map(str.strip).filter(bool)
DATED = st.sampled_from(
    [
        {"published": "2016", "date_precision": "year"},
        {"published": "1987-10-19", "date_precision": "day"},
        {"published": "1987-10-19T15:03Z", "date_precision": "minute"},
        {"published": "1987-10-19T15:03:27.25Z", "date_precision": "second"},
    ]
).flatmap(
    lambda date: st.sampled_from(["given", "derived"]).map(
        lambda source: {**date, "date_source": source}
    )
)
EXTRAS = st.dictionaries(
    KEYS,
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), STRINGS)
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(STRINGS, inner, max_size=2)
        ),
        max_leaves=4,
    ),
    max_size=4,
)
ARTICLES = st.builds(
    lambda dated, **fields: Article(**dated, **fields),
    dated=st.one_of(st.just({}), DATED),
    id=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=9),
    title=STRINGS,
    body=STRINGS,
    updated=st.sampled_from([None, "2016-07", "1987-10-19T15:03Z"]),
    authors=st.lists(NAMES, max_size=2).map(tuple),
    source=st.none() | NAMES,
    section=st.none() | NAMES,
    tags=st.lists(NAMES, max_size=2).map(tuple),
    language=st.sampled_from([None, "en", "pt-br"]),
    url=st.none() | NAMES,
    extra=EXTRAS,
)


@given(ARTICLES, st.sampled_from(["UTC", "America/New_York"]))
@settings(max_examples=300)
def test_an_article_comes_back_from_its_record(article: Article, zone: str) -> None:
    record = article_to_record(article)
    found = article_from_record(record, settings=ArchiveSettings(timezone=zone))
    assert found == article
    assert article_from_record(orjson.loads(orjson.dumps(record))) == article
