"""WatchedFolder: which files of a folder are new or changed, and complete."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from ..index import entries_to_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: So many files are taken at once.
MOST_FILES = 1_000
#: A file that was not written to for so long is complete.
_SETTLED_SECONDS = 2.0


class _Stamp(NamedTuple):
    """What changes when a file does."""

    modified_ns: int
    size: int
    inode: int


class WatchedFolder:
    """The files in *folder* and the folders in it that a rebuild from it would read.

    It holds a few numbers for each.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[str, _Stamp] = {}
        self._seen: dict[str, _Stamp] = {}
        self._found: dict[str, _Stamp] = {}

    def changed(self) -> list[str]:
        """Return files to take now, in order: those not as they were when taken.

        One is complete if it was not written to for a while, or not since it was
        looked at before. No more than :data:`MOST_FILES` are returned; ask again.

        :raises OSError: if the folder cannot be read.
        """
        self._seen, self._found = self._found, dict(self._stamps(self._folder))
        # What is gone is forgotten, and taken if it comes back.
        kept = self._taken.keys() & self._found.keys()
        self._taken = {path: self._taken[path] for path in kept}
        changed = (
            path
            for path, stamp in self._found.items()
            if self._taken.get(path) != stamp and self._is_settled(path, stamp)
        )
        return sorted(changed)[:MOST_FILES]

    def take(self, paths: Sequence[str]) -> None:
        """Note that *paths* are in, as they were when :meth:`changed` was asked."""
        self._taken.update((path, self._found[path]) for path in paths)

    def _is_settled(self, path: str, stamp: _Stamp) -> bool:
        age = time.time() - stamp.modified_ns / 1e9
        return age >= _SETTLED_SECONDS or self._seen.get(path) == stamp

    def _stamps(self, folder: Path) -> Iterator[tuple[str, _Stamp]]:
        folders = [os.fspath(folder)]
        while folders:
            for entry in entries_to_read(folders.pop()):
                if entry.is_dir():
                    folders.append(entry.path)
                elif stamp := _stamp(entry):
                    yield entry.path, stamp


def _stamp(entry: os.DirEntry[str]) -> _Stamp | None:
    """Return the stamp of a file; None if it is gone."""
    try:
        found = entry.stat()
    except FileNotFoundError:
        return None
    return _Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
