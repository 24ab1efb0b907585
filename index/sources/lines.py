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


class Lines:
    """Cuts chunks of bytes into lines.

    When the chunks raise, ``number`` and ``pending`` are those of the line that
    it happened in.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._held = BoundedBytes()
        #: The number of the line being read.
        self.number = 1

    def __iter__(self) -> Iterator[Line]:
        for chunk in self._chunks:
            *ends, rest = chunk.split(b"\n")
            for end in ends:
                self._held.add(end + b"\n")
                yield self._cut()
            self._held.add(rest)
        if self._held.size:
            yield self._cut()

    @property
    def pending(self) -> bytes:
        """What there is of the line being read."""
        return self._held.value

    def _cut(self) -> Line:
        line = Line(self.number, self._held.value, self._held.size)
        self.number += 1
        self._held = BoundedBytes()
        return line
