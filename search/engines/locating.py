"""Locating: where what took part in matches stands, from stored positions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..occurrences import NOTHING, Occurrences, kind_of
from ..phrases import occurrences_among
from .showing import FIELDS, Marking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ..engine import Match
    from ..phrases import Pattern
    from ..plan import Plan
    from .segment_index import SegmentIndex

    Numbers = NDArray[np.uint32]

_BASE = itemgetter(0)


class _Stand(NamedTuple):
    """Where a pattern stands in a text: by number of tokens."""

    #: The first and the last token of each occurrence.
    firsts: Numbers
    lasts: Numbers
    #: The tokens of occurrences with slop, ascending.
    words: Numbers


_NOWHERE = _Stand(*[np.empty(0, np.uint32)] * 3)


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
    clauses = [match.clauses for match in matches]
    wanted = {each: marking.places(each)[field] for each in set(clauses)}
    taken = [wanted[each] for each in clauses]
    text = index.text(FIELDS[field])
    docs = [match.docnum - base for match in matches]
    by_pattern: dict[int, dict[int, _Stand]] = {}
    for place in dict.fromkeys(chain.from_iterable(taken)):
        own = [doc for doc, some in zip(docs, taken, strict=True) if place in some]
        stands = _stands(index, FIELDS[field], marking.patterns[place], own)
        by_pattern[place] = dict(stands)
    for doc, some in zip(docs, taken, strict=True):
        found = [by_pattern[place].get(doc, _NOWHERE) for place in some]
        if any(each is not _NOWHERE for each in found):
            kinds = [kind_of(marking.patterns[place]) for place in some]
            yield _join(text.tokens(doc), found, kinds)
        else:
            yield NOTHING


def _join(
    tokens: tuple[Numbers, Numbers], found: Sequence[_Stand], kinds: Sequence[int]
) -> Occurrences:
    """Return where each of several patterns stands in a text of *tokens*."""
    if len(found) == 1:
        firsts, lasts, words = found[0]
        patterns = np.zeros(len(firsts), np.uint32)
    else:
        firsts, lasts, words = map(np.concatenate, zip(*found, strict=True))
        words = np.unique(words)
        counts = [len(each.firsts) for each in found]
        patterns = np.repeat(np.arange(len(found), dtype=np.uint32), counts)
    return Occurrences(
        *tokens, firsts, lasts, patterns, np.array(kinds, np.uint8), words
    )


def _stands(
    index: SegmentIndex, field: str, pattern: Pattern, docs: Sequence[int]
) -> Iterator[tuple[int, _Stand]]:
    """Yield of those of *docs* in which *pattern* stands where it does."""
    if pattern.is_exact:
        behind = np.uint32(len(pattern.slots) - 1)
        slots = [index.terms("text").find_each(slot) for slot in pattern.slots]
        for doc, starts in _starts(index, field, slots, docs):
            yield doc, _Stand(starts, starts + behind, _NOWHERE.words)
        return
    places: dict[int, dict[str, list[int]]] = {}
    # There are as few forms as slots, most often.
    for form in sorted(frozenset().union(*pattern.slots)):
        numbers = index.terms("text").find_each([form])
        for doc, starts in _starts(index, field, [numbers], docs):
            places.setdefault(doc, {})[form] = starts.tolist()
    for doc, some in places.items():
        found = occurrences_among(pattern, some)
        if found:
            yield doc, _stand(found)


def _stand(found: Sequence[Sequence[int]]) -> _Stand:
    """Return the tokens of occurrences with slop."""
    return _Stand(
        np.array([place[0] for place in found], np.uint32),
        np.array([place[-1] for place in found], np.uint32),
        np.array(sorted(set(chain.from_iterable(found))), np.uint32),
    )


def _starts(
    index: SegmentIndex,
    field: str,
    slots: Sequence[Sequence[int]],
    docs: Sequence[int],
) -> Iterator[tuple[int, Numbers]]:
    """Yield of those of *docs* where the terms of *slots* stand side by side in it."""
    if not all(slots):
        return
    offsets, starts = index.text(field).find(
        np.array([*chain.from_iterable(slots)], np.uint32),
        np.array([0, *accumulate(map(len, slots))], np.uint32),
        np.array(docs, np.uint32),
    )
    for doc, (low, high) in zip(docs, pairwise(offsets.tolist()), strict=True):
        if low < high:
            yield doc, starts[low:high]
