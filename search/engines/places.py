"""Places: what is marked in the rows of a search, from stored positions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

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


class StoredMarks(NamedTuple):
    """A text whose marks are read from the index when they are asked for."""

    #: Where damage of the segment's file is told as such.
    gate: Reading
    #: The kernels' text, its number there and what is wanted of it.
    text: Any
    docnum: int
    wanted: Any

    def whole(self, text: str) -> Passage:
        """Return the text marked; see :class:`~..occurrences.Marked`."""
        with self.gate:
            found: Passage = self.text.whole(self.docnum, text, self.wanted)
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
    by_field = [
        {leaf.number: pattern_of(leaf) for leaf in marked_leaves(plan, field)}
        for field in fields
    ]
    made: dict[Any, list[Any]] = {}
    found: list[list[Marked]] = [[] for _field in fields]
    for row in rows:
        place = bisect_right(segments, row.docnum, key=_BASE) - 1
        base, index = segments[place]
        key = place, row.clauses
        wanted = made.get(key)
        if wanted is None:
            wanted = made[key] = _wanted_by_field(index, by_field, row.clauses)
        for field, marked, each in zip(fields, found, wanted, strict=True):
            marked.append(_marked(index, each, field, row.docnum - base))
    return found


def _wanted_by_field(
    index: SegmentIndex,
    by_field: Sequence[dict[int, Pattern]],
    clauses: frozenset[int],
) -> list[Any]:
    made: dict[tuple[Pattern, ...], Any] = {}
    found = []
    for patterns in by_field:
        taken = dict.fromkeys(
            pattern for number, pattern in patterns.items() if number in clauses
        )
        # Title and body have one dictionary, and most often the same is wanted.
        key = tuple(taken)
        if key not in made:
            made[key] = _wanted(index, key)
        found.append(made[key])
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
