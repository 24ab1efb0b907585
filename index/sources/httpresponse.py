"""HTTP responses as they were sent: what a page in a web archive stands in."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import zstandard

from .wholefile import MAX_FILE_BYTES

_HEAD_ENDS = (b"\r\n\r\n", b"\n\n")


class HttpResponse(NamedTuple):
    """A response, unpacked."""

    status: int
    #: By name in lower case.
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """What the body is, such as ``text/html``."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding of the body, if it is told."""
        _, found, rest = (
            self.headers.get("content-type", "").lower().partition("charset=")
        )
        return rest.partition(";")[0].strip(" \"'") or None if found else None


class BrokenResponseError(Exception):
    """A response cannot be unpacked; the message says why."""


def read_headers(text: bytes) -> dict[str, str]:
    """Return headers by name in lower case; of several the last."""
    headers: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            headers[name.strip().lower().decode("latin-1")] = value.strip().decode(
                errors="replace"
            )
    return headers


def read_head(raw: bytes) -> HttpResponse | None:
    """Return the response that *raw* begins, its body as it was sent; None if none."""
    if not raw.startswith(b"HTTP/"):
        return None
    ends = [(raw.find(end), len(end)) for end in _HEAD_ENDS if end in raw]
    if not ends:
        return None
    place, length = min(ends)
    first, _, rest = raw[:place].partition(b"\n")
    words = first.split()
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return HttpResponse(status, read_headers(rest), raw[place + length :])


def unpacked(response: HttpResponse) -> HttpResponse:
    """Return *response* with its body as it was meant.

    :raises BrokenResponseError: if it cannot be had, or is too long.
    """
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for coding in reversed(response.headers.get("content-encoding", "").split(",")):
        body = _decoded(body, coding.strip().lower())
    return response._replace(body=body)


def _unchunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    place = 0
    while True:
        end = body.find(b"\n", place)
        size = body[place : end if end >= 0 else None].partition(b";")[0].strip()
        try:
            length = int(size, 16)
        except ValueError:
            if not parts:
                return body  # archives often keep the header and not the chunks
            raise BrokenResponseError("its chunks are damaged or cut off") from None
        if not length:
            return b"".join(parts)
        part = body[end + 1 : end + 1 + length]
        parts.append(part)
        place = end + 1 + length
        if len(part) < length:
            raise BrokenResponseError("its chunks end early")
        place = body.find(b"\n", place) + 1


def _decoded(body: bytes, coding: str) -> bytes:
    try:
        match coding:
            case "" | "identity" | "none":
                return body
            case "gzip" | "x-gzip" if not body.startswith(b"\x1f\x8b"):
                return body
            case "gzip" | "x-gzip":
                return _inflated(body, 31)
            case "deflate":
                is_wrapped = body[:1] == b"\x78"
                return _inflated(body, 15 if is_wrapped else -15)
            case "zstd":
                reader = zstandard.ZstdDecompressor().stream_reader(body)
                return _checked(reader.read(MAX_FILE_BYTES + 1))
    except (zlib.error, zstandard.ZstdError) as error:
        raise BrokenResponseError(f"its {coding} data is damaged: {error}") from error
    raise BrokenResponseError(f"it is packed with {coding[:20]!r}, which is not read")


def _inflated(body: bytes, window: int) -> bytes:
    unpacker = zlib.decompressobj(window)
    data = _checked(unpacker.decompress(body, MAX_FILE_BYTES + 1))
    if not unpacker.eof:
        raise BrokenResponseError("its packed data ends early")
    return data


def _checked(body: bytes) -> bytes:
    if len(body) > MAX_FILE_BYTES:
        raise BrokenResponseError(f"it unpacks to more than {MAX_FILE_BYTES:,} bytes")
    return body
