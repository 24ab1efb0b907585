"""Frequencies: how many postings forms have, and which of a prefix have the most."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..scoring import FIELD_SCORING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from .segment_index import SegmentIndex


def common_forms(
    indexes: Iterable[SegmentIndex], prefix: str, fields: Sequence[str], limit: int
) -> list[str]:
    """Return forms that start with *prefix*, the most frequent first.

    At most *limit*, and those that are among as many in one of the segments.
    """
    indexes = list(indexes)
    found: dict[str, None] = {}
    for index in indexes:
        with index.gate:
            found.update(dict.fromkeys(_most_common(index, prefix, fields, limit)))
    forms = list(found)
    counts = dict(zip(forms, frequencies(indexes, forms, fields), strict=True))
    return sorted(forms, key=lambda form: (-counts[form], form))[:limit]


def near_forms(
    indexes: Iterable[SegmentIndex],
    word: str,
    edits: int,
    fields: Sequence[str],
    check: Callable[[], None],
) -> list[str]:
    """Return the forms within *edits* of *word*, in any case, in code point order."""
    found: set[str] = set()
    for index in indexes:
        with index.gate:
            terms = index.terms(_dictionary(fields))
            near = terms.texts(terms.near(word, edits, check))
            if "" in near:  # no form is
                raise ValueError("damaged strings")
            found.update(near)
    return sorted(found)


def frequencies(
    indexes: Iterable[SegmentIndex], forms: Sequence[str], fields: Sequence[str]
) -> list[int]:
    """Return how many postings each of *forms* has in *fields*."""
    counts: Counter[str] = Counter()
    for index in indexes:
        with index.gate:
            terms = index.terms(_dictionary(fields))
            given = index.fields(tuple(map(postings, fields)))
            for form in forms:
                number = terms.find(form)
                if number >= 0:
                    counts[form] += index.search.count_postings(given, [number])
    return [counts[form] for form in forms]


def postings(field: str) -> str:
    """Return the name of the postings that *field* is searched by, word by word."""
    return field if field in FIELD_SCORING or field == "lang" else f"{field}_words"


def _most_common(
    index: SegmentIndex, prefix: str, fields: Sequence[str], limit: int
) -> list[str]:
    terms = index.terms(_dictionary(fields))
    start, end = terms.with_prefix(prefix)
    counts: NDArray[Any] = np.zeros(end - start, np.int64)
    for name in map(postings, fields):
        firsts = index.file.postings(name).firsts[start : end + 1].astype(np.int64)
        counts += firsts[1:] - firsts[:-1]
    if counts.size and counts.min() < 0:
        raise ValueError("damaged postings")
    chosen = np.arange(len(counts))
    if len(counts) > limit:
        chosen = np.argpartition(counts, len(counts) - limit)[-limit:]
    chosen = chosen[counts[chosen] > 0]
    found: list[str] = terms.texts((chosen + start).tolist())
    return found


def _dictionary(fields: Sequence[str]) -> str:
    return "text" if fields[0] in FIELD_SCORING else postings(fields[0])
