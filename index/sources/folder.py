"""Folder: the files in a folder and the folders in it, by name."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UnreadableSourceError
from .collection import Collection
from .passedover import entries_to_read, refuse_archive
from .source import refused_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .collection import Part
    from .source import HowRead, Source


class _File(NamedTuple):
    """A file in a folder, or a folder that cannot be read."""

    path: str
    size: int
    reason: str | None = None


class Folder(Collection):
    """All files below *path*, in the order of their names.

    What :mod:`.passedover` names is passed over.

    :raises UnreadableSourceError: if the folder cannot be read, or is an archive of
        ours.
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
        refuse_archive(path)

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
                found = [(each.path, each.is_dir()) for each in entries_to_read(path)]
                waiting.extend(sorted(found, reverse=True))
            except OSError as error:
                yield _File(path, 0, f"cannot be read: {error.strerror}")
