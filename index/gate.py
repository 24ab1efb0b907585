"""Gate: where errors of the system and of Whoosh become Broadsheet's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from .errors import ArchiveCorruptError, ArchiveWriteError, BroadsheetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType


class Reading:
    """A block in which whatever fails while files are decoded is ArchiveCorruptError.

    It has no state and may be entered again, also by several threads at once.

    :param path: what the error names.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        # On a damaged file Whoosh raises anything at all, bare Exception too.
        if isinstance(error, Exception) and not isinstance(error, BroadsheetError):
            reason = f"cannot be read: {type(error).__name__}: {error}"
            raise ArchiveCorruptError(self._path, reason) from error


def reading(path: Path) -> Reading:
    """Return the block of :class:`Reading` for *path*."""
    return Reading(path)


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Raise ArchiveWriteError for what the system refuses to write."""
    try:
        yield
    except OSError as error:
        raise ArchiveWriteError(archive, error.strerror or str(error)) from error
