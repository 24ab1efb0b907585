"""A segment as searching sees it: its live documents, dates and ids, and its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .documents import Docs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...codec.layout import Postings


class Segment:
    """The documents of a segment; arrays are kept, not copied.

    :param live: False for deleted documents.
    :param ranks: each document's place in the order of ids.
    :param kinds, starts, ends: the documents' dates.
    :raises ValueError: if they are not of equal length.
    """

    def __init__(
        self,
        live: NDArray[np.bool_],
        ranks: NDArray[np.uint32],
        kinds: NDArray[np.uint8],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
    ) -> None:
        if not len(live) == len(ranks) == len(kinds) == len(starts) == len(ends):
            raise ValueError("damaged columns")
        #: Documents, deleted ones included.
        self.count = len(live)
        self.live = live
        self.ranks = ranks
        self.kinds = kinds
        self.starts = starts
        self.ends = ends


class Field:
    """The postings of a field of a segment of *doc_count* documents.

    :raises ValueError: if the arrays do not fit each other.
    """

    def __init__(self, postings: Postings, doc_count: int) -> None:
        if len(postings.firsts) != len(postings.blocks) or not len(postings.firsts):
            raise ValueError("damaged postings")
        if (
            postings.tokens is not None
            and len(postings.tokens) != len(postings.lasts) + 1
        ):
            raise ValueError("damaged postings")
        self.postings = postings
        self.doc_count = doc_count

    def place(self, term: int) -> tuple[int, int]:
        """Return the first block of *term* and the number of its postings."""
        if not 0 <= term < len(self.postings.firsts) - 1:
            raise ValueError("no such term")
        start, end = self.postings.firsts[term : term + 2].tolist()
        block = int(self.postings.blocks[term])
        lasts: NDArray[Any] = self.postings.lasts
        last = block + (end - start - 1) // 128
        if end < start or (
            end > start and (last >= len(lasts) or lasts[last] >= self.doc_count)
        ):
            raise ValueError("damaged postings")
        return block, end - start


def every(segment: Segment, low: int, high: int) -> Docs:
    """Return the live documents from *low* up to *high*."""
    return Docs((np.flatnonzero(segment.live[low:high]) + low).astype(np.uint32))
