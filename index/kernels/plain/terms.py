"""Which documents have one of some terms, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .blocks import blocks_of, read_blocks
from .documents import Occurrences, restrict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .documents import Docs
    from .segments import Field, Segment

    Numbers = NDArray[np.uint32]

#: The fields of a clause: at most title and body.
FIELDS = 2
#: Postings are sorted if documents are so many times as many, or else counted.
_SPARSE = 16


def count_postings(fields: tuple[Field, ...], numbers: list[int]) -> int:
    """Return how many postings some terms have in *fields*; as of :func:`match_terms`.

    :raises ValueError: if the postings are damaged.
    """
    _check(fields)
    return sum(field.place(number)[1] for field in fields for number in numbers)


def match_terms(
    segment: Segment,
    fields: tuple[Field, ...],
    numbers: list[int],
    low: int,
    high: int,
    within: Docs | None = None,
) -> Occurrences:
    """Return the live documents that have any of some terms in any of *fields*.

    The terms are one: their frequencies are added up.

    :param fields: one or two.
    :param numbers: of the terms, distinct, in the dictionary of the fields.
    :param low, high: the documents that are looked at; a multiple of 4,096 each, or
        the end of the segment.
    :param within: if given, live documents: only occurrences in them are returned,
        with the number of all.
    :raises ValueError: if the postings are damaged.
    """
    _check(fields)
    found = gather(
        segment, [_read(field, numbers, low, high) for field in fields], low, high
    )
    return found if within is None else restrict(found, within)


def gather(
    segment: Segment, fields: Sequence[tuple[Numbers, Numbers]], low: int, high: int
) -> Occurrences:
    """Return the live documents of any field with the frequencies of each field.

    :param fields: docnums and frequencies, which are added up.
    """
    given = np.concatenate([docs for docs, _freqs in fields])
    if len(given) * _SPARSE < high - low:
        docs = np.sort(given, kind="stable")
        docs = docs[np.append(True, docs[1:] != docs[:-1])[: len(docs)]]
        places = [np.searchsorted(docs, each) for each, _freqs in fields]
    else:
        docs = np.arange(low, high, dtype=np.uint32)
        places = [each.astype(np.int64) - low for each, _freqs in fields]
    # Exact: sums of frequencies are far below 2**53.
    sums = [
        np.bincount(each, freqs, minlength=len(docs))
        for each, (_docs, freqs) in zip(places, fields, strict=True)
    ]
    has = segment.live[docs] & np.logical_or.reduce([each > 0 for each in sums])
    return Occurrences(docs[has], [each[has].astype(np.uint32) for each in sums])


def _check(fields: tuple[Field, ...]) -> None:
    if not 1 <= len(fields) <= FIELDS:
        raise ValueError("one field or two")


def _read(
    field: Field, numbers: list[int], low: int, high: int
) -> tuple[Numbers, Numbers]:
    lists = read_blocks(field.postings, blocks_of(field, numbers))
    inside = (lists.docs >= low) & (lists.docs < high)
    return lists.docs[inside], lists.freqs[inside]
