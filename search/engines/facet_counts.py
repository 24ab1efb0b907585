"""FacetCounts: the values of a field counted by their numbers in each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..facets import most_written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .segment_index import FacetColumn
    from .snapshot_index import Part

    Numbers = NDArray[np.int64]


class SegmentCounts:
    """How often the values of a segment stand in what was found."""

    def __init__(self, column: FacetColumn) -> None:
        self.column = column
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
        counted = zip(
            (-self._counts[numbers]).tolist(), self._terms.texts(numbers), strict=True
        )
        further = ((-count, value) for value, count in self._further.items())
        return [value for _, value in sorted([*counted, *further])[:size]]

    def count(self, value: str) -> int:
        """Return how many articles have *value*."""
        number = self._terms.find(value) if self._segments else -1
        return self._further.get(value, 0) if number < 0 else int(self._counts[number])

    def spelling(self, value: str) -> str:
        """Return how *value* is written most often; as folded where it never is."""
        spellings: dict[str, int] = {}
        for each in self._segments:
            term = each.column.folded.find(value)
            for number in each.column.spellings(term) if term >= 0 else ():
                if count := int(each.given[number]):
                    spelling = each.column.given.text(number)
                    spellings[spelling] = spellings.get(spelling, 0) + count
        return most_written(spellings, value)

    def _add(self, other: SegmentCounts) -> None:
        numbers = np.flatnonzero(other.folded)
        counts = other.folded[numbers].tolist()
        values = other.column.folded.texts(numbers.tolist())
        for value, count in zip(values, counts, strict=True):
            number = self._terms.find(value)
            if number < 0:
                self._further[value] = self._further.get(value, 0) + count
            else:
                self._counts[number] += count


def _most(counts: Numbers, size: int) -> list[int]:
    """Return the *size* numbers that are counted most, equal ones ascending."""
    found = np.flatnonzero(counts)
    if 0 < size < len(found):
        least = np.partition(counts[found], -size)[-size]
        found = found[counts[found] >= least]
    order = np.argsort(-counts[found], kind="stable")[:size]
    chosen: list[int] = found[order].tolist()
    return chosen
