"""Documents: every value of an article, found right before it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.formats import Positions

from broadsheet.index.analysis import tokenize
from broadsheet.index.article import Article
from broadsheet.index.documents import DocumentEncoder, decode_article
from broadsheet.index.errors import UnusableRecordError
from broadsheet.index.schema import VALUE_GAP, build_schema

if TYPE_CHECKING:
    from broadsheet.index.documents import Document

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


def _encode(article: Article) -> Document:
    return DocumentEncoder().encode(article)


def _terms(document: Document, field: str) -> dict[str, list[int]]:
    postings = dict(document.postings).get(field, ())
    decode = Positions().decode_positions
    return {
        term.decode(): decode(positions) if positions else []
        for term, _frequency, positions in postings
    }


@given(article=_ARTICLES)
def test_an_article_is_read_back_as_it_was(article: Article) -> None:
    assert decode_article(_encode(article).stored) == article


@given(article=_ARTICLES)
def test_lengths_and_positions_are_those_of_the_tokens(article: Article) -> None:
    document = _encode(article)
    for field, text in (("title", article.title), ("body", article.body)):
        forms = list(tokenize(text).forms)
        places = _terms(document, field)
        assert document.lengths[field] == len(forms)
        assert sum(map(len, places.values())) == len(forms)
        assert all(forms[place] == form for form in places for place in places[form])


def test_every_column_of_the_schema_has_a_value(articles: list[Article]) -> None:
    """Whoosh may misread a column that ends in documents without a value."""
    columns = {name for name, field in build_schema().items() if field.column_type}
    for article in articles:
        assert _encode(article).columns.keys() == columns


def test_equal_articles_have_equal_digests() -> None:
    article = Article("1", "t", extra={"a": 1, "b": 2})
    same = Article("1", "t", extra={"b": 2, "a": 1})
    assert _encode(article).digest == _encode(same).digest
    assert _encode(article).digest != _encode(replace(article, title="T")).digest
    assert len(_encode(article).digest) == 16


def test_no_phrase_crosses_two_values() -> None:
    document = _encode(Article("1", authors=("Ann Lee", "Bob")))
    assert _terms(document, "author_words") == {
        "ann": [0],
        "lee": [1],
        "bob": [2 + VALUE_GAP],
    }


def test_words_of_values_know_no_acronyms() -> None:
    assert _terms(_encode(Article("1", source="US News")), "source_words") == {
        "us": [0],
        "news": [1],
    }


def test_values_are_terms_as_a_whole_and_folded() -> None:
    document = _encode(Article("1", tags=("Öl", "OL", "Oil  price"), language="pt-br"))
    assert _terms(document, "tag").keys() == {"ol", "oil price"}
    assert orjson.loads(document.columns["tag"]) == ["Öl", "OL", "Oil  price"]
    assert _terms(document, "lang").keys() == {"pt-br"}
    assert "source" not in dict(document.postings)
    assert document.columns["source"] == b"[]"


def test_spellings_are_those_that_folding_changed() -> None:
    document = _encode(Article("1", "Élections in the US", "élections ELECTIONS us"))
    assert _terms(document, "spelling").keys() == {"élections"}


def test_negative_dates_are_kept() -> None:
    document = _encode(Article("1", published="1902-05", date_precision="month"))
    assert document.columns["date_start"] < document.columns["date_end"] < 0


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
        _encode(article)


def test_an_id_may_have_512_bytes() -> None:
    assert _encode(Article("ü" * 256)).id == "ü" * 256


@pytest.mark.parametrize(
    ("article", "is_empty"),
    [
        (Article("1"), True),
        (Article("1", "..."), False),
        (Article("1", "", "x"), False),
    ],
)
def test_only_an_article_without_any_text_is_empty(
    article: Article, is_empty: bool
) -> None:
    assert _encode(article).is_empty is is_empty


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
        _encode(Article(**{"id": "1", **wrong}))


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
    document = _encode(Article("1", published=published, date_precision=precision))
    assert document.is_undated
    assert document.columns["date_kind"] == 0
