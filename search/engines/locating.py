"""Locating: where what took part in matches stands, from stored positions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from ..occurrences import list_occurrences
from ..phrases import occurrences_among
from .showing import FIELDS, Marking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..engine import Match
    from ..occurrences import Occurrences
    from ..phrases import Pattern
    from ..plan import Plan
    from .segment_index import SegmentIndex

_BASE = itemgetter(0)


def locate_matches(
    segments: Sequence[tuple[int, SegmentIndex]], plan: Plan, matches: Sequence[Match]
) -> list[tuple[Occurrences, Occurrences]]:
    """Return where in title and body of each match what took part in it stands.

    :param segments: each with the snapshot's number of its first document.
    """
    marking = Marking(plan)
    by_segment: dict[int, list[Match]] = {}
    for match in matches:
        place = bisect_right(segments, match.docnum, key=_BASE) - 1
        by_segment.setdefault(place, []).append(match)
    found: dict[int, tuple[Occurrences, Occurrences]] = {}
    for place, some in by_segment.items():
        base, index = segments[place]
        with index.gate:
            title, body = (
                _locate(marking, number, base, index, some)
                for number in range(len(FIELDS))
            )
        docnums = [match.docnum for match in some]
        found.update(zip(docnums, zip(title, body, strict=True), strict=True))
    return [found[match.docnum] for match in matches]


def _locate(
    marking: Marking,
    field: int,
    base: int,
    index: SegmentIndex,
    matches: Sequence[Match],
) -> Iterator[Occurrences]:
    """Yield where things stand in a field of documents of one segment."""
    taken = [marking.places(match.clauses)[field] for match in matches]
    text = index.text(FIELDS[field])
    docs = [match.docnum - base for match in matches]
    by_pattern: dict[int, dict[int, Sequence[Sequence[int]]]] = {}
    for place in dict.fromkeys(chain.from_iterable(taken)):
        own = [doc for doc, some in zip(docs, taken, strict=True) if place in some]
        found = _places(index, FIELDS[field], marking.patterns[place], own)
        by_pattern[place] = dict(zip(own, found, strict=True))
    for doc, some in zip(docs, taken, strict=True):
        patterns = [marking.patterns[place] for place in some]
        starts, ends = text.tokens(doc)
        yield list_occurrences(
            starts, ends, patterns, [by_pattern[place][doc] for place in some]
        )


def _places(
    index: SegmentIndex, field: str, pattern: Pattern, docs: Sequence[int]
) -> Iterable[Sequence[Sequence[int]]]:
    """Return the tokens of each occurrence of *pattern* in each of *docs*."""
    if pattern.is_exact:
        width = len(pattern.slots)
        slots = [index.terms("text").find_each(slot) for slot in pattern.slots]
        return [
            [range(start, start + width) for start in starts]
            for starts in _starts(index, field, slots, docs)
        ]
    # There are as few forms as slots, most often.
    forms = sorted(frozenset().union(*pattern.slots))
    by_form = [
        _starts(index, field, [index.terms("text").find_each([form])], docs)
        for form in forms
    ]
    return [
        occurrences_among(
            pattern,
            {form: places for form, places in zip(forms, each, strict=True) if places},
        )
        for each in zip(*by_form, strict=True)
    ]


def _starts(
    index: SegmentIndex,
    field: str,
    slots: Sequence[Sequence[int]],
    docs: Sequence[int],
) -> list[list[int]]:
    """Return where the terms of *slots* stand side by side in each of *docs*."""
    if not all(slots):
        return [[] for _doc in docs]
    offsets, starts = index.text(field).find(
        np.array([*chain.from_iterable(slots)], np.uint32),
        np.array([0, *accumulate(map(len, slots))], np.uint32),
        np.array(docs, np.uint32),
    )
    return [starts[low:high].tolist() for low, high in pairwise(offsets.tolist())]
