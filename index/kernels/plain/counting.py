"""Documents by their dates and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .documents import Docs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .segments import Segment

    Numbers = NDArray[np.uint32]

#: What :func:`sift_dates` keeps, added up.
INSIDE, PARTLY, WITHOUT = 1, 2, 4

_UNDATED, _CIVIL = 0, 1


def sift_dates(
    segment: Segment, docs: Docs, bounds: tuple[int, int, int, int], kept: int
) -> tuple[Docs, int, int]:
    """Return those of *docs* whose date stands to a range as *kept* says.

    :param bounds: lower bound of civil dates and of instants, upper ones likewise.
    :param kept: :data:`INSIDE`, its whole date; :data:`PARTLY`, some of it but not
        all; :data:`WITHOUT`, it has none.
    :returns: with how many of *docs* are undated, and how many partly inside.
    """
    numbers = docs.numbers()
    kinds = segment.kinds[numbers]
    starts, ends = segment.starts[numbers], segment.ends[numbers]
    civil = kinds == _CIVIL
    lower = np.where(civil, bounds[0], bounds[1])
    upper = np.where(civil, bounds[2], bounds[3])
    undated = kinds == _UNDATED
    inside = ~undated & (starts >= lower) & (ends <= upper)
    partly = ~undated & ~inside & (ends > lower) & (starts < upper)
    chosen = np.zeros(len(numbers), np.bool_)
    for flag, mask in ((INSIDE, inside), (PARTLY, partly), (WITHOUT, undated)):
        if kept & flag:
            chosen |= mask
    found = Docs(numbers[chosen])
    return found, int(np.count_nonzero(undated)), int(np.count_nonzero(partly))


def count_values(
    segment: Segment,
    docs: Docs,
    offsets: Numbers,
    values: Numbers,
    terms: Numbers,
    term_count: int,
) -> tuple[Numbers, Numbers, int]:
    """Count the values of *docs*.

    :param offsets, values: the values of each document, CSR.
    :param terms: the folded value of each value.
    :returns: how often each value stands, how many documents have each folded value,
        and how many have none.
    """
    if len(offsets) != segment.count + 1:
        raise ValueError("damaged values")
    numbers = docs.numbers().astype(np.int64)
    sizes = np.maximum(offsets[numbers + 1].astype(np.int64) - offsets[numbers], 0)
    rows = np.repeat(np.arange(len(numbers)), sizes)
    inner = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    places = offsets[numbers][rows] + inner
    if len(places) and places.max() >= len(values):
        raise ValueError("damaged values")
    given = values[places]
    if len(given) and (given.max() >= len(terms) or terms[given].max() >= term_count):
        raise ValueError("damaged values")
    folded = np.unique(rows.astype(np.int64) << 32 | terms[given]) & 0xFFFFFFFF
    return (
        np.bincount(given, minlength=len(terms)).astype(np.uint32),
        np.bincount(folded, minlength=term_count).astype(np.uint32),
        int(np.count_nonzero(sizes == 0)),
    )


def count_numbers(docs: Docs, numbers: Numbers, number_count: int) -> NDArray[np.int64]:
    """Return how many of *docs* have each number, of which every document has one."""
    found = numbers[docs.numbers()]
    if len(found) and found.max() >= number_count:
        raise ValueError("numbers that were not counted")
    return np.bincount(found, minlength=number_count)
