"""Places: what is marked in the rows of a search, from stored positions."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..occurrences import (
    GivenMarks,
    kind_of,
    list_occurrences,
    marked_leaves,
    pattern_of,
)
from ..phrases import occurrences_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...index import Reading
    from ..engine import Row
    from ..occurrences import Marked, Occurrences, Passage
    from ..phrases import Pattern
    from ..plan import Plan
    from .segment_index import SegmentIndex

_BASE = itemgetter(0)


@dataclass(frozen=True, slots=True)
class StoredMarks:
    """A text whose marks are read from the index when they are asked for."""

    #: Where damage of the segment's file is told as such.
    gate: Reading
    #: The kernels' text, its number there and what is wanted of it.
    text: Any
    docnum: int
    wanted: Any

    def marks(self) -> list[tuple[int, int]]:
        """Return the marked spans; see :class:`~..occurrences.Marked`."""
        with self.gate:
            found: list[tuple[int, int]] = self.text.marks(self.docnum, self.wanted)
        return found

    def passages(self, text: str, size: int, count: int) -> list[Passage]:
        """Return the passages to show; see :class:`~..occurrences.Marked`."""
        with self.gate:
            found: list[Passage] = self.text.passages(
                self.docnum, text, self.wanted, size, count
            )
        return found


def find_marked(
    segments: Sequence[tuple[int, SegmentIndex]],
    plan: Plan,
    rows: Sequence[Row],
    fields: Sequence[str],
) -> list[list[Marked]]:
    """Return what is to be marked in each row, by field.

    :param segments: each with the snapshot's number of its first document.
    """
    homes = [bisect_right(segments, row.docnum, key=_BASE) - 1 for row in rows]
    # Title and body have one dictionary, and most often the same is wanted in both.
    made: dict[Any, Any] = {}
    found: list[list[Marked]] = []
    for field in fields:
        patterns = {
            leaf.number: pattern_of(leaf) for leaf in marked_leaves(plan, field)
        }
        marked: list[Marked] = []
        for row, home in zip(rows, homes, strict=True):
            base, index = segments[home]
            key = home, *sorted(patterns.keys() & row.clauses)
            if key not in made:
                taken = [patterns[number] for number in key[1:]]
                made[key] = _wanted(index, tuple(dict.fromkeys(taken)))
            marked.append(_marked(index, made[key], field, row.docnum - base))
        found.append(marked)
    return found


def _wanted(index: SegmentIndex, patterns: tuple[Pattern, ...]) -> Any:
    """Return *patterns* as the kernels take them; themselves if one has slop."""
    if not all(pattern.is_exact for pattern in patterns):
        return patterns
    find = index.terms("text").find
    return index.texts.Wanted(
        [
            (
                kind_of(pattern),
                [
                    [number for number in map(find, slot) if number >= 0]
                    for slot in pattern.slots
                ],
            )
            for pattern in patterns
        ]
    )


def _marked(index: SegmentIndex, wanted: Any, field: str, docnum: int) -> Marked:
    if isinstance(wanted, tuple):
        with index.gate:
            occurrences = _occurrences(index, wanted, field, docnum)
        return GivenMarks(index.texts, occurrences)
    return StoredMarks(index.gate, index.text(field), docnum, wanted)


def _occurrences(
    index: SegmentIndex, patterns: Sequence[Pattern], field: str, docnum: int
) -> Occurrences:
    """Return where patterns stand of which some have slop."""
    text, find = index.text(field), index.terms(field).find
    docs, whole = np.array([docnum], np.uint32), np.array([0, 1], np.uint32)
    forms = frozenset().union(*chain.from_iterable(each.slots for each in patterns))
    places: dict[str, list[int]] = {}
    for form in forms:
        number = find(form)
        if number >= 0:
            _, starts = text.find(np.array([number], np.uint32), whole, docs)
            if len(starts):
                places[form] = starts.tolist()
    found = [occurrences_among(pattern, places) for pattern in patterns]
    starts, ends = text.tokens(docnum)
    return list_occurrences(starts, ends, patterns, found)
