"""Stamps: whatever happens to a path, its stamp holds no more."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.stamps import Stamp, take_stamp

if TYPE_CHECKING:
    from collections.abc import Callable

_SECOND = 1_000_000_000


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the test is ahead of that of the files."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10 * _SECOND)


def stamp_of(path: Path) -> Stamp:
    stamp = take_stamp(path)
    assert stamp is not None
    return stamp


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files."""
    path = tmp_path / "folder"
    path.mkdir()
    (path / "a").write_bytes(b"1")
    (path / "b").write_bytes(b"2")
    return path


@pytest.mark.usefixtures("later")
def test_the_stamp_of_what_is_left_alone_holds(folder: Path) -> None:
    of_folder, of_file = stamp_of(folder), stamp_of(folder / "a")
    assert len(list(folder.iterdir())) == 2
    (folder / "a").read_bytes()
    # What is written in a file leaves its folder as it was.
    (folder / "b").write_bytes(b"3")
    assert of_folder.holds()
    assert of_file.holds()


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "c").touch(),
        lambda folder: (folder / "a").unlink(),
        lambda folder: (folder / "a").rename(folder / "c"),
        lambda folder: (folder / "a").replace(folder / "b"),
        lambda folder: (folder / "a").rename(folder.parent / "a"),
        shutil.rmtree,
        lambda folder: folder.rename(folder.parent / "other"),
    ],
)
def test_the_stamp_of_a_folder_tells_of_its_names(
    folder: Path, change: Callable[[Path], object]
) -> None:
    stamp = stamp_of(folder)
    time.sleep(0.02)
    change(folder)
    assert not stamp.holds()


@pytest.mark.usefixtures("later")
def test_the_stamp_of_a_file_tells_of_one_that_takes_its_place(folder: Path) -> None:
    path, other = folder / "a", folder / "b"
    stamp, kept = stamp_of(path), path.stat()
    # Not even times that are put back hide it.
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    other.replace(path)
    assert path.stat().st_mtime_ns == kept.st_mtime_ns
    assert not stamp.holds()


def test_what_has_just_changed_has_no_stamp(folder: Path) -> None:
    """The next change might fall into the same tick of the clock."""
    assert take_stamp(folder) is None
    assert take_stamp(folder / "a") is None
    time.sleep(0.15)
    assert stamp_of(folder).holds()


def test_what_is_not_there_has_no_stamp(tmp_path: Path) -> None:
    assert take_stamp(tmp_path / "nothing") is None


@pytest.mark.parametrize(
    ("changed", "age", "is_trusted"),
    [
        (100 * _SECOND + 1, 50_000_000, False),
        (100 * _SECOND + 1, 150_000_000, True),
        # A file system that keeps whole seconds.
        (100 * _SECOND, 150_000_000, False),
        (100 * _SECOND, 2_400_000_000, False),
        (100 * _SECOND, 2_600_000_000, True),
        # The clock was put back.
        (100 * _SECOND + 1, -5 * _SECOND, False),
    ],
)
@pytest.mark.parametrize("field", ["st_ctime_ns", "st_mtime_ns"])
def test_a_stamp_waits_for_the_next_tick(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    field: str,
    changed: int,
    age: int,
    is_trusted: bool,
) -> None:
    times = {"st_ctime_ns": 1, "st_mtime_ns": 1} | {field: changed}
    found = SimpleNamespace(st_ino=7, **times)
    monkeypatch.setattr(Path, "stat", lambda _path: found)
    monkeypatch.setattr(time, "time_ns", lambda: changed + age)
    stamp = take_stamp(tmp_path)
    assert (stamp is not None) == is_trusted
