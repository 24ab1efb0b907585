"""The codec: what Whoosh reads of a columnar segment is what it would have written."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from whoosh.index import open_dir

from broadsheet.index.analysis import tokenize

from .stock_index import write_stock_index

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.index import Index
    from whoosh.reading import IndexReader

    from broadsheet.index.article import Article


@pytest.fixture(scope="module")
def stock(many: tuple[list[Article], list[Article]], many_deleted: list[int]) -> Index:
    """The index that Whoosh wrote."""
    return write_stock_index(many, many_deleted)


@pytest.fixture
def readers(many_edition: Path, stock: Index) -> tuple[IndexReader, IndexReader]:
    """Ours, and the one of Whoosh's index."""
    return open_dir(many_edition).reader(), stock.reader()


def test_the_counts_are_equal(many_edition: Path, stock: Index) -> None:
    index = open_dir(many_edition)
    assert index.doc_count() == stock.doc_count() == 410
    assert index.doc_count_all() == stock.doc_count_all() == 460
    for name in ("doc_count", "doc_count_all", "has_deletions"):
        assert getattr(index.reader(), name)() == getattr(stock.reader(), name)()
    assert list(index.reader().all_doc_ids()) == list(stock.reader().all_doc_ids())


def test_every_field_has_its_terms(readers: tuple[IndexReader, IndexReader]) -> None:
    ours, theirs = readers
    assert sorted(ours.indexed_field_names()) == sorted(theirs.indexed_field_names())
    assert list(ours.all_terms()) == list(theirs.all_terms())
    for field in theirs.indexed_field_names():
        assert list(ours.lexicon(field)) == list(theirs.lexicon(field))
        assert list(ours.field_terms(field)) == list(theirs.field_terms(field))
    for start in (("body", "oil"), ("author", ""), ("title", "zzzz"), ("id", "b")):
        assert list(ours.terms_from(*start)) == list(theirs.terms_from(*start))


def test_every_posting_is_equal(readers: tuple[IndexReader, IndexReader]) -> None:
    ours, theirs = readers
    for field, term in theirs.all_terms():
        found, expected = (_postings(each, field, term) for each in readers)
        assert found == expected, (field, term)
        assert ours.frequency(field, term) == theirs.frequency(field, term)
        assert ours.doc_frequency(field, term) == theirs.doc_frequency(field, term)


def test_every_term_info_is_equal_but_for_the_rounding_of_lengths(
    readers: tuple[IndexReader, IndexReader],
) -> None:
    for (term, found), (same, expected) in zip(*readers, strict=True):
        assert term == same
        for name in ("weight", "doc_frequency", "max_weight", "min_id", "max_id"):
            assert getattr(found, name)() == getattr(expected, name)(), (term, name)
        for name in ("min_length", "max_length"):
            exact, rounded = getattr(found, name)(), getattr(expected, name)()
            assert exact == pytest.approx(rounded, rel=0.2), (term, name)


def test_nothing_is_found_of_a_term_that_is_not_there(
    readers: tuple[IndexReader, IndexReader],
) -> None:
    for reader in readers:
        for field, term in (("body", "zzz"), ("title", "zzz"), ("id", "zzz")):
            assert (field, term) not in reader
            assert reader.doc_frequency(field, term) == 0
            assert reader.frequency(field, term) == 0
        assert ("nonsense", "oil") not in reader


def test_lengths_are_exact(
    readers: tuple[IndexReader, IndexReader],
    many: tuple[list[Article], list[Article]],
) -> None:
    ours, theirs = readers
    for docnum, article in enumerate(chain.from_iterable(many)):
        for field in ("title", "body"):
            length = len(tokenize(getattr(article, field)))
            assert ours.doc_field_length(docnum, field) == length
    for field in ("title", "body"):
        assert ours.field_length(field) == theirs.field_length(field)
    for docnum in range(460):
        for field in ("title", "body"):
            rounded = theirs.doc_field_length(docnum, field) or 0
            exact = ours.doc_field_length(docnum, field)
            assert exact == pytest.approx(rounded, rel=0.2)
        assert ours.doc_field_length(docnum, "author", 7) == 7


def test_what_is_stored_is_equal(readers: tuple[IndexReader, IndexReader]) -> None:
    ours, theirs = readers
    assert list(ours.all_stored_fields()) == list(theirs.all_stored_fields())
    assert dict(ours.iter_docs()) == dict(theirs.iter_docs())


def test_columns_are_equal(readers: tuple[IndexReader, IndexReader]) -> None:
    ours = readers[0]
    for name in ("id", "date_kind", "date_start", "date_end", "source", "lang"):
        assert ours.has_column(name)
        found, expected = (each.column_reader(name) for each in readers)
        assert list(found) == list(expected), name
        assert [found[docnum] for docnum in range(460)] == list(expected)
    assert not ours.has_column("title")
    assert not ours.has_column("url")


def test_a_column_joins_several_values(
    readers: tuple[IndexReader, IndexReader],
    many: tuple[list[Article], list[Article]],
) -> None:
    column = readers[0].column_reader("author")
    assert list(column) == [
        ", ".join(article.authors) for articles in many for article in articles
    ]


def _postings(reader: IndexReader, field: str, term: bytes) -> list[Any]:
    matcher = reader.postings(field, term)
    found = []
    while matcher.is_active():
        place = [matcher.id(), matcher.weight(), matcher.value_as("frequency")]
        for kind in ("positions", "characters"):
            if matcher.supports(kind):
                place.append(matcher.value_as(kind))
                place.append(matcher.spans())
        found.append(place)
        matcher.next()
    return found
