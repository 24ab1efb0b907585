"""Showing: what of the rows of a search is shown, from stored positions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ...index import StoredArticle
from ..occurrences import kind_of, list_occurrences, marked_leaves, pattern_of
from ..phrases import occurrences_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..engine import Row
    from ..occurrences import Occurrences
    from ..phrases import Pattern
    from ..plan import Plan
    from ..shown import Shown, View
    from .segment_index import SegmentIndex

_BASE = itemgetter(0)
FIELDS = ("title", "body")


def show_rows(
    segments: Sequence[tuple[int, SegmentIndex]],
    plan: Plan,
    rows: Sequence[Row],
    view: View,
) -> list[Shown]:
    """Return what is shown of each row.

    :param segments: each with the snapshot's number of its first document.
    """
    marking = Marking(plan)
    if len(segments) == 1:
        return marking.show(*segments[0], rows, view)
    by_segment: dict[int, list[Row]] = {}
    for row in rows:
        place = bisect_right(segments, row.docnum, key=_BASE) - 1
        by_segment.setdefault(place, []).append(row)
    shown: dict[int, Shown] = {}
    for place, some in by_segment.items():
        found = marking.show(*segments[place], some, view)
        shown.update(zip([row.docnum for row in some], found, strict=True))
    return [shown[row.docnum] for row in rows]


class Marking:
    """What a plan marks: in a row, the leaves that took part."""

    def __init__(self, plan: Plan) -> None:
        leaves = marked_leaves(plan)
        patterns = [pattern_of(leaf) for leaf in leaves]
        #: Each once: leaves that want the same are marked as one.
        self.patterns = list(dict.fromkeys(patterns))
        self._is_exact = all(pattern.is_exact for pattern in self.patterns)
        places = {pattern: place for place, pattern in enumerate(self.patterns)}
        #: By field, of each leaf its number and the place of its pattern.
        self._leaves = [
            [
                (leaf.number, places[pattern])
                for leaf, pattern in zip(leaves, patterns, strict=True)
                if field in leaf.fields
            ]
            for field in FIELDS
        ]

    def show(
        self, base: int, index: SegmentIndex, rows: Sequence[Row], view: View
    ) -> list[Shown]:
        """Return what is shown of rows of one segment."""
        with index.gate:
            if view.size is None or not self._is_exact:
                return [self._show_apart(index, row, base, view) for row in rows]
            wanted = self._wanted(index, {row.clauses for row in rows})
            found: list[Shown] = index.articles.show(
                [row.docnum - base for row in rows],
                [wanted[row.clauses] for row in rows],
                index.file.stored.decompress,
                view.size,
                view.most,
            )
        return found

    def _wanted(
        self, index: SegmentIndex, taken: Iterable[frozenset[int]]
    ) -> dict[frozenset[int], tuple[Any, Any]]:
        """Return, by leaves that took part, what is marked in title and body."""
        find_each = index.terms("text").find_each
        every = index.texts.Wanted(
            [
                (kind_of(pattern), [find_each(slot) for slot in pattern.slots])
                for pattern in self.patterns
            ]
        )
        made: dict[tuple[int, ...], Any] = {}
        found: dict[frozenset[int], tuple[Any, Any]] = {}
        for clauses in taken:
            title, body = self.places(clauses)
            # Title and body have one dictionary, and most often the same is marked.
            for places in (title, body):
                if places not in made:
                    made[places] = every.only(places)
            found[clauses] = made[title], made[body]
        return found

    def places(self, clauses: frozenset[int]) -> tuple[tuple[int, ...], ...]:
        """Return, by field, the places of the patterns of the leaves *clauses*."""
        return tuple(
            [
                tuple({place: None for number, place in leaves if number in clauses})
                for leaves in self._leaves
            ]
        )

    def _show_apart(
        self, index: SegmentIndex, row: Row, base: int, view: View
    ) -> Shown:
        """Return what is shown where there is slop, or all of the body."""
        docnum, kernels = row.docnum - base, index.texts
        payload = index.file.stored.payload(docnum)
        stored = StoredArticle(payload)
        title, body = (
            _occurrences(
                index, [self.patterns[place] for place in places], field, docnum
            )
            for field, places in zip(FIELDS, self.places(row.clauses), strict=True)
        )
        marked = kernels.mark_text(stored.title, *title)
        if view.size is None:
            return payload, marked, [kernels.mark_text(stored.body, *body)]
        passages = kernels.find_passages(stored.body, *body, view.size, view.most)
        return payload, marked, passages if view.most else []


def _occurrences(
    index: SegmentIndex, patterns: Sequence[Pattern], field: str, docnum: int
) -> Occurrences:
    """Return where *patterns* stand, some of which have slop."""
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
