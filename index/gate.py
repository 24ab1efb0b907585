"""Gate: where errors of the system and of Whoosh become Broadsheet's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from .errors import ArchiveCorruptError, ArchiveWriteError, BroadsheetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise ArchiveCorruptError for whatever fails while files are decoded.

    :param path: what the error names.
    """
    try:
        yield
    except BroadsheetError:
        raise
    # On a damaged file Whoosh raises anything at all, bare Exception too.
    except Exception as error:
        reason = f"cannot be read: {type(error).__name__}: {error}"
        raise ArchiveCorruptError(path, reason) from error


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Raise ArchiveWriteError for what the system refuses to write."""
    try:
        yield
    except OSError as error:
        raise ArchiveWriteError(archive, error.strerror or str(error)) from error
