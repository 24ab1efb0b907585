"""An article is stored as its two texts and one object, and comes back the same."""

from __future__ import annotations

import json
import struct
from dataclasses import fields, replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.codec.stored import (
    StoredArticle,
    digest,
    encode_stored,
)
from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.records import article_to_record

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.just(
    "NUL \0, CR\r\nLF, tab\t, é, ‘石油’, 𝒳, \U0010ffff"
)
_NAMES = st.lists(_TEXT.filter(bool), max_size=3).map(tuple)
_VALUES = st.recursive(
    st.none() | st.booleans() | _TEXT | st.integers(-(2**63), 2**64 - 1),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2)
    ),
    max_leaves=4,
)
_DATED = st.sampled_from(
    [
        {},
        {"published": "2016", "date_precision": "year", "date_source": "given"},
        {
            "published": "1987-10-19T15:03:27.25Z",
            "date_precision": "second",
            "date_source": "derived",
        },
    ]
)
_ARTICLES = st.builds(
    lambda dated, **fields: Article(**dated, **fields),
    dated=_DATED,
    id=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9),
    title=_TEXT,
    body=_TEXT,
    updated=st.sampled_from([None, "2016-07"]),
    authors=_NAMES,
    tags=_NAMES,
    source=st.none() | _TEXT.filter(bool),
    section=st.none() | _TEXT.filter(bool),
    language=st.sampled_from([None, "en", "pt-br"]),
    url=st.none() | _TEXT.filter(bool),
    extra=st.dictionaries(_TEXT, _VALUES, max_size=3),
)


def _shuffled(value: Any) -> Any:
    """The value with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {key: _shuffled(value[key]) for key in reversed(value)}
    return [_shuffled(each) for each in value] if isinstance(value, list) else value


@given(_ARTICLES)
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    assert StoredArticle(encode_stored(article)).article == article


@given(_ARTICLES)
def test_the_layout_is_lengths_texts_and_the_other_fields(article: Article) -> None:
    payload = encode_stored(article)
    title, body = article.title.encode(), article.body.encode()
    texts = struct.pack("<II", len(title), len(body)) + title + body
    assert payload.startswith(texts)
    rest = article_to_record(replace(article, title="", body=""))
    assert payload[len(texts) :] == orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)


@given(_ARTICLES)
def test_each_part_is_that_of_the_article(article: Article) -> None:
    stored = StoredArticle(encode_stored(article))
    assert (stored.title, stored.body) == (article.title, article.body)
    assert stored.title_bytes == article.title.encode()
    assert stored.body_bytes == article.body.encode()
    assert (stored.id, stored.published) == (article.id, article.published)
    whole = {**stored.record, "title": article.title, "body": article.body}
    assert {key: value for key, value in whole.items() if value} == article_to_record(
        article
    )
    assert stored.article == article
    assert stored.article is stored.article
    assert stored.record is stored.record


@given(_ARTICLES, _ARTICLES)
def test_digests_are_equal_exactly_for_equal_articles(
    one: Article, other: Article
) -> None:
    same = replace(one, extra=_shuffled(one.extra))
    first, second, third = (digest(encode_stored(each)) for each in (one, same, other))
    assert first == second
    # Python takes 1 for True; JSON does not.
    is_same = json.dumps(_canonical(one)) == json.dumps(_canonical(other))
    assert (first == third) is is_same
    assert len(first) == 16


def _canonical(article: Article) -> Any:
    return json.loads(json.dumps(article_to_record(article), sort_keys=True))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "T"},
        {"title": "tb", "body": ""},
        {"title": "", "body": "tb"},
        {"authors": ("a", "b")},
        {"tags": ("a",)},
        {"extra": {"a": 1.0}},
        {"updated": "2016"},
    ],
)
def test_any_change_changes_the_digest(change: dict[str, Any]) -> None:
    article = Article("1", "t", "b", authors=("a",), extra={"a": 1})
    changed = replace(article, **change)
    assert digest(encode_stored(changed)) != digest(encode_stored(article))


def _nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        (Article("\ud800"), "surrogates not allowed"),
        (Article("1", "\ud800"), "surrogates not allowed"),
        (Article("1", "", "\udfff"), "surrogates not allowed"),
        (Article("1", authors=("\ud800",)), "surrogates not allowed"),
        (Article("1", extra={"a": "\ud800"}), "surrogates not allowed"),
        (Article("1", extra={"a": object()}), "not JSON serializable: object"),
        (Article("1", "\ud800", extra={"a": object()}), "serializable: object"),
        (Article("1", extra={"a": 2**70}), "Integer exceeds 64-bit range"),
        (Article("1", extra={1: 2}), "Dict key must be str"),  # type: ignore[dict-item]
        (Article("1", extra={"a": _nested(300)}), "Recursion limit reached"),
    ],
    ids=range(10),
)
def test_what_json_cannot_hold_is_unusable(article: Article, reason: str) -> None:
    with pytest.raises(UnusableRecordError) as caught:
        encode_stored(article)
    assert caught.value.reason.startswith("cannot be kept as JSON: ")
    assert reason in caught.value.reason


def test_distinct_articles_have_distinct_digests(articles: list[Article]) -> None:
    payloads = [encode_stored(article) for article in articles]
    assert [StoredArticle(payload).article for payload in payloads] == articles
    assert len({digest(payload) for payload in payloads}) == len(articles)


@given(article=_ARTICLES)
def test_values_are_those_that_the_article_has(article: Article) -> None:
    stored = StoredArticle(encode_stored(article))
    names = [each.name for each in fields(Article)]
    assert stored.values(names) == {name: getattr(article, name) for name in names}
    assert list(stored.values(reversed(names))) == names[::-1]
