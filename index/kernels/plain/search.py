"""Searching: which documents of a segment a clause finds, what counts and ranks them.

Arrays may come from a damaged file: what reads them raises ValueError where they
cannot be right, and never reads beyond them.
"""

from .counting import INSIDE, PARTLY, WITHOUT, count_numbers, count_values, sift_dates
from .documents import (
    Docs,
    Occurrences,
    contains,
    intersect,
    make_docs,
    restrict,
    subtract,
    unite,
)
from .lookup import Terms
from .phrases import match_phrase
from .ranking import Keys, Norm, date_keys, fade, rank, score, select
from .segments import Field, Segment, every
from .terms import count_postings, match_terms

__all__ = [
    "INSIDE",
    "PARTLY",
    "WITHOUT",
    "Docs",
    "Field",
    "Keys",
    "Norm",
    "Occurrences",
    "Segment",
    "Terms",
    "contains",
    "count_numbers",
    "count_postings",
    "count_values",
    "date_keys",
    "every",
    "fade",
    "intersect",
    "make_docs",
    "match_phrase",
    "match_terms",
    "rank",
    "restrict",
    "score",
    "select",
    "sift_dates",
    "subtract",
    "unite",
]
