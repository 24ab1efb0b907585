"""Places: where rows have what they were found by, from stored positions."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..occurrences import Occurrences, kind_of, marked_leaves, pattern_of
from ..phrases import sloppy_occurrences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ...index import Kernels, OpenSegment
    from ..engine import Row
    from ..phrases import Pattern
    from ..plan import Plan

    Numbers = NDArray[np.uint32]

_NONE = np.empty(0, np.uint32)


class _Found(NamedTuple):
    """The occurrences of one pattern in one document."""

    firsts: Numbers
    lasts: Numbers
    #: Of one with slop: every token that takes part.
    words: Numbers


class Places:
    """Reads the positions and offsets of a snapshot's texts; safe to share."""

    def __init__(self, segments: Sequence[OpenSegment], kernels: Kernels) -> None:
        self._segments = segments
        self._kernels = kernels

    def occurrences(
        self, plan: Plan, rows: Sequence[Row], field: str
    ) -> list[Occurrences]:
        """Return where *rows* have in *field* what took part in their match."""
        wanted = [
            dict.fromkeys(pattern_of(leaf) for leaf in marked_leaves(plan, row, field))
            for row in rows
        ]
        homes = [self._home(row.docnum) for row in rows]
        found: list[dict[Pattern, _Found]] = [{} for _row in rows]
        for pattern in dict.fromkeys(chain.from_iterable(wanted)):
            self._find(pattern, field, wanted, homes, found)
        return [
            self._gather(list(patterns), places, home, field)
            for patterns, places, home in zip(wanted, found, homes, strict=True)
        ]

    def _home(self, docnum: int) -> tuple[int, int]:
        """Return the place of a document's segment and its number there."""
        place = bisect_right(self._segments, docnum, key=lambda each: each.base) - 1
        return place, docnum - self._segments[place].base

    def _find(
        self,
        pattern: Pattern,
        field: str,
        wanted: Sequence[dict[Pattern, None]],
        homes: Sequence[tuple[int, int]],
        found: Sequence[dict[Pattern, _Found]],
    ) -> None:
        """Note the occurrences of *pattern* in every row that wants it."""
        by_segment: dict[int, list[int]] = {}
        for number, (place, _docnum) in enumerate(homes):
            if pattern in wanted[number]:
                by_segment.setdefault(place, []).append(number)
        for place, numbers in by_segment.items():
            docs = np.array([homes[number][1] for number in numbers], np.uint32)
            read = self._read(self._segments[place], pattern, field, docs)
            for number, each in zip(numbers, read, strict=True):
                found[number][pattern] = each

    def _read(
        self, segment: OpenSegment, pattern: Pattern, field: str, docs: Numbers
    ) -> list[_Found]:
        find = segment.file.dictionary(field).find
        slots = [
            [term for term in map(find, map(_key, slot)) if term >= 0]
            for slot in pattern.slots
        ]
        if pattern.is_exact:
            found = self._starts(segment, field, slots, docs)
            last = len(slots) - 1
            return [_Found(starts, starts + np.uint32(last), _NONE) for starts in found]
        by_slot = [self._starts(segment, field, [slot], docs) for slot in slots]
        return [
            _sloppy([starts.tolist() for starts in each], pattern.slop)
            for each in zip(*by_slot, strict=True)
        ]

    def _starts(
        self,
        segment: OpenSegment,
        field: str,
        slots: Sequence[Sequence[int]],
        docs: Numbers,
    ) -> list[Numbers]:
        """Return where *slots* stand side by side in each of *docs*."""
        if not all(slots):
            return [_NONE] * len(docs)
        offsets, starts = self._kernels.places.find_starts(
            segment.file.postings(field),
            np.array([*chain.from_iterable(slots)], np.uint32),
            np.array([0, *accumulate(map(len, slots))], np.uint32),
            docs,
        )
        bounds = offsets.tolist()
        return [starts[bounds[row] : bounds[row + 1]] for row in range(len(bounds) - 1)]

    def _gather(
        self,
        patterns: Sequence[Pattern],
        found: dict[Pattern, _Found],
        home: tuple[int, int],
        field: str,
    ) -> Occurrences:
        places = [found[pattern] for pattern in patterns]
        kinds = np.array([kind_of(pattern) for pattern in patterns], np.uint8)
        starts, ends = self._offsets(*home, field)
        if len(places) == 1:
            firsts, lasts, words = places[0]
            numbers = np.zeros(len(firsts), np.uint32)
            return Occurrences(starts, ends, firsts, lasts, numbers, kinds, words)
        sizes = [len(each.firsts) for each in places]
        firsts, lasts, words = (
            (np.concatenate([_NONE, *column]) for column in zip(*places, strict=True))
            if places
            else (_NONE, _NONE, _NONE)
        )
        numbers = np.repeat(np.arange(len(places), dtype=np.uint32), sizes)
        return Occurrences(starts, ends, firsts, lasts, numbers, kinds, words)

    def _offsets(self, place: int, docnum: int, field: str) -> tuple[Numbers, Numbers]:
        offsets = self._segments[place].file.offsets(field)
        first, behind = offsets.starts[docnum : docnum + 2].tolist()
        starts, ends = self._kernels.offsets.decode_offsets(
            offsets.codes[first:behind],
            first,
            offsets.escape_tokens,
            offsets.escape_gaps,
            offsets.escape_lengths,
        )
        return starts, ends


def _sloppy(positions: Sequence[Sequence[int]], slop: int) -> _Found:
    places = sloppy_occurrences(positions, slop)
    words = sorted(set(chain.from_iterable(places)))
    return _Found(
        np.array([place[0] for place in places], np.uint32),
        np.array([place[-1] for place in places], np.uint32),
        np.array(words, np.uint32),
    )


def _key(form: str) -> bytes:
    """Return what dictionaries know *form* by; half a character is in none."""
    return form.encode(errors="surrogatepass")
