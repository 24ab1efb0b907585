"""The writer: outcomes, and the segments that a commit leaves."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from whoosh.index import open_dir
from whoosh.query import Phrase, Term

from broadsheet.index import builder as builder_module
from broadsheet.index.article import Article
from broadsheet.index.codec.layout import SegmentFile
from broadsheet.index.codec.open_segment import open_segment
from broadsheet.index.errors import (
    ArchiveCorruptError,
    ArchiveWriteError,
    UnusableRecordError,
)
from broadsheet.index.pins import list_pins, make_pin, read_pin
from broadsheet.index.toc import list_generations, read_newest_toc, write_toc
from broadsheet.index.writer import ArticleWriter

from .codec.conftest import make_articles
from .codec.plain_segment import write_plain_segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from broadsheet.index.codec.open_segment import OpenSegment

#: Arrays that say how articles are compressed, which is not written in stone.
_FRAMES = {"stored.frames", "stored.offsets", "dictionaries.bytes"}


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """An edition without articles."""
    return _empty(tmp_path / "edition")


def _empty(folder: Path) -> Path:
    folder.mkdir()
    make_pin(folder, 0, [])
    write_toc(folder, 0, [])
    return folder


def _add(edition: Path, articles: Sequence[Article], **options: Any) -> list[str]:
    with ArticleWriter(edition, read_newest_toc(edition), **options) as writer:
        outcomes: list[str] = [writer.put(article) for article in articles]
        writer.commit()
    return outcomes


def _segments(edition: Path) -> list[OpenSegment]:
    toc = read_newest_toc(edition)
    return [open_segment(edition, segment) for segment in toc.segments]


def _live(edition: Path) -> list[Article]:
    """The articles that are not deleted, in the order of their segments."""
    return [
        segment.stored(docnum).article
        for segment in _segments(edition)
        for docnum in np.flatnonzero(segment.live.mask).tolist()
    ]


def _arrays(file: SegmentFile) -> dict[str, tuple[str, bytes]]:
    return {
        name: (file.array(name).dtype.str, file.array(name).tobytes())
        for name in file.container.names()
        if name not in _FRAMES
    }


def _holds_only(edition: Path, articles: list[Article], languages: Any = ()) -> bool:
    """Tell whether one segment has all arrays that plain Python makes of these."""
    (segment,) = _segments(edition)
    name = f"MAIN_oracle{len(list(edition.iterdir()))}"
    plain = SegmentFile(write_plain_segment(edition, name, articles, languages))
    return _arrays(segment.file) == _arrays(plain) and _live(edition) == articles


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
    assert _live(edition) == versions[3:]


def test_the_last_of_several_with_one_id_is_kept(
    edition: Path, articles: list[Article]
) -> None:
    """The others leave no trace, in any array."""
    given = [*articles, *(replace(each, title="other") for each in articles[::2])]
    assert _add(edition, given).count("replaced") == 5
    last = {each.id: each for each in given}
    assert _holds_only(edition, sorted(last.values(), key=given.index))


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
    assert {each.id for each in _live(edition)} == ids


def test_a_segment_holds_what_plain_python_makes_of_the_articles(
    edition: Path, articles: list[Article]
) -> None:
    _add(edition, articles, languages=("en", "fr"))
    assert _holds_only(edition, articles, ("en", "fr"))


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


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_runs_are_merged_into_what_would_have_been_written_at_once(
    edition: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    """Articles of a run that was written are replaced by those of a later one."""
    monkeypatch.setattr(builder_module, "BATCH_BYTES", 4_000)
    monkeypatch.setattr(builder_module, "RUN_BYTES", 30_000)
    articles = make_articles(400, 12)
    again = [replace(each, title="other") for each in articles[:200:3]]
    given = [*articles, *again]
    outcomes = _add(edition, given, languages=("en",), threads=threads)
    assert outcomes == ["added"] * 400 + ["replaced"] * len(again)
    last = {each.id: each for each in given}
    assert _holds_only(edition, sorted(last.values(), key=given.index), ("en",))


def test_merging_keeps_everything(edition: Path, articles: list[Article]) -> None:
    """The merged segment is what would be written of the articles that are left.

    Of two copies the one goes that their story is not named by.
    """
    for article in articles:
        _add(edition, [article])
    with ArticleWriter(edition, read_newest_toc(edition), languages=("en",)) as writer:
        assert writer.delete("3")
        assert writer.delete("8")
        named = {each.segment_id() for each in read_newest_toc(edition).segments}
        writer.commit(rewrite=named)
    left = [each.id for each in _live(edition)]
    kept = [each for each in articles if each.id not in {"3", "8"}]
    assert set(left) == {each.id for each in kept}
    kept.sort(key=lambda each: left.index(each.id))
    assert _holds_only(edition, kept, ("en",))


def test_many_commits_leave_few_segments(edition: Path) -> None:
    for number in range(30):
        _add(edition, [Article(str(number), f"word{number} all")])
        assert len(read_newest_toc(edition).segments) <= 12
    assert len(_live(edition)) == 30


def test_deletions_are_a_file_of_the_generation(
    edition: Path, articles: list[Article]
) -> None:
    _add(edition, articles)
    (before,) = read_newest_toc(edition).segments
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        writer.delete("1")
        writer.commit()
    (after,) = read_newest_toc(edition).segments
    assert after.segment_id() == before.segment_id()
    assert (after.deletions, after.deleted_count()) == (
        f"{after.segment_id()}.2.del",
        1,
    )
    assert read_pin(edition, 2) == {after.segment_id(), after.deletions}
    assert read_pin(edition, 1) == {before.segment_id()}


def test_what_is_merged_is_verified_first(
    edition: Path, articles: list[Article]
) -> None:
    """Else damage would be copied, and found no more."""
    _add(edition, articles)
    (segment,) = _segments(edition)
    data = bytearray(segment.file.path.read_bytes())
    data[200] ^= 1
    segment.file.path.write_bytes(data)
    with (
        ArticleWriter(edition, read_newest_toc(edition)) as writer,
        pytest.raises(ArchiveCorruptError, match="checksum"),
    ):
        writer.commit(rewrite={segment.name})
    assert list_generations(edition) == [1, 0]


def test_an_unusable_article_leaves_no_trace(edition: Path) -> None:
    """Its terms would else be those of the next article."""
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        writer.put(Article("1", "first"))
        with pytest.raises(UnusableRecordError):
            writer.put(Article("2", "ghostterm", extra={"a": object()}))
        writer.put(Article("3", "third"))
        writer.commit()
    assert _holds_only(edition, [Article("1", "first"), Article("3", "third")])


def test_what_was_not_committed_never_was(
    edition: Path, articles: list[Article]
) -> None:
    _add(edition, articles)
    with ArticleWriter(edition, read_newest_toc(edition)) as writer:
        writer.put(Article("new", "text"))
        writer.delete("1")
    assert list_generations(edition) == [1, 0]
    assert _live(edition) == articles


def test_a_full_disk_is_an_archive_write_error(
    edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
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
