"""The verification: damage in what is served is found, and served no longer."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import verification
from broadsheet.index.codec.layout import SegmentFile
from broadsheet.index.codec.segment import ColumnarSegment
from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.pins import make_pin
from broadsheet.index.store import Store
from broadsheet.index.toc import INDEX_NAME, names_of, read_toc, write_toc

from .codec.conftest import make_articles, write_archive
from .codec.plain_segment import write_plain_segment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "_DELAY_SECONDS", 0.0)


@pytest.fixture
def folder(archive: Path) -> Path:
    """An edition whose second generation has a segment more than its first."""
    folder = write_archive(archive, [make_articles(20, 1)])
    added = ColumnarSegment(INDEX_NAME, 5)
    name = added.segment_id()
    write_plain_segment(folder, name, make_articles(5, 2, "b"))
    segments = [*read_toc(folder, 1).segments, added]
    make_pin(folder, 2, names_of(segments))
    write_toc(folder, 2, segments)
    return folder


def _segments(folder: Path) -> list[Path]:
    return [segment.path(folder) for segment in read_toc(folder, 2).segments]


def _flip(path: Path) -> bytes:
    """Flip a bit where only the checksums of the arrays tell it."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    SegmentFile(path)
    return bytes(data)


def _verify(store: Store) -> None:
    store._snapshots._verification.wait()


def _revision(store: Store) -> str:
    with store.snapshot() as snapshot:
        return snapshot.revision


def test_a_sound_archive_is_read_once(archive: Path, folder: Path) -> None:
    with Store.open(archive) as store:
        assert _revision(store) == "1.2"
        _verify(store)
        running = store._snapshots._verification._thread
        assert running is None
        with store.snapshot_at("1.1"):
            assert store._snapshots._verification._thread is None
        assert store.damage == ()
    assert folder.is_dir()


def test_a_damaged_generation_is_withdrawn(
    archive: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _first, second = _segments(folder)
    _flip(second)
    with Store.open(archive) as store, caplog.at_level(logging.WARNING):
        before = store.snapshot()
        assert before.revision == "1.2"
        _verify(store)
        for _again in range(3):
            assert _revision(store) == "1.1"
        with pytest.raises(ArchiveCorruptError) as caught:
            store.snapshot_at("1.2")
        assert caught.value.path == second
        (fault,) = store.damage
        assert fault is caught.value
        assert "wrong checksum" in fault.reason
        before.close()
    told = [
        record.levelname for record in caplog.records if str(second) in record.message
    ]
    assert told == ["ERROR", "WARNING"]


def test_damage_in_every_generation_is_an_error(archive: Path, folder: Path) -> None:
    first, _second = _segments(folder)
    _flip(first)
    with Store.open(archive) as store:
        store.snapshot().close()
        _verify(store)
        with pytest.raises(ArchiveCorruptError) as caught:
            store.snapshot()
        assert caught.value.path == first


def test_a_mended_file_is_served_again(archive: Path, folder: Path) -> None:
    _first, second = _segments(folder)
    sound = second.read_bytes()
    _flip(second)
    with Store.open(archive) as store:
        store.snapshot().close()
        _verify(store)
        assert _revision(store) == "1.1"
        second.unlink()
        second.write_bytes(sound)
        assert _revision(store) == "1.2"
        _verify(store)
        assert _revision(store) == "1.2"


def test_a_file_cut_short_while_it_is_open_is_found(folder: Path) -> None:
    _first, second = _segments(folder)
    file = SegmentFile(second)
    with second.open("r+b") as stream:
        stream.truncate(100)
    with pytest.raises(ArchiveCorruptError) as caught:
        file.container.verify()
    assert caught.value.path == second


def test_a_file_that_was_removed_is_no_fault(archive: Path, folder: Path) -> None:
    with Store.open(archive) as store:
        snapshot = store.snapshot()
        for path in _segments(folder):
            path.unlink()
        _verify(store)
        assert len(list(snapshot.articles())) == 25
        snapshot.close()
        assert store.damage == ()


def test_closing_ends_the_verification(
    archive: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_DELAY_SECONDS", 600.0)
    assert folder.is_dir()
    with Store.open(archive) as store:
        store.snapshot().close()
        names = [thread.name for thread in threading.enumerate()]
        assert "broadsheet-verification" in names
    names = [thread.name for thread in threading.enumerate()]
    assert "broadsheet-verification" not in names
    with store.snapshot() as snapshot:
        assert snapshot.doc_count == 25
    store.close()
