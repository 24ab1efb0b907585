"""Rebuild: the next edition, of exactly what was given, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import editions as editions_module
from broadsheet.index import rebuild as rebuild_module
from broadsheet.index.article import Article
from broadsheet.index.errors import (
    ArchiveCorruptError,
    ArchiveWriteError,
    BadRecordError,
    FormatVersionError,
)
from broadsheet.index.report import Rejection
from broadsheet.index.settings import ArchiveSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from broadsheet.index.snapshot import Snapshot
    from broadsheet.index.store import Store

    Contents = Callable[[Snapshot], dict[str, Article]]


def test_a_rebuild_holds_exactly_what_it_was_given(
    store: Store, articles: list[Article], contents: Contents
) -> None:
    store.add([*articles, Article("gone"), Article("gone too")])
    changed = replace(articles[0], title="changed")
    given = [changed, *articles[1:], Article("new"), Article("new")]
    report = store.rebuild(given)
    assert report.revision == "2.1"
    assert (report.added, report.replaced, report.unchanged) == (1, 1, 9)
    assert (report.duplicate, report.rejected, report.vanished) == (1, 0, 2)
    with store.snapshot() as snapshot:
        assert snapshot.revision == "2.1"
        assert contents(snapshot) == {article.id: article for article in given}


def test_a_rebuild_without_files_reads_the_stored_articles(
    store: Store, articles: list[Article], contents: Contents
) -> None:
    store.add(articles)
    store.delete(["7"])
    report = store.rebuild(None, settings=ArchiveSettings("fr", "Europe/Paris"))
    assert (report.unchanged, report.vanished) == (9, 0)
    with store.snapshot() as snapshot:
        assert snapshot.settings == ArchiveSettings("fr", "Europe/Paris")
        assert contents(snapshot).keys() == {each.id for each in articles} - {"7"}
        assert snapshot.count == 9
    assert store.rebuild(None).unchanged == 9
    with store.snapshot() as snapshot:
        assert snapshot.settings == ArchiveSettings("fr", "Europe/Paris")


def test_a_rebuild_of_nothing_is_an_empty_edition(
    store: Store, articles: list[Article]
) -> None:
    store.add(articles)
    report = store.rebuild([])
    assert (report.revision, report.vanished) == ("2.0", len(articles))
    with store.snapshot() as snapshot:
        assert snapshot.doc_count == 0


def test_readers_see_the_edition_before_until_the_swap(
    store: Store, articles: list[Article]
) -> None:
    store.add(articles)
    seen = []

    def watched() -> Iterator[Article]:
        for article in articles:
            with store.snapshot() as snapshot:
                seen.append((snapshot.revision, snapshot.doc_count))
            yield article

    store.rebuild(watched())
    assert set(seen) == {("1.1", len(articles))}


def test_a_failed_rebuild_changes_nothing(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.add(articles)

    def broken() -> Iterator[Article]:
        yield articles[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.rebuild(broken())
    assert [path.name for path in (archive / "editions").iterdir()] == ["000001"]
    with store.snapshot() as snapshot:
        assert snapshot.revision == "1.1"


def test_an_edition_that_does_not_hold_its_articles_is_not_served(
    store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rebuild_module.ArticleWriter, "commit", lambda _writer: None, raising=True
    )
    with pytest.raises(ArchiveCorruptError, match="0 articles after a rebuild from 1"):
        store.rebuild([Article("1")])
    monkeypatch.undo()
    assert [path.name for path in (archive / "editions").iterdir()] == ["000001"]


def test_a_strict_rebuild_stops_at_the_first_rejection(store: Store) -> None:
    rejection = Rejection("feed.jsonl", 7, "no object", b"[]")
    with pytest.raises(BadRecordError, match=r"feed\.jsonl:7: no object"):
        store.rebuild([Article("1"), rejection], strict=True)
    with store.snapshot() as snapshot:
        assert snapshot.revision == "1.0"


def test_a_rebuild_cures_a_damaged_edition(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.add(articles)
    store.close()
    for path in (archive / "editions" / "000001").glob("*.toc"):
        path.write_bytes(b"")
    with pytest.raises(ArchiveCorruptError):
        store.snapshot()
    with pytest.raises(ArchiveCorruptError):
        store.rebuild(None)
    assert store.rebuild(articles).added == len(articles)
    with store.snapshot() as snapshot:
        assert snapshot.doc_count == len(articles)
    # Nothing can be rolled back to, nor need the damage be kept.
    store.rebuild(None)


def test_a_rebuild_cures_another_version(
    store: Store, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(articles)
    monkeypatch.setattr(editions_module, "ANALYSIS_VERSION", 99)
    store.close()
    with pytest.raises(FormatVersionError):
        store.snapshot()
    assert store.rebuild(None).unchanged == len(articles)
    with store.snapshot() as snapshot:
        assert snapshot.revision == "2.1"
    monkeypatch.undo()
    store.rebuild(None)
    store.rebuild(None)


def test_a_swap_that_fails_leaves_the_edition_before(
    store: Store, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(articles)

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(editions_module.Editions, "publish", fail)
    with pytest.raises(ArchiveWriteError):
        store.rebuild(articles)
    monkeypatch.undo()
    with store.snapshot() as snapshot:
        assert snapshot.revision == "1.1"
    assert store.rebuild(articles).revision == "2.1"
