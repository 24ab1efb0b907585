"""Which documents have one of some terms, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .documents import Occurrences
from .postings import unpack_postings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .segments import Field, Segment

    Numbers = NDArray[np.uint32]

#: The fields of a clause: at most title and body.
FIELDS = 2


def match_terms(
    segment: Segment, fields: tuple[Field, ...], numbers: list[int], low: int, high: int
) -> Occurrences:
    """Return the live documents that have any of some terms in any of *fields*.

    The terms are one: their frequencies are added up.

    :param fields: one or two.
    :param numbers: of the terms, distinct, in the dictionary of the fields.
    :param low, high: the documents that are looked at; a multiple of 4,096 each, or
        the end of the segment.
    :raises ValueError: if the postings are damaged.
    """
    if not 1 <= len(fields) <= FIELDS:
        raise ValueError("one field or two")
    read = [
        [read_term(field, number, low, high) for number in numbers] for field in fields
    ]
    return side_by_side(segment, [_sum(each) for each in read])


def read_term(
    field: Field, number: int, low: int, high: int
) -> tuple[Numbers, Numbers]:
    """Return the docnums and frequencies of a term from *low* up to *high*."""
    block, count = field.place(number)
    postings = field.postings
    if count == 0:
        return np.empty(0, np.uint32), np.empty(0, np.uint32)
    docs, freqs = unpack_postings(
        postings.data, postings.offsets, postings.lasts, postings.widths, block, count
    )
    start, end = np.searchsorted(docs, (low, high))
    return docs[start:end], freqs[start:end]


def side_by_side(
    segment: Segment, fields: list[tuple[Numbers, Numbers]]
) -> Occurrences:
    """Return the live documents of any field with the frequencies of each field."""
    docs = np.unique(np.concatenate([docs for docs, _ in fields]))
    docs = docs[segment.live[docs]]
    found = []
    for field_docs, freqs in fields:
        live = segment.live[field_docs]
        column = np.zeros(len(docs), np.uint32)
        column[np.searchsorted(docs, field_docs[live])] = freqs[live]
        found.append(column)
    return Occurrences(docs, found)


def _sum(lists: list[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    if len(lists) == 1:
        return lists[0]
    none = np.empty(0, np.uint32)
    docs = np.concatenate([none, *(docs for docs, _ in lists)])
    freqs = np.concatenate([none, *(freqs for _, freqs in lists)])
    distinct, places = np.unique(docs, return_inverse=True)
    # Exact: sums of frequencies are far below 2**53.
    sums = np.bincount(places, freqs, minlength=len(distinct))
    return distinct, sums.astype(np.uint32)
