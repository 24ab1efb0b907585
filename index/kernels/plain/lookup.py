"""A dictionary: sorted strings of UTF-8, found by content, prefix and nearness."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    Letters = NDArray[np.uint32]


class Terms:
    """The strings of a dictionary; arrays are kept, not copied.

    What reads them raises ValueError where the arrays cannot be right.
    """

    def __init__(self, data: NDArray[np.uint8], offsets: NDArray[np.uint64]) -> None:
        if not len(offsets):
            raise ValueError("damaged strings")
        # Elements asked for one by one come faster from these than from the arrays.
        self._data = data.data
        self._offsets = offsets.data
        #: How many there are.
        self.count = len(offsets) - 1
        self._by_length: dict[int, tuple[Letters, Letters]] | None = None

    def __len__(self) -> int:
        return self.count

    def find(self, form: str) -> int:
        """Return the number of *form*; -1 if it is not there."""
        wanted = _bytes(form)
        number = self._lower_bound(wanted)
        return number if number < self.count and self._read(number) == wanted else -1

    def find_each(self, forms: Iterable[str]) -> list[int]:
        """Return the numbers of those of *forms* that are there, in their order."""
        return [number for number in map(self.find, forms) if number >= 0]

    def with_prefix(self, prefix: str) -> tuple[int, int]:
        """Return the first string that starts with *prefix* and the one behind."""
        start = _bytes(prefix)
        # No byte of UTF-8 is as great as this.
        return self._lower_bound(start), self._lower_bound(start + b"\xff")

    def text(self, number: int) -> str:
        """Return a string."""
        if not 0 <= number < self.count:
            raise ValueError("damaged strings")
        return self._read(number).decode()

    def texts(self, numbers: Iterable[int]) -> list[str]:
        """Return the strings of these numbers."""
        return list(map(self.text, numbers))

    def near(self, word: str, edits: int, check: Callable[[], None]) -> list[int]:
        """Return the numbers of the strings within *edits* of *word*, ascending.

        ``search/expansion.py`` says what that means.

        :param check: called now and then; raises when the search is to end.
        """
        found: list[int] = []
        by_length = self._folded()
        for length in range(max(len(word) - edits, 0), len(word) + edits + 1):
            check()
            if length in by_length:
                letters, numbers = by_length[length]
                near = _distances(letters, word) <= edits
                found += numbers[near].tolist()
        return sorted(found)

    def _lower_bound(self, wanted: bytes) -> int:
        return bisect_left(range(self.count), wanted, key=self._read)

    def _read(self, number: int) -> bytes:
        start, end = self._offsets[number], self._offsets[number + 1]
        if start > end or end > len(self._data):
            raise ValueError("damaged strings")
        return bytes(self._data[start:end])

    def _folded(self) -> dict[int, tuple[Letters, Letters]]:
        """Return by length the strings folded, one a row, and their numbers."""
        if self._by_length is None:
            groups: dict[int, list[tuple[str, int]]] = {}
            for number, text in enumerate(self.texts(range(self.count))):
                folded = text.casefold()
                groups.setdefault(len(folded), []).append((folded, number))
            self._by_length = {
                length: _matrix(length, group) for length, group in groups.items()
            }
        return self._by_length


def _bytes(form: str) -> bytes:
    """Return what strings are compared by; half a character is in none."""
    return form.encode(errors="surrogatepass")


def _matrix(length: int, group: list[tuple[str, int]]) -> tuple[Letters, Letters]:
    joined = "".join(text for text, _ in group).encode("utf-32-le")
    letters = np.frombuffer(joined, np.uint32).reshape(len(group), length)
    return letters, np.array([number for _, number in group], np.uint32)


def _distances(letters: Letters, word: str) -> NDArray[np.int64]:
    """Return how far each row of *letters* is from *word*."""
    wanted = [ord(letter) for letter in word]
    shape = (len(wanted) + 1, len(letters))
    before = last = np.zeros(shape, np.int64)
    row = np.repeat(np.arange(len(wanted) + 1)[:, None], len(letters), axis=1)
    for depth in range(letters.shape[1]):
        before, last, row = last, row, np.empty(shape, np.int64)
        row[0] = depth + 1
        letter = letters[:, depth]
        for column, other in enumerate(wanted, start=1):
            best = np.minimum(last[column], row[column - 1]) + 1
            best = np.minimum(best, last[column - 1] + (letter != other))
            if depth and column > 1:
                swapped = (letter == wanted[column - 2]) & (
                    letters[:, depth - 1] == other
                )
                near = np.minimum(best, before[column - 2] + 1)
                best = np.where(swapped, near, best)
            row[column] = best
    last_row: NDArray[np.int64] = row[-1]
    return last_row
