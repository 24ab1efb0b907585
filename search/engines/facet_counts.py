"""FacetCounts: the values of a field counted by their numbers in each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..facets import most_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ...index import Reading
    from .segment_index import FacetColumn
    from .snapshot_index import Part

    Numbers = NDArray[np.int64]


class SegmentCounts:
    """How often the values of a segment stand in what was found."""

    def __init__(self, column: FacetColumn, gate: Reading) -> None:
        self.column = column
        #: Where damage of the segment's file is told as such.
        self.gate = gate
        self.given: Numbers = np.zeros(len(column.terms), np.int64)
        self.folded: Numbers = np.zeros(len(column.folded), np.int64)
        self.missing = 0

    def add(self, part: Part, docs: Any) -> None:
        """Count the values of *docs* too."""
        column = self.column
        given, folded, missing = part.index.search.count_values(
            part.segment,
            docs,
            column.offsets,
            column.values,
            column.terms,
            len(column.folded),
        )
        self.given += given
        self.folded += folded
        self.missing += missing


class FacetCounts:
    """Counts over a snapshot; see :class:`~..facets.Counts`.

    The values of the segment that has most of them are counted by their numbers
    there, and those of the others, which are few, are looked up in it.
    """

    def __init__(self, segments: Sequence[SegmentCounts]) -> None:
        self._segments = segments
        self.missing = sum(each.missing for each in segments)
        self._further: dict[str, int] = {}
        if not segments:
            self.distinct = 0
            return
        largest = max(segments, key=lambda each: len(each.folded))
        self._gate = largest.gate
        self._terms = largest.column.folded
        self._counts = largest.folded.copy() if len(segments) > 1 else largest.folded
        for each in segments:
            if each is not largest:
                self._add(each)
        self.distinct = int(np.count_nonzero(self._counts)) + len(self._further)

    def top(self, size: int) -> list[str]:
        """Return the *size* most frequent values, equal counts by value."""
        if not self.distinct:
            return []
        numbers = _most(self._counts, size)
        with self._gate:
            values = self._terms.texts(numbers)
        counted = zip((-self._counts[numbers]).tolist(), values, strict=True)
        further = ((-count, value) for value, count in self._further.items())
        return [value for _, value in sorted([*counted, *further])[:size]]

    def count(self, value: str) -> int:
        """Return how many articles have *value*."""
        number = -1
        if self._segments:
            with self._gate:
                number = self._terms.find(value)
        return self._further.get(value, 0) if number < 0 else int(self._counts[number])

    def spelling(self, value: str) -> str:
        """Return how *value* is written most often; as folded where it never is."""
        spellings: dict[str, int] = {}
        for each in self._segments:
            with each.gate:
                for spelling, count in _spellings(each, value):
                    spellings[spelling] = spellings.get(spelling, 0) + count
        return most_written(spellings, value)

    def _add(self, other: SegmentCounts) -> None:
        numbers = np.flatnonzero(other.folded)
        counts = other.folded[numbers].tolist()
        with other.gate:
            values = other.column.folded.texts(numbers.tolist())
        with self._gate:
            places = [self._terms.find(value) for value in values]
        for value, number, count in zip(values, places, counts, strict=True):
            if number < 0:
                self._further[value] = self._further.get(value, 0) + count
            else:
                self._counts[number] += count


def _spellings(counts: SegmentCounts, value: str) -> Iterator[tuple[str, int]]:
    """Yield how *value* is written in a segment, and how often."""
    term = counts.column.folded.find(value)
    for number in counts.column.spellings(term) if term >= 0 else ():
        if count := int(counts.given[number]):
            yield counts.column.given.text(number), count


def _most(counts: Numbers, size: int) -> list[int]:
    """Return the *size* numbers that are counted most, equal ones ascending."""
    found = np.flatnonzero(counts)
    if 0 < size < len(found):
        least = np.partition(counts[found], -size)[-size]
        found = found[counts[found] >= least]
    order = np.argsort(-counts[found], kind="stable")[:size]
    chosen: list[int] = found[order].tolist()
    return chosen
