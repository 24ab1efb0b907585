"""ByteStream: the bytes of a file or of standard input, unpacked as they come."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from ..errors import UnreadableSourceError
from .packings import MAGIC_BYTES, BrokenStreamError, packing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How much of the start is looked at to tell a file's format.
HEAD_BYTES = 65_536

#: So much may be unpacked of anything, and so many times the bytes that are packed.
UNPACKED_BYTES = 256 * 2**20
UNPACKED_RATIO = 200
TOO_MUCH = (
    f"unpacks to more than {UNPACKED_RATIO} times its size, as no text does; "
    "unpack it if it is meant"
)

_READ_BYTES = 65_536
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FOREIGN = {
    b"PK\x03\x04": "is a zip file (or .xlsx, .docx); unpack it or save it as CSV",
}


class Member(Protocol):
    """An open file in an archive."""

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes, none at the end.

        :raises BrokenStreamError: if they cannot be had.
        """

    def seekable(self) -> bool:
        """Whether its size can be found out."""

    def close(self) -> None:
        """Close it."""


class ByteStream:
    """The unpacked bytes of one source, to be read once, from start to end.

    gzip, zstd, bzip2 and xz (also in several members) are told by their first bytes,
    not by the file's name. A UTF-8 byte order mark is left out.

    :raises UnreadableSourceError: if the source cannot be opened, nothing of it
        can be unpacked, or it is known to be of a kind that is not read.
    """

    def __init__(self, path: str, member: Member | None = None) -> None:
        """:param member: what is read, where *path* is no file's but a name in one."""
        self._path = path
        self._file: Member | BinaryIO = _open(path) if member is None else member
        try:
            #: Packed bytes in all; None where that cannot be known.
            self.size = _size(self._file)
            #: Packed bytes read so far.
            self.position = 0
            self._rest = self._begin()
            self._broken: BrokenStreamError | None = None
            #: Bytes of the byte order mark, which no offset counts.
            self.skipped = 0
            #: The first bytes, unpacked, without byte order mark.
            self.head = self._read_head()
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        """Yield all bytes, the head first.

        :raises BrokenStreamError: where the stream ends early or is damaged.
        """
        yield self.head
        if self._broken:
            raise self._broken
        yield from self._rest

    def close(self) -> None:
        """Close the file; standard input is left open."""
        if self._path != "-":
            self._file.close()

    def _begin(self) -> Iterator[bytes]:
        try:
            return self._unpacked()
        except BrokenStreamError as error:
            raise UnreadableSourceError(self._path, str(error)) from error

    def _read_head(self) -> bytes:
        head = b""
        try:
            while len(head) < HEAD_BYTES and (chunk := next(self._rest, b"")):
                head += chunk
        except BrokenStreamError as error:
            if not head:
                raise UnreadableSourceError(self._path, str(error)) from error
            self._broken = error
        for magic, reason in _FOREIGN.items():
            if head.startswith(magic):
                raise UnreadableSourceError(self._path, reason)
        if head.startswith(_BYTE_ORDER_MARK):
            self.skipped = len(_BYTE_ORDER_MARK)
        return head[self.skipped :]

    def _packed(self) -> Iterator[bytes]:
        try:
            while chunk := self._file.read(_READ_BYTES):
                self.position += len(chunk)
                yield chunk
        except OSError as error:
            raise BrokenStreamError(f"cannot be read on: {error.strerror}") from error

    def _unpacked(self) -> Iterator[bytes]:
        chunks = self._packed()
        first = b""
        while len(first) < MAGIC_BYTES and (chunk := next(chunks, b"")):
            first += chunk
        packing = packing_of(first)
        chunks = _chain(first, chunks)
        return chunks if packing is None else self._bounded(packing.unpack(chunks))

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield *chunks* up to where they are too much for what they came from."""
        count = 0
        for chunk in chunks:
            count += len(chunk)
            if count > UNPACKED_BYTES + UNPACKED_RATIO * self.position:
                raise BrokenStreamError(TOO_MUCH)
            yield chunk


def _open(path: str) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    try:
        return Path(path).open("rb", buffering=0)
    except IsADirectoryError as error:
        reason = "is a folder; name the files in it"
        raise UnreadableSourceError(path, reason) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableSourceError(path, f"cannot be opened: {reason}") from error


def _size(file: Member | BinaryIO) -> int | None:
    if not file.seekable() or not isinstance(file, io.IOBase):
        return None
    here = file.tell()
    end = file.seek(0, io.SEEK_END)
    file.seek(here)
    return end - here


def _chain(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from chunks
