"""WatchedFolder: which files of a folder are new or changed, and complete."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from ..index import entries_to_read, refuse_archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: So many files are taken at once.
MOST_FILES = 1_000
#: A file that was not written to for so long is complete.
SETTLED_SECONDS = 2.0


class _Stamp(NamedTuple):
    """What changes when a file does."""

    modified_ns: int
    size: int
    inode: int


class WatchedFolder:
    """The files in *folder* and the folders in it that a rebuild from it would read.

    It holds a few numbers for each.

    :raises UnreadableSourceError: if *folder* is an archive of ours.
    """

    def __init__(self, folder: Path) -> None:
        refuse_archive(os.fspath(folder))
        self._folder = folder
        self._taken: dict[str, _Stamp] = {}
        self._found: dict[str, _Stamp] = {}
        #: Of files that are to be taken: how they are, and since when by our clock.
        self._since: dict[str, tuple[_Stamp, float]] = {}
        #: Those that were not complete at the last look.
        self.incomplete: list[str] = []

    def changed(self) -> list[str]:
        """Return files to take now, in order: those not as they were when taken.

        One is complete if it was not written to for :data:`SETTLED_SECONDS`, by its
        time or by ours. No more than :data:`MOST_FILES` are returned; ask again.

        :raises OSError: if the folder cannot be read.
        """
        self._found = dict(self._stamps(self._folder))
        # What is gone is forgotten, and taken if it comes back.
        kept = self._taken.keys() & self._found.keys()
        self._taken = {path: self._taken[path] for path in kept}
        changed = [
            path
            for path, stamp in sorted(self._found.items())
            if self._taken.get(path) != stamp
        ]
        self._since = {path: self._known_since(path) for path in changed}
        complete = [path for path in changed if self._is_settled(path)]
        self.incomplete = sorted({*changed}.difference(complete))
        return complete[:MOST_FILES]

    def take(self, paths: Sequence[str]) -> None:
        """Note that *paths* are in, as they were when :meth:`changed` was asked."""
        self._taken.update((path, self._found[path]) for path in paths)

    def _known_since(self, path: str) -> tuple[_Stamp, float]:
        stamp = self._found[path]
        known = self._since.get(path)
        return known if known and known[0] == stamp else (stamp, time.monotonic())

    def _is_settled(self, path: str) -> bool:
        stamp, since = self._since[path]
        age = time.time() - stamp.modified_ns / 1e9
        return max(age, time.monotonic() - since) >= SETTLED_SECONDS

    def _stamps(self, folder: Path) -> Iterator[tuple[str, _Stamp]]:
        folders = [os.fspath(folder)]
        while folders:
            for entry in self._entries(folders.pop()):
                if entry.is_dir():
                    folders.append(entry.path)
                elif stamp := _stamp(entry):
                    yield entry.path, stamp

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        """Return what is in *folder*; nothing if it is one in ours, and gone."""
        try:
            return list(entries_to_read(folder))
        except FileNotFoundError:
            if folder == os.fspath(self._folder):
                raise
            return []


def _stamp(entry: os.DirEntry[str]) -> _Stamp | None:
    """Return the stamp of a file; None if it is gone."""
    try:
        found = entry.stat()
    except FileNotFoundError:
        return None
    return _Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
