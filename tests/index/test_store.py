"""The store: every change is one commit, and each revision stays what it was."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from whoosh.index import open_dir
from whoosh.query import Term

from broadsheet.index import editions as editions_module
from broadsheet.index import store as store_module
from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.errors import (
    ArchiveCorruptError,
    ArchiveNotFoundError,
    ArchiveWriteError,
    BadRecordError,
    FormatVersionError,
    NoEarlierEditionError,
    RevisionGoneError,
)
from broadsheet.index.report import Rejection
from broadsheet.index.retention import Retention
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.store import Store
from broadsheet.index.toc import read_toc, toc_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from broadsheet.index.snapshot import Snapshot

    Contents = Callable[[Snapshot], dict[str, Article]]


def test_a_folder_without_an_archive_is_not_found(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ArchiveNotFoundError) as caught:
            Store.open(path)
        assert caught.value.path == path


def test_create_makes_an_empty_archive_once(archive: Path) -> None:
    settings = ArchiveSettings("de", "Europe/Berlin")
    with Store.open(archive, create=True, settings=settings) as store:
        store.add([Article("1")])
    with Store.open(str(archive), create=True) as store:
        assert store.path == archive
        with store.snapshot() as snapshot:
            assert (snapshot.settings, snapshot.doc_count) == (settings, 1)


def test_added_articles_are_counted_by_outcome(store: Store) -> None:
    one = Article("1", "one")
    two = Article("2", "two", published="2016", date_precision="year")
    store.add([one, two])
    report = store.add(
        [
            one,
            one,
            replace(two, title="TWO"),
            Article("3"),
            Rejection("feed", 9, "wrong", b"raw"),
            Article("", "no id"),
        ]
    )
    assert (report.added, report.replaced, report.unchanged) == (1, 1, 1)
    assert (report.duplicate, report.rejected) == (1, 2)
    assert (report.empty, report.undated, report.vanished) == (1, 2, 0)
    assert report.text_bytes == len("oneoneTWO")
    assert [each.path for each in report.rejections] == ["feed", "articles"]
    assert report.rejections[1].line == 6


def test_a_run_that_changes_nothing_makes_no_revision(
    store: Store, articles: list[Article]
) -> None:
    assert store.add(articles).revision == "1.1"
    report = store.add(articles)
    assert (report.revision, report.unchanged) == ("1.1", len(articles))
    assert store.add([]).revision == "1.1"
    assert store.delete(["none"]).revision == "1.1"


def test_the_last_of_several_articles_with_one_id_is_kept(
    store: Store, contents: Contents
) -> None:
    versions = [Article("1", f"version {number}") for number in range(3)]
    report = store.add([*versions, versions[0]])
    assert (report.added, report.replaced, report.duplicate) == (1, 3, 0)
    with store.snapshot() as snapshot:
        assert contents(snapshot) == {"1": versions[0]}


def test_a_strict_add_changes_nothing_at_the_first_rejection(store: Store) -> None:
    for item in (Rejection("feed", 9, "wrong", b""), Article("", "no id")):
        with pytest.raises(BadRecordError):
            store.add([Article("1"), item], strict=True)
    with store.snapshot() as snapshot:
        assert (snapshot.revision, snapshot.doc_count) == ("1.0", 0)


def test_a_change_that_fails_leaves_no_file(
    store: Store, articles: list[Article]
) -> None:
    """What it wrote would else fill the disk until the next change."""

    def failing() -> Iterator[Article]:
        yield from articles
        raise RuntimeError("no more")

    before = sorted(store.path.rglob("*"))
    with pytest.raises(RuntimeError, match="no more"):
        store.add(failing())
    assert sorted(store.path.rglob("*")) == before


def test_at_most_a_thousand_rejections_are_listed(store: Store) -> None:
    report = store.add(Rejection("feed", line, "wrong", b"") for line in range(1, 1500))
    assert (report.rejected, len(report.rejections)) == (1499, 1000)


def test_stock_whoosh_opens_and_searches_an_edition(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.add(articles[:5])
    store.add(articles[5:])
    store.delete(["10"])
    with open_dir(str(archive / "editions" / "000001")).searcher() as searcher:
        assert searcher.doc_count() == 9
        assert len(searcher.search(Term("body", "US"))) == 1
        assert len(searcher.search(Term("title", "elections"))) == 1


def test_delete_tells_what_was_there(store: Store, articles: list[Article]) -> None:
    store.add(articles)
    deletion = store.delete(["1", "none", "1", "2"])
    assert (deletion.revision, deletion.deleted) == ("1.2", 2)
    assert deletion.missing == ("none",)
    assert store.delete(["1"]).missing == ("1",)
    store.add([articles[0]])
    with store.snapshot() as snapshot:
        assert snapshot.doc_count == 9


def test_revisions_kept_can_be_opened_by_name(
    store: Store, articles: list[Article], contents: Contents
) -> None:
    store.add(articles[:1])
    store.add(articles[1:2])
    store.add(articles[2:3])
    with store.snapshot_at("1.2") as snapshot:
        assert contents(snapshot).keys() == {"1", "2"}
    for gone in ("1.0", "1.1", "1.9", "2.1", "", "1", "1.x", "-1.1", "1.²", "../1.1"):
        with pytest.raises(RevisionGoneError) as caught:
            store.snapshot_at(gone)
        assert caught.value.revision == gone


def test_the_last_two_generations_and_editions_are_kept(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    for article in articles[:5]:
        store.add([article])
    names = {path.name for path in (archive / "editions" / "000001").iterdir()}
    assert {name for name in names if name.endswith(".toc")} == {
        "_MAIN_4.toc",
        "_MAIN_5.toc",
    }
    for _build in range(3):
        store.rebuild(articles)
    editions = sorted(path.name for path in (archive / "editions").iterdir())
    assert editions == ["000003", "000004"]


def test_no_file_is_kept_that_nothing_refers_to(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    for article in articles:
        store.add([article])
        store.delete([article.id])
    store.add(articles)
    store.delete(["1"])
    edition = archive / "editions" / "000001"
    expected = set()
    for generation in (21, 22):
        for segment in read_toc(edition, generation).segments:
            expected |= {segment.path(edition).name, segment.deletions} - {None}
    found = {path.name for path in edition.glob("MAIN*")}
    assert found == expected
    assert len(expected) == 2


def test_leftovers_of_a_crash_are_swept_by_the_next_writer(
    store: Store, archive: Path
) -> None:
    edition = archive / "editions" / "000001"
    leftovers = [
        edition / "MAIN_abcdefgh12345678.bsg",
        edition / "MAIN_abcdefgh12345678.title.data.tmp",
        edition / "MAIN_abcdefgh12345678.7.del",
        edition / "MAIN_abcdefgh12345678.trm",
        edition / "_MAIN_7.toc.tmp",
        edition / "MAIN.tmp" / "0.run",
        archive / "editions" / "000002" / "MAIN_x.pst",
    ]
    for path in leftovers:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    store.add([])
    assert not any(path.exists() for path in leftovers)
    assert not (archive / "editions" / "000002").exists()


def test_a_revision_a_cursor_used_is_kept_for_its_time(
    archive: Path, articles: list[Article]
) -> None:
    with Store.open(archive, create=True, pin_seconds=600) as store:
        store.add(articles)
        with store.snapshot() as snapshot:
            snapshot.pin()
        for number in range(4):
            store.add([Article(f"new {number}")])
        store.rebuild(articles[:1])
        store.rebuild(articles[:1])
        with store.snapshot_at("1.1") as snapshot:
            assert snapshot.doc_count == len(articles)
    os.utime(archive / "editions" / "000001" / "pins" / "1", (0, 0))
    with Store.open(archive) as store:
        store.add([Article("last")])
        with pytest.raises(RevisionGoneError):
            store.snapshot_at("1.1")
        assert not (archive / "editions" / "000001").exists()


def test_rollback_passes_over_an_edition_that_never_had_an_article(
    store: Store, articles: list[Article]
) -> None:
    store.rebuild(articles[:2])
    with pytest.raises(NoEarlierEditionError):
        store.rollback()
    assert store.stats().editions == (2,)
    store.rebuild([])
    store.rebuild(articles)
    assert store.rollback().revision == "2.1"


def test_rollback_serves_the_edition_before(
    store: Store, archive: Path, articles: list[Article], contents: Contents
) -> None:
    store.add(articles[:2])
    store.rebuild(articles)
    store.add([Article("late")])
    store.delete(["1"])
    rollback = store.rollback()
    assert (rollback.revision, rollback.left_out) == ("1.1", 2)
    with store.snapshot() as snapshot:
        assert contents(snapshot).keys() == {"1", "2"}
    with pytest.raises(NoEarlierEditionError) as caught:
        store.rollback()
    assert caught.value.edition == 1
    assert store.add([Article("more")]).revision == "1.2"
    # The edition left is never served again, not even when CURRENT is lost.
    (archive / "CURRENT").unlink()
    with store.snapshot() as snapshot:
        assert snapshot.revision == "1.2"
    assert store.rebuild(articles).revision == "3.1"
    assert store.rollback().revision == "1.2"


def test_the_number_of_an_edition_is_not_used_again_when_it_was_left_for_damage(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    """Else revision 3.1 would be two, and who has the one be told that it is new."""
    store.rebuild(articles)
    store.rebuild(articles[1:])
    (archive / "editions" / "000003" / "edition.json").write_bytes(b"garbage")
    assert store.rollback().revision == "2.1"
    assert store.rebuild(articles[2:]).revision == "4.1"
    assert sorted(store.path.glob("editions/*")) == [
        archive / "editions" / name for name in ("000002", "000004")
    ]


def test_a_damaged_current_is_mended_by_the_next_writer(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.rebuild(articles)
    (archive / "CURRENT").write_bytes(b"garbage")
    with store.snapshot() as snapshot:
        assert snapshot.revision == "2.1"
    assert store.add([Article("new")]).revision == "2.2"
    assert check_archive(archive) == ()


def test_a_damaged_pin_keeps_files_and_not_changes_from_being_made(
    store: Store, archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(3):
        store.add([Article(str(number))])
    for pin in archive.glob("editions/000001/pins/*"):
        pin.write_bytes(b"\xff")
        os.utime(pin, (0, 0))
    files = set(archive.glob("editions/000001/*.bsg"))
    assert store.add([Article("3")]).added == 1
    assert files < set(archive.glob("editions/000001/*.bsg"))
    assert "old files were not removed" in caplog.text
    # It is gone with its edition.
    for number in (2, 3):
        assert store.rebuild([Article("4")]).revision == f"{number}.1"
    assert check_archive(archive) == ()


def test_a_damaged_generation_is_passed_over_with_a_warning(
    store: Store,
    archive: Path,
    articles: list[Article],
    caplog: pytest.LogCaptureFixture,
) -> None:
    store.add(articles)
    store.add([Article("lost")])
    store.close()
    toc_path(archive / "editions" / "000001", 2).write_bytes(b"")
    for _request in range(3):
        with store.snapshot() as snapshot:
            assert snapshot.revision == "1.1"
    assert caplog.text.count("the generation before it is served") == 1
    with pytest.raises(ArchiveCorruptError):
        store.snapshot_at("1.2")
    # Its number stays used.
    assert store.add([Article("new")]).revision == "1.3"
    store.add([Article("newer")])


def test_an_index_of_another_version_is_not_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions_module, "FORMAT_VERSION", 99)
    with pytest.raises(FormatVersionError):
        store.add([Article("1")])
    with pytest.raises(FormatVersionError):
        store.delete(["1"], purge=True)


def test_a_change_is_safe_when_old_files_cannot_be_removed(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Retention, "sweep", refuse)
    assert store.add([Article("1")]).added == 1
    assert "old files were not removed" in caplog.text


def test_a_read_only_archive_can_be_read_and_not_written(
    store: Store, monkeypatch: pytest.MonkeyPatch, articles: list[Article]
) -> None:
    store.add(articles)
    opened = os.open

    def read_only(path: str, flags: int, *rest: int, **options: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system", path)
        return opened(path, flags, *rest, **options)

    store.close()
    monkeypatch.setattr(os, "open", read_only)
    with store.snapshot() as snapshot:
        assert snapshot.article(0) == articles[0]
    with pytest.raises(ArchiveWriteError, match="Read-only"):
        store.add([Article("new")])


def test_statistics_count_what_is_there(
    store: Store, archive: Path, articles: list[Article]
) -> None:
    store.rebuild(articles)
    store.delete(["1"])
    stats = store.stats()
    assert (stats.revision, stats.articles, stats.deleted) == ("2.2", 9, 1)
    assert (stats.undated, stats.empty, stats.segments) == (7, 1, 1)
    assert (stats.oldest, stats.newest) == ("1902-05", "1987-10-19T15:03:27Z")
    assert stats.editions == (2,)
    assert stats.settings == ArchiveSettings()
    files = [path for path in archive.rglob("*") if path.is_file()]
    assert stats.bytes_on_disk == sum(path.stat().st_size for path in files)


def test_an_empty_archive_has_no_oldest_article(store: Store) -> None:
    stats = store.stats()
    assert (stats.articles, stats.oldest, stats.newest) == (0, None, None)


def test_create_waits_for_one_who_creates_it_too(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gets the lock second finds the archive made."""
    made = []

    class Watched(store_module.WriteLock):
        def hold(self, operation: str) -> object:  # type: ignore[override]
            if not made:
                made.append(operation)
                Store.open(archive, create=True).close()
            return super().hold(operation)

    monkeypatch.setattr(store_module, "WriteLock", Watched)
    with Store.open(archive, create=True), Store.open(archive) as store:
        assert store.stats().editions == (1,)


def test_a_file_is_no_archive_and_is_not_made_one(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("{}")
    with pytest.raises(ArchiveNotFoundError):
        Store.open(file)
    with pytest.raises(ArchiveWriteError):
        Store.open(file, create=True)
    assert file.read_text() == "{}"
