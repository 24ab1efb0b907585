"""WatchedFolder: which files of a folder are new or changed, and complete."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from ..index import is_hidden, is_unfinished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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
    """The files in *folder* and the folders in it, except those of *left_out*.

    Symbolic links, hidden files and those that are being written under a name such as
    ``….part`` are passed over. It holds a few numbers for each file.
    """

    def __init__(self, folder: Path, left_out: Iterable[Path] = ()) -> None:
        self._folder = folder
        self._left_out = {each.resolve() for each in left_out}
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
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if is_hidden(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if not self._is_left_out(entry.path):
                            folders.append(entry.path)
                    elif stamp := _stamp(entry):
                        yield entry.path, stamp

    def _is_left_out(self, path: str) -> bool:
        return any(os.path.realpath(path) == os.fspath(each) for each in self._left_out)


def _stamp(entry: os.DirEntry[str]) -> _Stamp | None:
    """Return the stamp of a file; None if it is not to be read, or gone."""
    if is_unfinished(entry.name):
        return None
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return _Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
