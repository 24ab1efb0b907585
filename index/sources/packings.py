"""Packings: what streams are packed with, and how they are unpacked bit by bit."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: So many bytes tell what a stream is packed with.
MAGIC_BYTES = 10

# A byte of zstd can stand for 40,000: what comes of a slice is held at once.
_SLICE_BYTES = 1_024
_MAX_WINDOW_BYTES = 2**31
#: Of bzip2 and xz so much is held at once, and xz may remember so much: four times as
#: much as its highest preset asks for.
_PART_BYTES = 2**20
_XZ_MEMORY_BYTES = 2**28
_ERRORS = (zlib.error, zstandard.ZstdError, lzma.LZMAError, OSError)


class BrokenStreamError(Exception):
    """The rest of a stream cannot be had; what came before it is good."""


class _Unpacker(Protocol):
    """What the libraries have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Packing(NamedTuple):
    """A way to pack a stream, in one or several members."""

    name: str
    #: What matches the first bytes of such a stream.
    magic: re.Pattern[bytes]
    member: Callable[[], _Unpacker]
    #: Yields what an unpacker makes of a part.
    parts: Callable[[_Unpacker, bytes], Iterator[bytes]]
    #: So many bytes are unpacked at a time, or a chunk.
    most_bytes: int | None = None

    def unpack(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield what is packed in *chunks*, one member after another.

        :raises BrokenStreamError: where it ends early or is damaged.
        """
        unpacker = self.member()
        for data in self._sliced(chunks):
            while data:
                if unpacker.eof:
                    # The padding of tapes and block devices.
                    data = data.lstrip(b"\0")
                    if not data:
                        break
                    unpacker = self.member()
                try:
                    yield from filter(None, self.parts(unpacker, data))
                except _ERRORS as error:
                    reason = f"the {self.name} data is damaged: {error}"
                    raise BrokenStreamError(reason) from error
                data = unpacker.unused_data if unpacker.eof else b""
        if not unpacker.eof:
            reason = f"the {self.name} data ends early; get the file whole again"
            raise BrokenStreamError(reason)

    def _sliced(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            size = self.most_bytes or len(chunk)
            for place in range(0, len(chunk), size):
                yield chunk[place : place + size]


def packing_of(start: bytes) -> Packing | None:
    """Return how the stream is packed that begins with *start*; None if it is not."""
    return next((each for each in _PACKINGS if each.magic.match(start)), None)


def _at_once(unpacker: _Unpacker, data: bytes) -> Iterator[bytes]:
    yield unpacker.decompress(data)


def _in_parts(unpacker: Any, data: bytes) -> Iterator[bytes]:
    yield unpacker.decompress(data, _PART_BYTES)
    while not (unpacker.eof or unpacker.needs_input):
        yield unpacker.decompress(b"", _PART_BYTES)


def _zstd() -> _Unpacker:
    return zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES).decompressobj()


def _xz() -> _Unpacker:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY_BYTES)


_PACKINGS = (
    Packing(
        "gzip", re.compile(rb"\x1f\x8b"), partial(zlib.decompressobj, 31), _at_once
    ),
    Packing("zstd", re.compile(rb"\x28\xb5\x2f\xfd"), _zstd, _at_once, _SLICE_BYTES),
    # A text may begin with BZh: what stands before its first block is known, too.
    Packing(
        "bzip2",
        re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
        bz2.BZ2Decompressor,
        _in_parts,
    ),
    Packing("xz", re.compile(rb"\xfd7zXZ\0"), _xz, _in_parts),
)
