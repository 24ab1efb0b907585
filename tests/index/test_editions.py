"""Editions: numbers are never reused, and only what is finished is served."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from broadsheet.index import editions as editions_module
from broadsheet.index.article import Article
from broadsheet.index.editions import Current, Editions
from broadsheet.index.errors import (
    ArchiveCorruptError,
    ArchiveNotFoundError,
    ArchiveReadError,
    FormatVersionError,
)
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.store import Store


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    """Two finished editions, the second of them served."""
    editions = Editions(tmp_path)
    for previous in (None, 1):
        number = editions.begin()
        editions.finish(number, 1, ArchiveSettings("de", "Europe/Berlin"))
        editions.publish(Current(number, previous))
    return editions


def test_an_edition_is_read_back(editions: Editions) -> None:
    edition = editions.read(2)
    assert (edition.number, edition.generation) == (2, 1)
    assert edition.settings == ArchiveSettings("de", "Europe/Berlin")
    assert len(edition.secret) == 32
    assert edition.secret != editions.read(1).secret
    assert editions.current() == Current(2, 1)
    editions.check_version(edition)


def test_numbers_are_never_used_again(editions: Editions, tmp_path: Path) -> None:
    assert editions.begin() == 3
    assert editions.begin() == 4
    for number in (2, 3, 4):
        editions.remove(number)
    # Even when only CURRENT remembers the number.
    assert editions.begin() == 3
    assert (tmp_path / "editions" / "000003").is_dir()


def test_an_empty_folder_is_no_archive(tmp_path: Path) -> None:
    for call in (Editions(tmp_path).current, Editions(tmp_path / "none").current):
        with pytest.raises(ArchiveNotFoundError):
            call()


@pytest.mark.parametrize(
    "line", [b"", b"{}", b"null", b"7", b'{"edition":1,"previous":null}', b"\xff"]
)
def test_a_damaged_current_falls_back_to_the_newest_edition(
    editions: Editions, tmp_path: Path, line: bytes
) -> None:
    (tmp_path / "CURRENT").write_bytes(line)
    with pytest.raises(ArchiveCorruptError):
        editions.read_current()
    assert editions.current() == Current(2, 1)


def test_every_flipped_bit_of_current_is_noticed(
    editions: Editions, tmp_path: Path
) -> None:
    line = (tmp_path / "CURRENT").read_bytes().rstrip()
    for bit in range(8 * len(line)):
        damaged = bytearray(line)
        damaged[bit // 8] ^= 1 << bit % 8
        (tmp_path / "CURRENT").unlink()
        (tmp_path / "CURRENT").write_bytes(damaged)
        with pytest.raises(ArchiveCorruptError):
            editions.read_current()


def test_an_unfinished_edition_is_never_fallen_back_to(
    editions: Editions, tmp_path: Path
) -> None:
    unfinished = editions.begin()
    description = editions.folder(editions.begin()) / "edition.json"
    description.write_bytes(b'{"format":1')
    (tmp_path / "CURRENT").unlink()
    assert editions.numbers() == [unfinished + 1, unfinished, 2, 1]
    assert editions.complete() == [2, 1]
    assert editions.current() == Current(2, 1)


def test_a_withdrawn_edition_is_never_fallen_back_to(
    editions: Editions, tmp_path: Path
) -> None:
    editions.withdraw(2)
    assert editions.current() == Current(2, 1)
    (tmp_path / "CURRENT").unlink()
    assert editions.current() == Current(1, None)


def test_an_edition_half_removed_is_unfinished(
    editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(editions_module.shutil, "rmtree", die)
    with pytest.raises(KeyboardInterrupt):
        editions.remove(1)
    assert editions.complete() == [2]


@pytest.mark.parametrize("version", ["FORMAT_VERSION", "ANALYSIS_VERSION"])
def test_another_version_is_named_with_its_cure(
    editions: Editions, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(editions_module, version, 99)
    with pytest.raises(FormatVersionError, match="rebuild") as caught:
        editions.check_version(editions.read(2))
    assert caught.value.expected == 99


def test_what_the_system_refuses_to_read_is_not_taken_for_damage(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Falling back to an older edition would have the newest one swept away."""
    with Store.open(archive, create=True) as store:
        store.add([Article("1")])
        store.rebuild([Article("2")])
        read_bytes = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path.name in ("CURRENT", "edition.json") and "000001" not in path.parts:
                raise OSError(errno.EMFILE, "Too many open files")
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", refuse)
        with pytest.raises(ArchiveReadError, match="Too many open files"):
            store.add([Article("3")])
        with pytest.raises(ArchiveReadError):
            store.snapshot()
        monkeypatch.undo()
        assert store.add([Article("3")]).revision == "2.2"
