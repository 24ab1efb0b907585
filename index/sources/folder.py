"""Folder: the files in a folder and the folders in it, by name."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnreadableSourceError
from .collection import Collection
from .passedover import is_folder_passed_over, is_passed_over
from .source import refused_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .collection import Part
    from .source import HowRead, Source

#: What is in the folder of an archive of ours.
_ARCHIVE = ("CURRENT", "editions")


class _File(NamedTuple):
    """A file in a folder, or a folder that cannot be read."""

    path: str
    size: int
    reason: str | None = None


class Folder(Collection):
    """All files below *path*, in the order of their names.

    Symbolic links are passed over, and so is what :mod:`.passedover` names and the
    folder of an archive.

    :raises UnreadableSourceError: if the folder cannot be read.
    """

    def __init__(
        self, path: str, how: HowRead, opened: Callable[[str, HowRead], Source]
    ) -> None:
        """:param opened: opens a file."""
        super().__init__(path, how)
        self._opened_file = opened
        self._finished = 0
        try:
            with os.scandir(path):
                pass
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
            raise UnreadableSourceError(path, reason) from error

    @property
    def size(self) -> int | None:
        """Bytes of the files that are there now."""
        return sum(file.size for file in self._files())

    def position(self) -> int:
        """Return how many of those bytes have been read."""
        return self._finished + (self._part.position() if self._part else 0)

    def _parts(self) -> Iterator[Part]:
        for file in self._files():
            if file.reason is not None:
                yield refused_file(file.path, file.reason)
            else:
                yield partial(self._opened_file, file.path, self._how)
            self._finished += file.size

    def _files(self) -> Iterator[_File]:
        waiting = [(self.path, True)]
        while waiting:
            path, is_folder = waiting.pop()
            try:
                if not is_folder:
                    yield _File(path, Path(path).stat().st_size)
                    continue
                if path != self.path and _is_archive(path):
                    continue
                waiting.extend(_entries(path))
            except OSError as error:
                yield _File(path, 0, f"cannot be read: {error.strerror}")


def _entries(folder: str) -> list[tuple[str, bool]]:
    """Return path and kind of what is to be read in *folder*, the last first."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not is_folder_passed_over(entry.name):
                    found.append((entry.path, True))
            elif entry.is_file(follow_symlinks=False) and not is_passed_over(
                entry.name
            ):
                found.append((entry.path, False))
    return sorted(found, reverse=True)


def _is_archive(path: str) -> bool:
    return all(Path(path, name).exists() for name in _ARCHIVE)
