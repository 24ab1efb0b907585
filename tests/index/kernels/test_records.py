"""Plain articles: read as all others are, or not at all."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.documents import Document, plain_document, read_document
from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.records import article_from_record
from broadsheet.index.settings import ArchiveSettings

PLAIN = load_kernels("plain")
SETTINGS = ArchiveSettings()
try:
    NATIVE = load_kernels("native")
except ImportError:
    pytest.skip("the native kernels were not built", allow_module_level=True)

KEYS = (
    "id",
    "title",
    "body",
    "published",
    "updated",
    "authors",
    "source",
    "section",
    "tags",
    "language",
    "url",
)
USUAL = {
    "id": "a1",
    "title": "Öl “rises”\n",
    "body": "It rose.\0" * 50,
    "published": "2016-07-04T10:30:05+00:00",
    "updated": "2016-07-05",
    "authors": ["Ann Lee", " Bob ", ""],
    "source": "Reuters",
    "section": " Wörld\u3000",
    "tags": "oil",
    "language": "pt-br",
    "url": "https://example.org/1?a=b",
}


class Text(str):
    """A text that is no plain one."""


DATES = st.one_of(
    st.sampled_from(
        [
            "",
            "2016",
            "2016-07",
            "2016-02-29",
            "2015-02-29",
            "1900-02-29",
            "2000-02-29",
            "0000-01-01",
            "2016-07-04T24:00:00Z",
            "2016-07-04T10:30Z",
            "2016-07-04 10:30Z",
            "2016-07-04T10:30",
            "2016-07-04T10:30:05.250Z",
            "2016-07-04T10:30:05+01:00",
            "2016-07-04T10:30:60Z",
            "2016-07-04T10:30:05 Z",
            "２016-07-04",
            "2016-07-0४",
            "4 July 2016",
        ]
    ),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")),
    st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds") + "+00:00"),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="minutes") + "Z"),
    st.from_regex(
        r"[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?"
        r"(Z|\+00:00)?)?",
        fullmatch=True,
    ),
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(min_codepoint=0xD7F0, max_codepoint=0xE010), max_size=3),
    st.text('\0\t\x1c\x7f\x85\xa0\u3000 ab"\\', max_size=6),
    st.sampled_from(
        ["en", "pt-br", "e", "abcd", "en-", "en-abcdefghi", "EN", "x" * 600]
    ),
    st.text(max_size=5).map(Text),
)
VALUES = st.one_of(
    TEXTS,
    DATES,
    st.none(),
    st.integers(-5, 5),
    st.lists(TEXTS | st.none() | st.integers(0, 1), max_size=3),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.dictionaries(TEXTS, TEXTS, max_size=1),
)
RECORDS = st.one_of(
    st.fixed_dictionaries(
        {"id": st.just("a1") | TEXTS},
        optional=dict.fromkeys(KEYS[1:], TEXTS)
        | {
            "published": DATES,
            "updated": DATES,
            "authors": st.lists(TEXTS, max_size=3),
        },
    ),
    st.dictionaries(st.sampled_from((*KEYS, "text", "extra", "other")), VALUES),
    VALUES,
)


def generally(record: object, settings: ArchiveSettings) -> Document | None:
    """Return what becomes of *record* where nothing is plain."""
    try:
        article = article_from_record(record, settings=settings)
        return read_document(article, PLAIN)
    except UnusableRecordError:
        return None


@given(record=RECORDS, zone=st.sampled_from(["UTC", "Asia/Tokyo"]))
def test_a_plain_record_is_read_as_all_others_are(record: object, zone: str) -> None:
    settings = ArchiveSettings(timezone=zone)
    found = plain_document(record, settings, NATIVE)
    if found is not None:
        assert found == generally(record, settings)


@pytest.mark.parametrize("missing", [(), *((key,) for key in KEYS[1:]), KEYS[1:]])
def test_the_usual_is_plain(missing: tuple[str, ...]) -> None:
    record = {key: value for key, value in USUAL.items() if key not in missing}
    found = plain_document(record, SETTINGS, NATIVE)
    assert found is not None
    assert found == generally(record, SETTINGS)
    article = article_from_record(record)
    values = NATIVE.records.read_plain_article(article)
    assert values == found


@pytest.mark.parametrize(
    "other",
    [
        {"id": None},
        {"id": 5},
        {"extra": {}},
        {"text": "t"},
        {"published": "2016"},
        {"title": "\ud800"},
        {"source": 'a "paper"'},
        {"source": "x" * 5000},
        {"language": "EN"},
        {"title": 5},
        {"authors": [5]},
    ],
)
def test_the_unusual_is_left_to_others(other: dict[str, Any]) -> None:
    assert plain_document({**USUAL, **other}, SETTINGS, NATIVE) is None


ARTICLES = st.builds(
    Article,
    id=st.just("a1") | TEXTS,
    title=TEXTS,
    body=TEXTS,
    published=st.none() | DATES,
    date_precision=st.sampled_from([None, "day", "minute", "second", "month", "x", []]),
    date_source=st.sampled_from(["given", "derived", "missing", "", None, 5]),
    updated=st.none() | DATES | VALUES,
    authors=st.lists(TEXTS, max_size=2).map(tuple) | VALUES,
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    source=st.none() | TEXTS,
    url=VALUES,
    extra=st.just({}) | st.just({"a": 1}) | VALUES,
)


@given(article=ARTICLES)
def test_a_plain_article_is_read_as_all_others_are(article: Article) -> None:
    found = NATIVE.records.read_plain_article(article)
    if found is not None:
        assert Document._make(found) == read_document(article, PLAIN)


@given(body=st.text(max_size=2) | st.integers(0, 600).map("x".__mul__))
def test_the_digest_is_that_of_the_library(body: str) -> None:
    found = plain_document({"id": "1", "body": body}, SETTINGS, NATIVE)
    assert found is not None
    assert found.digest == blake2b(found.payload, digest_size=16).digest()
