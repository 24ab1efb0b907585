"""Gate: where errors of the system and of Whoosh become Broadsheet's."""

from __future__ import annotations

import pickle
import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

import orjson
import zstandard
from whoosh.reading import TermNotFound

from .errors import ArchiveCorruptError, ArchiveWriteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What reading a damaged file of Whoosh's or ours has been seen to raise.
DAMAGE = (
    OSError,
    EOFError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    TypeError,
    ValueError,
    TermNotFound,
    orjson.JSONDecodeError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
    zstandard.ZstdError,
)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise ArchiveCorruptError for what fails while files are decoded.

    :param path: what the error names.
    """
    try:
        yield
    except DAMAGE as error:
        reason = f"cannot be read: {type(error).__name__}: {error}"
        raise ArchiveCorruptError(path, reason) from error


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Raise ArchiveWriteError for what the system refuses to write."""
    try:
        yield
    except OSError as error:
        raise ArchiveWriteError(archive, error.strerror or str(error)) from error
