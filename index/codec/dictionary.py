"""Dictionary: byte strings by number, and by content where they are sorted."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


class Dictionary:
    """Strings of bytes in one array; *offsets* has one number more than there are.

    Nothing is copied. Safe to share between threads.
    """

    __slots__ = ("_ends", "_view", "data", "offsets")

    def __init__(self, data: NDArray[Any], offsets: NDArray[Any]) -> None:
        self.data = data
        self.offsets = offsets
        # Elements asked for one by one come faster from these than from the arrays.
        self._view = data.data
        self._ends = offsets.data

    @classmethod
    def of(cls, terms: Sequence[bytes]) -> Dictionary:
        """Return the dictionary of *terms*, in their order."""
        offsets = np.zeros(len(terms) + 1, np.uint64)
        np.cumsum([len(term) for term in terms], out=offsets[1:])
        return cls(np.frombuffer(b"".join(terms), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __iter__(self) -> Iterator[bytes]:
        offsets = self.offsets.tolist()
        data = self.data.tobytes()
        for start, end in pairwise(offsets):
            yield data[start:end]

    def term(self, number: int) -> bytes:
        """Return the string with this number."""
        ends = self._ends
        return bytes(self._view[ends[number] : ends[number + 1]])

    def lower_bound(self, term: bytes) -> int:
        """Return the number of the first string that is not less than *term*."""
        return bisect_left(range(len(self)), term, key=self.term)

    def find(self, term: bytes) -> int:
        """Return the number of *term*; -1 if it is not there."""
        number = self.lower_bound(term)
        return number if number < len(self) and self.term(number) == term else -1
