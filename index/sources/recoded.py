"""RecodedStream: a text file in another encoding, as UTF-8."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Protocol

from ..cleaning.encoding import decode, known_encoding
from ..errors import UnreadableSourceError, UnusableRecordError
from .packings import BrokenStreamError

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
#: An encoding is detected by so many places that are not ASCII, not by fewer.
_LEAST_PLACES = 3
#: The last character of what was read of a file may be incomplete by so many bytes.
_INCOMPLETE_BYTES = 3
_IN_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
#: In windows-1252 one place in so many looks like a character in UTF-8, not more: such
#: as the end of a quotation behind a sharp s.
_SELDOM = 10


class Readable(Protocol):
    """A stream of bytes, as :class:`~.bytestream.ByteStream` is one."""

    #: Bytes of a mark at the start that are left out.
    skipped: int
    head: bytes

    @property
    def size(self) -> int | None:
        """Bytes of the file; None where that is not known."""

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None:
        """Close the file."""


class RecodedStream:
    """What *stream* holds in *encoding*, in UTF-8; offsets are those of the latter."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self.skipped = 0
        #: The first bytes, in UTF-8.
        self.head = self._decoder().decode(stream.head).encode()

    @property
    def size(self) -> int | None:
        """Bytes of the file."""
        return self._stream.size

    @property
    def position(self) -> int:
        """Bytes of the file read so far."""
        return self._stream.position

    def __iter__(self) -> Iterator[bytes]:
        """Yield all bytes, in UTF-8.

        :raises BrokenStreamError: where the stream ends early or within a character.
        """
        decoder = self._decoder()
        for chunk in self._stream:
            yield decoder.decode(chunk).encode()
        rest, _ = decoder.getstate()
        if rest:
            raise BrokenStreamError("the text ends within a character; is it whole?")

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _decoder(self) -> codecs.IncrementalDecoder:
        # A byte that means nothing becomes U+FFFD: the rest of its record is right.
        return codecs.getincrementaldecoder(self._encoding)("replace")


def marked_in_utf8(stream: Readable, path: str, *, may_recode: bool) -> Readable:
    """Return *stream*, recoded if a mark at its start says that it is UTF-16.

    :raises UnreadableSourceError: if it is, and may not be recoded.
    """
    if not stream.head.startswith(_WIDE_MARKS):
        return stream
    if not may_recode:
        raise UnreadableSourceError(path, "is UTF-16 text; convert it to UTF-8")
    return RecodedStream(stream, "utf-16")


def in_utf8(stream: Readable, declared: str | None, *, may_detect: bool) -> Readable:
    """Return *stream*, recoded if it is in another encoding than UTF-8.

    :param declared: the encoding that the caller says it is in.
    :param may_detect: whether it may be found out; else what is not UTF-8 stays so.
    :raises SettingsError: if there is no encoding *declared*.
    """
    name = known_encoding(declared) if declared else None
    if name is None and may_detect:
        name = _detected(stream.head)
    return stream if name in (None, "utf-8") else RecodedStream(stream, str(name))


def _detected(head: bytes) -> str | None:
    """Return the encoding that *head* is plainly in; None if that may be UTF-8."""
    if head.isascii():
        return None
    places = zip(range(_LEAST_PLACES), _NOT_ASCII.finditer(head), strict=False)
    if sum(1 for _ in places) < _LEAST_PLACES or _is_utf8(head):
        return None
    try:
        encoding = decode(head).encoding
    except UnusableRecordError:
        # What would detect it is not installed: each record says that it is no UTF-8.
        return None
    is_mixed = encoding == "windows-1252" and _has_utf8(head)
    return None if encoding == "utf-8" or is_mixed else encoding


def _has_utf8(head: bytes) -> bool:
    """Return whether some of *head* is in UTF-8: each record that is not says so."""
    others, count = _IN_UTF8.subn(b"", head)
    places = sum(1 for _ in _NOT_ASCII.finditer(others))
    return count >= _LEAST_PLACES and count * _SELDOM >= places


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - _INCOMPLETE_BYTES
    return True
