"""Scores of documents, and the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .documents import Docs, Occurrences, intersect, unite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .segments import Segment

_UNDATED = 0
_LAST = np.iinfo(np.int64).max


class Norm:
    """How occurrences in one field count: see ``search/scoring.py``.

    :param lengths: tokens of the field, one a document.
    """

    def __init__(
        self, lengths: NDArray[np.uint32], weight: float, b: float, mean: float
    ) -> None:
        self.lengths = lengths
        self.weight = weight
        self.b = b
        self.mean = mean


class Keys:
    """What documents are ordered by: scores (float64), or dates (int64)."""

    __slots__ = ("_values", "count")

    def __init__(self, values: NDArray[Any]) -> None:
        self._values = values
        #: How many there are.
        self.count = len(values)

    def values(self) -> NDArray[Any]:
        """Return the keys."""
        return self._values


def score(
    found: Docs,
    parts: list[tuple[Occurrences, float, tuple[Norm, ...]]],
    saturation: float,
) -> Keys:
    """Return the scores of *found*, the *parts* added up in their order.

    :param parts: occurrences, which add to a score where they are; what they weigh;
        a norm for each of their fields.
    """
    docs = found.numbers()
    scores = np.zeros(len(docs))
    for occurrences, weight, norms in parts:
        if occurrences is found:
            tf = _frequency(docs, occurrences.freqs, norms)
            scores += weight * (tf / (tf + saturation))
            continue
        inside = intersect(found, occurrences).numbers()
        places = np.searchsorted(occurrences.numbers(), inside)
        freqs = [each[places] for each in occurrences.freqs]
        tf = _frequency(inside, freqs, norms)
        scores[np.searchsorted(docs, inside)] += weight * (tf / (tf + saturation))
    return Keys(scores)


def fade(scores: Keys, factors: NDArray[np.float64]) -> Keys:
    """Return each of *scores* times its factor."""
    if len(factors) != scores.count:
        raise ValueError("each score needs a factor")
    return Keys(scores.values() * factors)


def date_keys(
    segment: Segment, docs: Docs, instants: NDArray[np.int64], *, newest: bool
) -> Keys:
    """Return what orders *docs* by date, the undated ones last.

    :param instants: of each document of the segment, when its date starts.
    """
    numbers = docs.numbers()
    dates = -instants[numbers] if newest else instants[numbers]
    dates[segment.kinds[numbers] == _UNDATED] = _LAST
    return Keys(dates)


def select(
    segment: Segment,
    docs: Docs,
    keys: Keys,
    limit: int,
    after: float | int | None,
    after_rank: int,
) -> tuple[int, list[int], list[Any]]:
    """Return the first of *docs* in the order, at most *limit* of them.

    The greatest scores and the least dates are first, equal ones by rank.

    :param after, after_rank: if given, the key and rank behind which to begin.
    :returns: how many stand behind that, their docnums and their keys.
    """
    numbers, values = docs.numbers(), keys.values()
    if len(numbers) != len(values):
        raise ValueError("each document needs a key")
    ranks = segment.ranks[numbers].astype(np.int64)
    ascending = -values if values.dtype == np.float64 else values
    if after is not None:
        edge = -after if values.dtype == np.float64 else after
        behind = (ascending > edge) | ((ascending == edge) & (ranks > after_rank))
        numbers, values = numbers[behind], values[behind]
        ranks, ascending = ranks[behind], ascending[behind]
    count = len(numbers)
    if 0 < limit < count:
        kept = ascending <= np.partition(ascending, limit - 1)[limit - 1]
        numbers, values = numbers[kept], values[kept]
        ranks, ascending = ranks[kept], ascending[kept]
    first = np.lexsort((ranks, ascending))[: max(limit, 0)]
    return count, numbers[first].tolist(), values[first].tolist()


def _frequency(
    docs: NDArray[np.uint32],
    freqs: Sequence[NDArray[np.uint32]],
    norms: tuple[Norm, ...],
) -> NDArray[np.float64]:
    total = np.zeros(len(docs))
    for freq, norm in zip(freqs, norms, strict=True):
        length = norm.lengths[docs].astype(np.float64)
        divisor = (1.0 - norm.b) + norm.b * (length / norm.mean)
        total += norm.weight * freq.astype(np.float64) / divisor
    return total


def rank(
    segment: Segment,
    docs: Docs | None,
    parts: list[tuple[Occurrences, float, tuple[Norm, ...]]],
    saturation: float,
    limit: int,
) -> tuple[int, list[int], list[float]]:
    """Return those of *docs* with the greatest scores, at most *limit* of them.

    :param docs: None for the documents of any of the *parts*, of which there is one.
    :param parts, saturation: as of :func:`score`.
    :returns: how many *docs* there are; docnums and scores, ordered as :func:`select`
        does.
    """
    if docs is None:
        docs = unite([occurrences for occurrences, _weight, _norms in parts])
    scores = score(docs, parts, saturation)
    return select(segment, docs, scores, limit, None, 0)
