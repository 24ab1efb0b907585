"""``broadsheet backup`` and ``broadsheet restore``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from broadsheet.search import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def test_a_backup_is_restored(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file, restored = tmp_path / "a.backup", tmp_path / "restored"
    written = invoke("backup", file, "--archive", archive_path)
    assert written.code == 0, written.err
    made = invoke("restore", file, "--archive", restored)
    assert made.code == 0, made.err
    assert written.out == made.out
    first, second = written.out.splitlines()
    assert first == "revision 1.1: 3 articles, 0.0 MB"
    assert second.startswith("sha256 ")
    with Archive.open(restored) as archive:
        assert archive.search("oil").total == 3


def test_the_report_may_be_json(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.backup"
    written = invoke("backup", file, "--json", "--archive", archive_path).json
    assert written["revision"] == "1.1"
    assert written["bytes"] == file.stat().st_size
    made = invoke("restore", file, "--json", "--archive", tmp_path / "restored").json
    assert made == written


def test_a_backup_in_no_folder_is_refused(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "x" / "a.backup"
    outcome = invoke("backup", file, "--archive", archive_path)
    assert outcome.code == 2
    assert f"there is no folder {str(file.parent)!r}" in outcome.err


def test_a_backup_takes_the_place_of_no_pipe(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert invoke("backup", tmp_path / "pipe", "--archive", archive_path).code == 2
    assert (tmp_path / "pipe").is_fifo()


def test_an_archive_is_never_overwritten(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.backup"
    invoke("backup", file, "--archive", archive_path)
    outcome = invoke("restore", file, "--archive", archive_path)
    assert outcome.code == 1
    assert "restore into a folder that is not there" in outcome.err
    outcome = invoke("restore", file, "--json", "--archive", archive_path)
    assert '"code":"archive_exists"' in outcome.err


def test_what_is_no_backup_is_told(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("text")
    outcome = invoke("restore", file, "--archive", tmp_path / "restored")
    assert outcome.code == 1
    assert "nothing was restored" in outcome.err
    missing = invoke("restore", tmp_path / "b", "--archive", tmp_path / "restored")
    assert missing.code == 1
    assert not (tmp_path / "restored").exists()
