"""Durable: writes that a power cut leaves either undone or done.

The order is always the same: write the bytes aside, sync them, rename them
into place, sync the folder that holds the name.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Ends the name of a file that is not in place yet; left over by a crash.
TEMPORARY_SUFFIX = ".tmp"


def write_file(path: Path, data: bytes) -> None:
    """Put *data* at *path*, durably; a reader sees the old bytes or the new."""
    stage_file(path, data)
    sync_folder(path.parent)


def stage_file(path: Path, data: bytes) -> None:
    """Put *data* at *path* as :func:`write_file` does, its folder not yet synced."""
    temporary = path.with_name(path.name + TEMPORARY_SUFFIX)
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def sync_file(path: Path) -> None:
    """Return once the bytes of *path* are on the disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Return once the names in *folder* are on the disk."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
