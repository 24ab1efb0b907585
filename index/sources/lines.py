"""Lines: the physical lines of a stream, numbered, each held once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .boundedbytes import BoundedBytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Line(NamedTuple):
    """One line, with its line feed if it has one."""

    number: int
    raw: bytes
    #: Its length; more than ``raw`` has where the line was too long to hold.
    size: int
    #: Where it begins in the stream.
    offset: int


class Block(NamedTuple):
    """Lines that follow each other, or the start of one that is too long to hold."""

    #: That of the first line.
    number: int
    #: The lines without what ended them.
    raws: list[bytes]
    #: What ended each of them: a line feed, or nothing where the stream ended.
    end: bytes
    #: The length of a line that is too long to hold; else None.
    size: int | None
    #: Where the first line begins in the stream.
    offset: int


class Lines:
    """Cuts chunks of bytes into lines.

    When the chunks raise, ``number``, ``offset`` and ``pending`` are those of the line
    that it happened in.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._held = BoundedBytes()
        #: The number of the line being read, and where it begins.
        self.number = 1
        self.offset = 0

    def __iter__(self) -> Iterator[Line]:
        for number, raws, end, size, offset in self.blocks():
            for place, raw in enumerate(raws, number):
                line = raw + end
                yield Line(place, line, size or len(line), offset)
                offset += len(line)

    def blocks(self) -> Iterator[Block]:
        """Yield the same lines, those of a chunk at a time."""
        for chunk in self._chunks:
            first, *others = chunk.split(b"\n")
            if not others:
                self._held.add(chunk)
                continue
            rest = others.pop()
            yield self._held_with(first, b"\n")
            if len(chunk) <= self._held.limit:
                yield self._block(others, b"\n")
            else:
                yield from (self._held_with(each, b"\n") for each in others)
            self._held.add(rest)
        if self._held.size:
            yield self._held_with(b"", b"")

    @property
    def pending(self) -> bytes:
        """What there is of the line being read."""
        return self._held.value

    def _held_with(self, last: bytes, end: bytes) -> Block:
        """Return the line that *last* and *end* complete."""
        held, self._held = self._held, BoundedBytes()
        held.add(last + end)
        size = held.size if held.is_cut else None
        raw = held.value if size else held.value.removesuffix(end)
        return self._block([raw], b"" if size else end, size)

    def _block(self, raws: list[bytes], end: bytes, size: int | None = None) -> Block:
        block = Block(self.number, raws, end, size, self.offset)
        self.number += len(raws)
        self.offset += size or sum(map(len, raws)) + len(raws) * len(end)
        return block
