"""Snapshots: the newest revision at each call, at the cost of two looks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.article import Article
from broadsheet.index.editions import Editions
from broadsheet.index.errors import ArchiveNotFoundError
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def settle() -> None:
    """Let the tick of the file system's clock pass."""
    time.sleep(0.15)


def revision(store: Store) -> str:
    with store.snapshot() as snapshot:
        return snapshot.revision


def test_nothing_is_read_while_nothing_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add([Article("1", "oil", "")])
    settle()
    first = store.snapshot()

    def refuse(_editions: Editions) -> None:
        raise AssertionError

    monkeypatch.setattr(Editions, "read_current", refuse)
    with store.snapshot() as second:
        assert second is first
    first.close()


@pytest.mark.parametrize("looks", [0, 1, 3])
@pytest.mark.parametrize("pause", [0.0, 0.15])
def test_each_commit_of_another_is_seen_at_once(
    store: Store, archive: Path, looks: int, pause: float
) -> None:
    with Store.open(archive) as other:
        for number in range(3 if pause else 12):
            report = other.add([Article(str(number), "oil", "")])
            for _look in range(looks):
                time.sleep(pause)
                assert revision(store) == report.revision
        assert revision(store) == report.revision


def test_each_edition_of_another_is_seen_at_once(store: Store, archive: Path) -> None:
    with Store.open(archive) as other:
        for edition in (2, 3):
            settle()
            before = revision(store)
            assert before == revision(store)
            other.rebuild([Article("1", "oil", "")])
            assert revision(store) == f"{edition}.1"
        settle()
        assert revision(store) == "3.1"
        other.rollback()
        assert revision(store) == "2.1"


def test_an_archive_that_is_taken_away_is_missed(store: Store, archive: Path) -> None:
    settle()
    revision(store)
    archive.rename(archive.with_name("elsewhere"))
    try:
        with pytest.raises(ArchiveNotFoundError):
            store.snapshot()
    finally:
        archive.with_name("elsewhere").rename(archive)


def test_a_damaged_revision_is_tried_again_each_time(
    store: Store, archive: Path
) -> None:
    """It may be mended where it is, which no folder tells of."""
    for name in "12":
        store.add([Article(name, "oil", "")])
    store.close()
    path = archive / "editions" / "000001" / "_MAIN_2.toc"
    whole = path.read_bytes()
    path.write_bytes(b"rubbish")
    settle()
    assert revision(store) == revision(store) == "1.1"
    path.write_bytes(whole)
    assert revision(store) == "1.2"
