"""Which files of a folder are new or changed, and complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.index import Rejection, read_source
from broadsheet.scripts import watched_folder
from broadsheet.scripts.watched_folder import WatchedFolder

_OLD = 1_700_000_000


def _write(path: Path, text: str = "a", *, at: float = _OLD) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at, at))
    return str(path)


def test_each_file_is_taken_once_and_again_when_it_changes(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    assert watched.changed() == []
    b, a = _write(tmp_path / "b.jsonl"), _write(tmp_path / "2024" / "05" / "a.jsonl")
    assert watched.changed() == [a, b]
    assert watched.changed() == [a, b]
    watched.take([a])
    assert watched.changed() == [b]
    watched.take([b])
    assert watched.changed() == []
    _write(tmp_path / "b.jsonl", "bb")
    assert watched.changed() == [b]
    watched.take([b])
    _write(tmp_path / "b.jsonl", "cc", at=_OLD + 1)
    assert watched.changed() == [b]


def test_a_file_that_went_is_taken_when_it_comes_back(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    path = _write(tmp_path / "a.jsonl")
    watched.take(watched.changed())
    Path(path).unlink()
    assert watched.changed() == []
    _write(tmp_path / "a.jsonl")
    assert watched.changed() == [path]


def test_a_file_that_is_being_written_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However soon looks follow each other: after a commit they do at once."""
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    watched = WatchedFolder(tmp_path)
    # Its clock is ahead of ours: it is complete when it stays as it is.
    late = 4_000_000_000
    path = _write(tmp_path / "a.jsonl", at=late)
    for text, passed, is_complete in (
        *(("a", 0.0, False), ("a", 1.9, False), ("aa", 1.9, False)),
        *(("aa", 1.9, False), ("aa", 0.2, True)),
    ):
        now += passed
        _write(tmp_path / "a.jsonl", text, at=late)
        found, left = watched.changed(), watched.incomplete
        assert (found, left) == (([path], []) if is_complete else ([], [path]))


def test_a_folder_that_goes_while_it_is_looked_at_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(tmp_path / "a.jsonl")
    (tmp_path / "gone").mkdir()
    look = watched_folder.entries_to_read

    def look_late(folder: str) -> Iterator[os.DirEntry[str]]:
        if folder.endswith("gone"):
            Path(folder).rmdir()
        return look(folder)

    monkeypatch.setattr(watched_folder, "entries_to_read", look_late)
    watched = WatchedFolder(tmp_path)
    assert watched.changed() == [path]
    shutil.rmtree(tmp_path)
    with pytest.raises(FileNotFoundError):
        watched.changed()


def test_what_is_not_for_us_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in (
        *(".a.jsonl", "a.jsonl.part", "b.TMP", "~c", "d~", ".git/x"),
        *("a.css", "a.JS", "a_files/a.png", "__MACOSX/a.jsonl", "a.rejects.jsonl.gz"),
        *("archive/CURRENT", "archive/editions/x"),
    ):
        _write(folder / name)
    paths = [_write(folder / name, "nope") for name in ("a.jsonl", "b/c.jsonl")]
    (folder / "link.jsonl").symlink_to(paths[0])
    (folder / "out").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    assert WatchedFolder(folder).changed() == paths
    rejected = [item for item in read_source(folder) if isinstance(item, Rejection)]
    assert [each.path for each in rejected] == paths


def test_no_more_than_so_many_are_taken_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_folder, "MOST_FILES", 2)
    paths = [_write(tmp_path / name) for name in "abc"]
    watched = WatchedFolder(tmp_path)
    assert watched.changed() == paths[:2]
    watched.take(paths[:2])
    assert watched.changed() == paths[2:]
