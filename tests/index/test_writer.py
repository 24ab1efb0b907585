"""The writer: outcomes, and segments that stock Whoosh would have written."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from whoosh.codec.whoosh3 import W3PerDocWriter
from whoosh.index import open_dir
from whoosh.query import Phrase, Term

from broadsheet.index.article import Article
from broadsheet.index.documents import DocumentEncoder
from broadsheet.index.errors import ArchiveWriteError, UnusableRecordError
from broadsheet.index.pins import list_pins, make_pin
from broadsheet.index.readers import open_segment
from broadsheet.index.toc import list_generations, read_newest_toc, write_toc
from broadsheet.index.writer import ArticleWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from whoosh.reading import SegmentReader, TermInfo


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """An edition without articles."""
    make_pin(tmp_path, 0, [])
    write_toc(tmp_path, 0, [])
    return tmp_path


def _add(edition: Path, articles: Sequence[Article]) -> list[str]:
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        outcomes: list[str] = [writer.put(article) for article in articles]
        writer.commit()
    return outcomes


@contextmanager
def _readers(edition: Path) -> Iterator[list[SegmentReader]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(closing(open_segment(edition, each)))
            for each in read_newest_toc(edition).segments
        ]


def _postings(edition: Path) -> dict[tuple[str, bytes], list[tuple[Any, ...]]]:
    """Every posting of live documents, by the ids of their articles."""
    found: dict[tuple[str, bytes], list[tuple[Any, ...]]] = {}
    with _readers(edition) as readers:
        for reader in readers:
            ids = reader.column_reader("id", translate=False)
            for field, term, docnum, weight, value in reader.iter_postings():
                posting = (ids[docnum], weight, value or b"")
                found.setdefault((field, term), []).append(posting)
    return {key: sorted(postings) for key, postings in found.items()}


def _rows(edition: Path) -> dict[bytes, dict[str, Any]]:
    """Every column, length and stored value of live documents, by article id."""
    found = {}
    with _readers(edition) as readers:
        for reader in readers:
            columns = {
                name: reader.column_reader(name, translate=False)
                for name, field in reader.schema.items()
                if field.column_type
            }
            for docnum in reader.all_doc_ids():
                row = {name: column[docnum] for name, column in columns.items()}
                row["article"] = reader.stored_fields(docnum)["article"]
                row["_title"] = reader.doc_field_length(docnum, "title")
                row["_body"] = reader.doc_field_length(docnum, "body")
                found[row["id"]] = row
    return found


def _statistics(info: TermInfo) -> tuple[float, ...]:
    return (
        info.weight(),
        info.doc_frequency(),
        info.max_weight(),
        info.min_length(),
        info.max_length(),
    )


def test_outcomes_are_told_apart(edition: Path) -> None:
    one, two = Article("1", "one"), Article("2", "two")
    other = replace(one, title="other")
    assert _add(edition, [one, one, two]) == ["added", "duplicate", "added"]
    assert _add(edition, [one, one, other, one, one]) == [
        "unchanged",
        "duplicate",
        "replaced",
        "replaced",
        "duplicate",
    ]
    assert _add(edition, [other, Article("3")]) == ["replaced", "added"]


def test_an_id_replaced_again_and_again_has_one_live_document(edition: Path) -> None:
    versions = [Article("1", f"version {number}") for number in range(4)]
    _add(edition, versions[:1])
    _add(edition, versions)
    (row,) = _rows(edition).values()
    assert row["digest"] == DocumentEncoder().encode(versions[3]).digest
    with _readers(edition) as readers:
        assert sum(reader.doc_count() for reader in readers) == 1


def test_nothing_new_makes_no_generation(
    edition: Path, articles: list[Article]
) -> None:
    _add(edition, articles)
    _add(edition, articles)
    assert list_generations(edition) == [1, 0]


def test_deleting_and_adding_in_one_run(edition: Path, articles: list[Article]) -> None:
    _add(edition, articles)
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        assert writer.delete("1")
        assert not writer.delete("none")
        assert writer.put(Article("new")) == "added"
        assert writer.commit() == 2
    ids = {article.id for article in articles} - {"1"} | {"new"}
    assert {row.decode() for row in _rows(edition)} == ids


def test_the_segment_holds_what_stock_whoosh_would_write(
    edition: Path, tmp_path: Path, articles: list[Article]
) -> None:
    """The same postings by Whoosh's own pool and its own way to write them."""
    _add(edition, articles)
    stock_folder = tmp_path / "stock"
    stock_folder.mkdir()
    write_toc(stock_folder, 0, [])
    writer = open_dir(str(stock_folder)).writer(compound=False)
    for docnum, article in enumerate(articles):
        document = DocumentEncoder().encode(article)
        writer.perdocwriter.start_doc(docnum)
        for field, postings in document.postings:
            for term, frequency, value in postings:
                writer.pool.add((field, term, docnum, float(frequency), value))
        for name, value in document.columns.items():
            column = writer.schema[name].column_type
            writer.perdocwriter.add_column_value(name, column, value)
        for field, length in document.lengths.items():
            field_type = writer.schema[field]
            writer.perdocwriter.add_field(field, field_type, None, length)
        writer.perdocwriter.add_field(
            "article", writer.schema["article"], document.stored, 0
        )
        writer.perdocwriter.finish_doc()
        writer.docnum += 1
    writer._added = True
    writer.commit()
    write_toc(stock_folder, 2, open_dir(str(stock_folder))._segments())
    assert _postings(stock_folder) == _postings(edition)
    assert _rows(stock_folder) == _rows(edition)
    with _readers(edition) as (ours,), _readers(stock_folder) as (stock,):
        for field, term in ours.all_terms():
            expected = _statistics(stock.term_info(field, term))
            assert _statistics(ours.term_info(field, term)) == expected


def test_long_posting_lists_are_cut_into_blocks(edition: Path) -> None:
    articles = [Article(str(number), body="word " * number) for number in range(400)]
    _add(edition, articles)
    with _readers(edition) as (reader,):
        matcher = reader.postings("body", "word")
        weights = []
        while matcher.is_active():
            weights.append(matcher.weight())
            matcher.next()
    assert weights == list(range(1, 400))


def test_stock_searchers_find_terms_and_phrases(
    edition: Path, articles: list[Article]
) -> None:
    _add(edition, articles)
    with open_dir(str(edition)).searcher() as searcher:

        def find(query: Any) -> set[bytes]:
            return {
                searcher.reader().column_reader("id", translate=False)[hit.docnum]
                for hit in searcher.search(query, limit=None)
            }

        assert find(Term("id", "id/with spaces & ü")) == {"id/with spaces & ü".encode()}
        assert find(Term("title", "US") | Term("body", "US")) == {b"1", b"10"}
        assert find(Phrase("body", ["crude", "oil", "is", "up"])) == {b"1"}
        assert find(Phrase("author_words", ["ann", "lee"])) == {b"4"}
        assert find(Term("tag", "ol")) == {b"4"}


def test_merging_keeps_everything(
    edition: Path, tmp_path: Path, articles: list[Article]
) -> None:
    """Postings, positions, columns, lengths and stored articles, deleted ones gone."""
    whole = tmp_path / "whole"
    whole.mkdir()
    make_pin(whole, 0, [])
    write_toc(whole, 0, [])
    kept = [article for article in articles if article.id not in {"3", "7"}]
    _add(whole, kept)
    for article in articles:
        _add(edition, [article])
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        assert writer.delete("3")
        assert writer.delete("7")
        named = {each.segment_id() for each in read_newest_toc(edition).segments}
        writer.commit(rewrite=named)
    assert len(read_newest_toc(edition).segments) == 1
    assert _postings(edition) == _postings(whole)
    assert _rows(edition) == _rows(whole)
    with _readers(edition) as (merged,), _readers(whole) as (written,):
        for field in ("title", "body"):
            assert merged.field_length(field) == written.field_length(field)


def test_many_commits_leave_few_segments(edition: Path) -> None:
    for number in range(30):
        _add(edition, [Article(str(number), f"word{number} all")])
    assert len(read_newest_toc(edition).segments) <= 12
    assert len(_rows(edition)) == 30
    assert len(_postings(edition)["title", b"all"]) == 30


def test_an_unusable_article_leaves_no_trace(edition: Path) -> None:
    """Its terms would else be those of the next article."""
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        writer.put(Article("1", "first"))
        with pytest.raises(UnusableRecordError):
            writer.put(Article("2", "ghostterm", extra={"a": object()}))
        writer.put(Article("3", "third"))
        writer.commit()
    assert ("title", b"ghostterm") not in _postings(edition)
    assert set(_rows(edition)) == {b"1", b"3"}


def test_what_was_not_committed_never_was(
    edition: Path, articles: list[Article]
) -> None:
    _add(edition, articles)
    before = _postings(edition), _rows(edition)
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        writer.put(Article("new", "text"))
        writer.delete("1")
    assert list_generations(edition) == [1, 0]
    assert (_postings(edition), _rows(edition)) == before


def test_a_full_disk_is_an_archive_write_error(
    edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when giving up fails in its turn, as it does on a full disk."""

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(W3PerDocWriter, "add_column_value", fail)
    with pytest.raises(ArchiveWriteError, match="No space left") as caught:
        _add(edition, [Article("1", "one")])
    assert caught.value.path == edition
    assert list_generations(edition) == [0]


def test_a_generation_number_is_never_used_twice(edition: Path) -> None:
    """Not even one that a crash left nothing of but its pin."""
    make_pin(edition, 5, [])
    _add(edition, [Article("1")])
    assert list_generations(edition) == [6, 0]
    assert list_pins(edition) == [6, 5, 0]
