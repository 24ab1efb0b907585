"""Which documents have a phrase, and how often."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from .blocks import blocks_of, blocks_with, read_blocks
from .terms import FIELDS, gather

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .blocks import Lists
    from .documents import Occurrences
    from .segments import Field, Segment

    Numbers = NDArray[np.uint32]
    #: Positions, with the docnum in the upper half, in order.
    Places = NDArray[np.int64]
    Count = Callable[[list[list[int]]], int]


def match_phrase(
    segment: Segment,
    fields: tuple[Field, ...],
    slots: list[list[int]],
    slop: int,
    count: Count,
    low: int,
    high: int,
) -> Occurrences:
    """Return the live documents with a phrase in any of *fields*, and how often.

    :param fields: one or two, with positions.
    :param slots: of each slot, the numbers of its terms, distinct.
    :param slop: as in ``search/phrases.py``; 0 for slots side by side.
    :param count: returns the frequency of a phrase with slop from the positions of
        each slot; asked where the kernel does not know. What it raises is raised.
    :param low, high: as of :func:`~.terms.match_terms`.
    :raises ValueError: if the postings are damaged.
    """
    if not 1 <= len(fields) <= FIELDS:
        raise ValueError("one field or two")
    if any(field.postings.positions is None for field in fields):
        raise ValueError("a field without positions")
    found = []
    for field in fields:
        docs, lists = _candidates(segment, field, slots, low, high)
        freqs = docs[:0]
        if len(docs):
            places = [_places(field, docs, each) for each in lists]
            if slop and len(slots) > 1:
                freqs = np.array(_loose(docs, places, count), np.uint32)
            else:
                docs, freqs = _exact(places)
        found.append((docs, freqs))
    return gather(segment, found, low, high)


def _candidates(
    segment: Segment, field: Field, slots: list[list[int]], low: int, high: int
) -> tuple[Numbers, list[list[Lists]]]:
    """Return the live documents with all slots, and postings of each slot by term.

    The rarest slot is read first, and of the others the blocks that may count.
    """
    order = sorted(range(len(slots)), key=lambda slot: _count(field, slots[slot]))
    docs = (np.flatnonzero(segment.live[low:high]) + low).astype(np.uint32)
    lists: list[list[Lists]] = [[] for _slot in slots]
    for place, slot in enumerate(order):
        has = np.zeros(segment.count, np.bool_)
        for term in slots[slot]:
            blocks = blocks_of(field, [term])
            if place:
                blocks = blocks_with(field, term, docs)
            read = read_blocks(field.postings, blocks)
            lists[slot].append(read)
            has[read.docs] = True
        docs = docs[has[docs]]
        if not len(docs):
            break
    return docs, lists


def _count(field: Field, numbers: list[int]) -> int:
    return sum(field.place(number)[1] for number in numbers)


def _places(field: Field, docs: Numbers, lists: list[Lists]) -> Places:
    """Return where the terms of a slot stand in *docs*."""
    wanted = np.zeros(field.doc_count, np.bool_)
    wanted[docs] = True
    found = [_places_of_term(field, wanted, each) for each in lists]
    if len(found) == 1:
        return found[0]
    return np.sort(np.concatenate(found), kind="stable")


def _places_of_term(field: Field, wanted: NDArray[np.bool_], lists: Lists) -> Places:
    positions = field.postings.positions
    if positions is None:
        raise TypeError("the field has no positions")
    kept = wanted[lists.docs]
    docs, starts = lists.docs[kept].astype(np.int64), lists.starts[kept]
    sizes = lists.freqs[kept].astype(np.int64)
    if len(docs) and (starts.min() < 0 or (starts + sizes).max() > len(positions)):
        raise ValueError("damaged postings")
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    where = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    found: Places = positions[where].astype(np.int64) | np.repeat(docs << 32, sizes)
    return found


def _exact(places: list[Places]) -> tuple[Numbers, Numbers]:
    """Return the documents in which the slots stand side by side, and how often."""
    starts = reduce(_common, (each - slot for slot, each in enumerate(places)))
    docs = (starts >> 32).astype(np.uint32)
    firsts = np.flatnonzero(np.append(True, docs[1:] != docs[:-1])[: len(docs)])
    freqs = np.diff(np.append(firsts, len(docs)))
    return docs[firsts], freqs.astype(np.uint32)


def _common(one: Places, other: Places) -> Places:
    """Return what both have; each ascends."""
    both = np.concatenate([one, other])
    # Two runs that ascend are merged, not sorted.
    both.sort(kind="stable")
    common: Places = both[:-1][both[1:] == both[:-1]]
    return common


def _loose(docs: Numbers, places: list[Places], count: Count) -> list[int]:
    bounds = []
    for each in places:
        starts = np.searchsorted(each, docs.astype(np.int64) << 32).tolist()
        bounds.append([*starts, len(each)])
    return [
        count(
            [
                (each[ends[row] : ends[row + 1]] & 0xFFFFFFFF).tolist()
                for each, ends in zip(places, bounds, strict=True)
            ]
        )
        for row in range(len(docs))
    ]
