"""A durable write is synced before and after its rename, in this order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from broadsheet.index.durable import sync_file, sync_folder, write_file


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was synced or renamed, in order, by the name of the file."""
    found: list[tuple[str, str]] = []
    replace = os.replace

    def fsync(descriptor: int) -> None:
        target = Path(f"/proc/self/fd/{descriptor}").readlink()
        found.append(("sync", target.name))

    def rename(source: Any, target: Any) -> None:
        found.append(("rename", Path(target).name))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    return found


def test_bytes_are_synced_then_the_name(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    write_file(tmp_path / "file", b"bytes")
    assert steps == [("sync", "file.tmp"), ("rename", "file"), ("sync", tmp_path.name)]
    assert (tmp_path / "file").read_bytes() == b"bytes"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_file(path, b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_files_and_folders_are_synced_by_name(
    tmp_path: Path, steps: list[tuple[str, str]]
) -> None:
    (tmp_path / "file").touch()
    sync_file(tmp_path / "file")
    sync_folder(tmp_path)
    assert steps == [("sync", "file"), ("sync", tmp_path.name)]
