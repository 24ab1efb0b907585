"""WARC: the pages that a crawl has kept.

A response of status 200 that is HTML is a record, and so are pages kept without a
response and the texts of WET files. All else in an archive is no article: requests,
notes of the crawler, redirections, pictures.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .htmlpages import HTML_TYPES, Origin, parse_page
from .httpresponse import BrokenResponseError, read_head, read_headers, unpacked
from .packings import BrokenStreamError
from .unparsed import UnparsedRecord
from .wholefile import MAX_FILE_BYTES, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rawrecord import RawRecord
    from .unparsed import Decode, Parse

_MOST_HEAD_BYTES = 65_536
_MARK = b"WARC/"


class _Kept(NamedTuple):
    """A record of an archive."""

    headers: dict[str, str]
    #: What it holds, up to a limit.
    block: bytes
    #: Bytes that it says it has, and where it begins.
    size: int
    offset: int

    @property
    def is_cut(self) -> bool:
        """Whether it holds more than is kept."""
        return self.size > len(self.block)

    @property
    def origin(self) -> Origin:
        """Where and when what it holds was had."""
        return Origin(
            self.headers.get("warc-target-uri", "").strip("<> "),
            self.headers.get("warc-date", ""),
        )


class _DamagedError(Exception):
    """The archive cannot be read on."""


def read_warc(chunks: Iterable[bytes]) -> Iterator[UnparsedRecord | RawRecord]:
    """Yield the record of each page, numbered among all records of the archive."""
    reader = _Reader(chunks)
    number = 0
    while True:
        number += 1
        try:
            kept = reader.read()
        except (BrokenStreamError, _DamagedError) as error:
            yield refused(reader.pending, str(error), number, reader.began)
            return
        if kept is None:
            return
        if record := _page(kept, number):
            yield record


def _page(kept: _Kept, number: int) -> UnparsedRecord | RawRecord | None:
    kind = kept.headers.get("warc-type", "").lower()
    media_type = kept.headers.get("content-type", "").partition(";")[0].strip().lower()
    match kind:
        case "response" if kept.origin.address.startswith("http"):
            return _response(kept, number)
        case "resource" if media_type in HTML_TYPES:
            parse: Parse = partial(parse_page, declared=None, origin=kept.origin)
        case "conversion" if media_type == "text/plain":
            parse = partial(_parse_text, origin=kept.origin)
        case _:
            return None
    if kept.is_cut:
        return refused(kept.block, _too_long(kept), number, kept.offset)
    return UnparsedRecord(kept.block, parse, number, kept.offset)


def _response(kept: _Kept, number: int) -> UnparsedRecord | RawRecord | None:
    response = read_head(kept.block)
    if response is None or response.status != 200:
        return None
    if response.media_type not in HTML_TYPES:
        return None
    if kept.is_cut:
        return refused(kept.block, _too_long(kept), number, kept.offset)
    try:
        response = unpacked(response)
    except BrokenResponseError as error:
        reason = f"the page cannot be had: {error}"
        return refused(kept.block, reason, number, kept.offset)
    parse = partial(parse_page, declared=response.charset, origin=kept.origin)
    return UnparsedRecord(response.body, parse, number, kept.offset)


def _parse_text(raw: bytes, decode: Decode, origin: Origin) -> dict[str, Any]:
    text = decode(raw, "utf-8").text
    extra = {"captured": origin.captured}
    return {"body": text, "url": origin.address, "extra": extra}


def _too_long(kept: _Kept) -> str:
    return f"{kept.size:,} bytes long; a page has at most {MAX_FILE_BYTES:,}"


class _Reader:
    """Cuts a stream of bytes into records of an archive."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._buffer = b""
        self._offset = 0
        #: Where the record being read begins.
        self.began = 0

    @property
    def pending(self) -> bytes:
        """The start of what could not be read."""
        return self._buffer[:_MOST_HEAD_BYTES]

    def read(self) -> _Kept | None:
        """Return the next record; None at the end."""
        while True:
            self._take(len(self._buffer) - len(self._buffer.lstrip()))
            # What is read next may be what is damaged.
            self.began = self._offset
            if self._buffer or not self._fill():
                break
        if not self._buffer:
            return None
        head = self._head()
        headers = read_headers(head)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 18:
            raise _DamagedError("a record does not say how long it is")
        size = int(length)
        block = self._block(size)
        return _Kept(headers, block, size, self.began)

    def _head(self) -> bytes:
        while not (end := self._head_end()):
            if len(self._buffer) > _MOST_HEAD_BYTES:
                raise _DamagedError("the headers of a record never end")
            if not self._fill():
                raise _DamagedError("the archive ends within a record's headers")
        if not self._buffer.startswith(_MARK):
            raise _DamagedError(
                "not WARC from here on: there should be a line such as WARC/1.0"
            )
        return self._take(end)

    def _head_end(self) -> int:
        place = self._buffer.find(b"\r\n\r\n")
        if place >= 0:
            return place + 4
        place = self._buffer.find(b"\n\n")
        return place + 2 if place >= 0 else 0

    def _block(self, size: int) -> bytes:
        """Take *size* bytes, and return them up to the limit."""
        parts = []
        left, kept = size, 0
        while left:
            if not self._buffer and not self._fill():
                reason = (
                    f"the archive ends early: {left:,} bytes of a record are missing"
                )
                raise _DamagedError(reason)
            part = self._take(min(left, len(self._buffer)))
            left -= len(part)
            if kept < MAX_FILE_BYTES:
                parts.append(part)
                kept += len(part)
        return b"".join(parts)

    def _fill(self) -> bool:
        for chunk in self._chunks:
            if chunk:
                self._buffer += chunk
                return True
        return False

    def _take(self, count: int) -> bytes:
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        self._offset += count
        return taken
