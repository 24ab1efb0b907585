"""Documents: every value of an article, found right before it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.article import Article
from broadsheet.index.codec.stored import StoredArticle
from broadsheet.index.dates import DateKind
from broadsheet.index.documents import read_document
from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.schema import DIGEST_BYTES

_KERNELS = load_kernels()
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_NAMES = st.lists(_TEXT.filter(bool), max_size=3).map(tuple)
_ARTICLES = st.builds(
    Article,
    id=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    title=_TEXT,
    body=_TEXT,
    authors=_NAMES,
    tags=_NAMES,
    source=st.none() | _TEXT.filter(bool),
    extra=st.dictionaries(_TEXT, st.none() | st.integers(-5, 5) | _TEXT, max_size=3),
)


@given(article=_ARTICLES)
def test_an_article_is_read_back_as_it_was(article: Article) -> None:
    document = read_document(article, _KERNELS)
    assert document.id == article.id
    assert StoredArticle(document.payload).article == article


def test_equal_articles_have_equal_digests() -> None:
    article = Article("1", "t", extra={"a": 1, "b": 2})
    same = Article("1", "t", extra={"b": 2, "a": 1})
    found = read_document(article, _KERNELS).digest
    assert found == read_document(same, _KERNELS).digest
    assert found != read_document(replace(article, title="T"), _KERNELS).digest
    assert len(found) == DIGEST_BYTES


def test_negative_dates_are_kept() -> None:
    article = Article("1", published="1902-05", date_precision="month")
    span = read_document(article, _KERNELS).span
    assert span.start < span.end < 0


@pytest.mark.parametrize(
    "article",
    [
        Article(""),
        Article("x" * 513),
        Article("ü" * 257),
        Article("\ud800"),
        Article("1", title="\ud800"),
        Article("1", extra={"a": object()}),
        Article("1", extra={"a": 2**70}),
    ],
)
def test_what_cannot_be_kept_is_unusable(article: Article) -> None:
    with pytest.raises(UnusableRecordError):
        read_document(article, _KERNELS)


def test_an_id_may_have_512_bytes() -> None:
    assert read_document(Article("ü" * 256), _KERNELS).id == "ü" * 256


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 5},
        {"id": "a\0b"},
        {"title": 5},
        {"body": None},
        {"authors": "Ann Lee"},
        {"authors": None},
        {"authors": ["Ann Lee"]},
        {"tags": ("",)},
        {"tags": (5,)},
        {"source": ""},
        {"source": 5},
        {"section": 5},
        {"language": 5},
        {"url": 5},
        {"published": 5, "date_precision": "year"},
        {"updated": 5},
        {"extra": [1]},
        {"extra": None},
    ],
)
def test_an_article_made_by_hand_that_is_none_is_refused(wrong: dict[str, Any]) -> None:
    """A type checker would have told; the index must not depend on one."""
    with pytest.raises(UnusableRecordError):
        read_document(Article(**{"id": "1", **wrong}), _KERNELS)


@pytest.mark.parametrize(
    ("published", "precision"),
    [
        ("soon", "day"),
        ("2016-02-31", "day"),
        ("2016-07-04", "minute"),
        ("2016-07-04", "year"),
        ("2016-07-04T10:30:00+02:00", "second"),
        ("2016-07-04", None),
        (None, "year"),
        ("2016", "week"),
    ],
)
def test_a_date_that_is_not_what_it_says_leaves_the_article_undated(
    published: str | None, precision: Any
) -> None:
    article = Article("1", published=published, date_precision=precision)
    assert read_document(article, _KERNELS).span.kind is DateKind.UNDATED
