"""``broadsheet watch``: an archive follows a folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.lock import WriteLock
from broadsheet.scripts.ending import Ending
from broadsheet.search import Archive

if TYPE_CHECKING:
    from ..conftest import Invoke

_COMMAND = Path(sys.executable).parent / "broadsheet"
_OLD = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files, one of them in a folder of its own."""
    folder = tmp_path / "in"
    _write(folder / "a.jsonl", '{"id": "new", "title": "A"}\n{"id": "oil"}\n')
    _write(folder / "2024" / "b.csv", "id,title\nb,B\n")
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (_OLD, _OLD))


def test_what_is_there_is_added_once(
    invoke: Invoke, archive_path: Path, folder: Path
) -> None:
    options = (folder, "--once", "--json", "--archive", archive_path)
    report = invoke("watch", *options).json
    counts = (report["files"], report["added"], report["replaced"])
    assert counts == (2, 2, 1)
    again = invoke("watch", *options).json
    assert (again["unchanged"], again["revision"]) == (3, report["revision"])


def test_a_line_tells_of_each_commit_and_rejects_are_told(
    invoke: Invoke, archive_path: Path, folder: Path
) -> None:
    _write(folder / "broken.jsonl", "nope\n")
    _write(folder / "picture.xyz", "\x89PNG")
    _write(folder / "picture.png", "\x89PNG")
    outcome = invoke("watch", folder, "--once", "--archive", archive_path)
    assert outcome.code == 0
    assert (
        " 4 files: 2 added, 1 replaced, 0 unchanged, 0 duplicate, 2 rejected; revision"
        in outcome.out
    )
    assert f"  {folder}/broken.jsonl:1: not JSON" in outcome.err
    assert f"  {folder}/picture.xyz:1: is in no known format" in outcome.err


@pytest.mark.parametrize("at", [None, (4_000_000_000, 4_000_000_000)])
def test_what_has_just_come_is_taken_when_it_is_complete(
    invoke: Invoke, archive_path: Path, folder: Path, at: tuple[int, int] | None
) -> None:
    os.utime(folder / "a.jsonl", at)
    (folder / "2024" / "b.csv").unlink()
    options = ("--once", "--json", "--archive", archive_path)
    assert invoke("watch", folder, *options).json["files"] == 1


def test_what_is_still_written_to_is_told_and_left(
    invoke: Invoke, archive_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_on(_ending: Ending, _seconds: float) -> None:
        with (folder / "a.jsonl").open("a") as file:
            file.write('{"id": "c"}\n')

    os.utime(folder / "a.jsonl")
    monkeypatch.setattr(Ending, "wait", write_on)
    outcome = invoke("watch", folder, "--once", "--archive", archive_path)
    assert outcome.out.count("\n") == 1
    assert f"  {folder}/a.jsonl:1: is still being written to" in outcome.err


def test_what_cannot_be_added_at_once_for_another_writer_is_an_error(
    invoke: Invoke, archive_path: Path, folder: Path
) -> None:
    options = ("--once", "--lock-timeout", "0", "--archive", archive_path)
    with WriteLock(archive_path, 1).hold("test"):
        outcome = invoke("watch", folder, *options)
    assert (outcome.code, outcome.out) == (1, "")
    assert "is being written by" in outcome.err


def test_a_folder_that_is_not_there_is_refused(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    assert invoke("watch", tmp_path / "x", "--archive", archive_path).code == 2


def test_no_control_character_of_a_name_is_printed(
    invoke: Invoke, archive_path: Path, folder: Path
) -> None:
    _write(folder / "a\a\x9b1m.xyz", "x")
    outcome = invoke("watch", folder, "--once", "--archive", archive_path)
    assert f"  {folder}/a\ufffd\ufffd1m.xyz:1: is in no" in outcome.err


def test_an_archive_is_not_followed(invoke: Invoke, archive_path: Path) -> None:
    outcome = invoke("watch", archive_path, "--once", "--archive", archive_path)
    assert outcome.code == 1
    assert "is an archive of Broadsheet" in outcome.err


def test_what_comes_is_added_until_the_command_is_ended(
    archive_path: Path, folder: Path
) -> None:
    options = ("--archive", archive_path, "--json", "--interval", "0.1")
    watching = subprocess.Popen(
        [_COMMAND, "watch", folder, *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout is not None
    try:
        assert json.loads(watching.stdout.readline())["added"] == 2
        _write(folder / "c.jsonl", '{"id": "c"}\n')
        assert json.loads(watching.stdout.readline())["added"] == 1
        _write(folder / "c.jsonl", '{"id": "c", "title": "C"}\n')
        assert json.loads(watching.stdout.readline())["replaced"] == 1
        started = time.monotonic()
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(timeout=30) == 0
        assert time.monotonic() - started < 20
    finally:
        watching.kill()
        watching.stdout.close()
        watching.wait()
    with Archive.open(archive_path) as archive:
        assert archive.stats().articles == 6
