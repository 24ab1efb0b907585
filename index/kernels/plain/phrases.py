"""Which documents have a phrase, and how often."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from .postings import unpack_postings
from .terms import FIELDS, read_term, side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .documents import Occurrences
    from .segments import Field, Segment

    Numbers = NDArray[np.uint32]
    #: A position of a document: the docnum in the upper half, in order.
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
    loose = slop if len(slots) > 1 else 0
    return side_by_side(
        segment,
        [_find(segment, field, slots, loose, count, low, high) for field in fields],
    )


def _find(
    segment: Segment,
    field: Field,
    slots: list[list[int]],
    slop: int,
    count: Count,
    low: int,
    high: int,
) -> tuple[Numbers, Numbers]:
    docs = reduce(
        np.intersect1d, (_docs(field, numbers, low, high) for numbers in slots)
    )
    docs = docs[segment.live[docs]]
    wanted = np.zeros(segment.count, np.bool_)
    wanted[docs] = True
    if not len(docs):
        return docs, docs
    places = [_places(field, numbers, wanted) for numbers in slots]
    if not slop:
        starts = reduce(
            np.intersect1d,
            (each - slot for slot, each in enumerate(places)),
        )
        found, freqs = np.unique(starts >> 32, return_counts=True)
        return found.astype(np.uint32), freqs.astype(np.uint32)
    freqs = np.array(_loose(docs, places, count), np.uint32)
    return docs[freqs > 0], freqs[freqs > 0]


def _docs(field: Field, numbers: list[int], low: int, high: int) -> Numbers:
    read = [read_term(field, number, low, high)[0] for number in numbers]
    return np.unique(np.concatenate([np.empty(0, np.uint32), *read]))


def _places(field: Field, numbers: list[int], wanted: NDArray[np.bool_]) -> Places:
    """Return where any of the terms stands in the *wanted* documents, in order."""
    read = [_term_places(field, number, wanted) for number in numbers]
    return np.sort(np.concatenate(read))


def _term_places(field: Field, number: int, wanted: NDArray[np.bool_]) -> Places:
    postings = field.postings
    tokens, positions = postings.tokens, postings.positions
    block, count = field.place(number)
    if tokens is None or positions is None or count == 0:
        return np.empty(0, np.int64)
    docs, freqs = unpack_postings(
        postings.data, postings.offsets, postings.lasts, postings.widths, block, count
    )
    sizes = freqs.astype(np.int64)
    ends = np.cumsum(sizes)
    first = int(tokens[block])
    if first + int(ends[-1]) > len(positions):
        raise ValueError("damaged postings")
    inside = np.repeat(wanted[docs], sizes)
    found = positions[first : first + int(ends[-1])][inside].astype(np.int64)
    return found | np.repeat(docs.astype(np.int64) << 32, sizes)[inside]


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
