"""Whole files: formats in which a file is one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .boundedbytes import BoundedBytes
from .packings import BrokenStreamError
from .rawrecord import RawRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The most bytes that a page, a text or what a library reads at once may have.
MAX_FILE_BYTES = 16 * 2**20
#: So much of a record is kept, to be recognised by, where its file is what is mended.
_KEPT_BYTES = 65_536


class UnusableFileError(Exception):
    """A file is no record; the message says why."""

    def __init__(self, reason: str, raw: bytes) -> None:
        super().__init__(reason)
        #: The start of the file.
        self.raw = raw


def read_whole(chunks: Iterable[bytes], limit: int = MAX_FILE_BYTES) -> bytes:
    """Return all bytes of a file.

    :raises UnusableFileError: if there are more than *limit*, or not all can be had.
    """
    held = BoundedBytes(limit)
    try:
        for chunk in chunks:
            held.add(chunk)
            if held.is_cut:
                most = limit // 2**20
                reason = f"longer than {most} MiB, the most of such a file; split it"
                raise UnusableFileError(reason, held.value)
    except BrokenStreamError as error:
        raise UnusableFileError(str(error), held.value[:_KEPT_BYTES]) from error
    return held.value


def found(
    raw: bytes, value: dict[str, Any], number: int = 1, offset: int | None = 0
) -> RawRecord:
    """Return the record of *value*, read from *raw*; what is empty is left out."""
    kept = {key: each for key, each in value.items() if each not in (None, "", [], {})}
    return RawRecord(number, raw[:_KEPT_BYTES], kept, None, offset)


def refused(
    raw: bytes, reason: str, number: int = 1, offset: int | None = 0
) -> RawRecord:
    """Return the refusal of *raw*."""
    return RawRecord(number, raw[:_KEPT_BYTES], None, reason, offset)
