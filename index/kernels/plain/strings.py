"""Sorted strings of bytes, see :class:`...codec.dictionary.Dictionary`."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Strings(Protocol):
    """What holds strings: a Dictionary does."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.uint64]


class United(NamedTuple):
    """The distinct strings of several runs, sorted."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.uint64]
    #: The number among them of each string of each run.
    ranks: list[NDArray[np.uint32]]


def lower_bound(
    data: NDArray[np.uint8], offsets: NDArray[np.uint64], term: bytes
) -> int:
    """Return the number of the first of the sorted strings not less than *term*."""

    def read(number: int) -> bytes:
        return data[int(offsets[number]) : int(offsets[number + 1])].tobytes()

    return bisect_left(range(len(offsets) - 1), term, key=read)


def find_terms(
    data: NDArray[np.uint8], offsets: NDArray[np.uint64], terms: Sequence[bytes]
) -> NDArray[np.int64]:
    """Return the number of each of *terms* among sorted strings; -1 if not there."""
    found = np.full(len(terms), -1, np.int64)
    for place, term in enumerate(terms):
        number = lower_bound(data, offsets, term)
        if number < len(offsets) - 1:
            stored = data[int(offsets[number]) : int(offsets[number + 1])]
            if stored.tobytes() == term:
                found[place] = number
    return found


def unite_strings(
    runs: Sequence[Strings], numbers: Sequence[NDArray[np.uint32]]
) -> United:
    """Return the distinct strings of sorted runs.

    :param numbers: of each run, the ascending numbers of the strings that count.
    :raises ValueError: if a run's offsets cannot be right.
    """
    read = [_read(run, chosen) for run, chosen in zip(runs, numbers, strict=True)]
    strings = sorted(set().union(*read))
    places = {string: place for place, string in enumerate(strings)}
    offsets = np.zeros(len(strings) + 1, np.uint64)
    np.cumsum([len(string) for string in strings], out=offsets[1:])
    return United(
        np.frombuffer(b"".join(strings), np.uint8),
        offsets,
        [np.array([places[each] for each in run], np.uint32) for run in read],
    )


def rank_strings(
    runs: Sequence[Strings], orders: Sequence[NDArray[np.uint32]]
) -> list[NDArray[np.uint32]]:
    """Return the place that each string of each run has among all of them, sorted.

    Equal strings stand in the order of the runs, in a run as they come.

    :param orders: of each run, the numbers of its strings that count, sorted by
        the strings.
    :raises ValueError: if a run's offsets cannot be right.
    """
    keys = [
        (string, number, place)
        for number, (run, order) in enumerate(zip(runs, orders, strict=True))
        for place, string in enumerate(_read(run, order))
    ]
    ranks = [np.empty(len(order), np.uint32) for order in orders]
    for rank, (_, number, place) in enumerate(sorted(keys)):
        ranks[number][place] = rank
    return ranks


def _read(run: Strings, numbers: NDArray[np.uint32]) -> list[bytes]:
    offsets = run.offsets
    if (
        not len(offsets)
        or (offsets[1:] < offsets[:-1]).any()
        or offsets[-1] > len(run.data)
        or (len(numbers) and int(numbers.max()) >= len(offsets) - 1)
    ):
        raise ValueError("damaged strings")
    data = run.data.tobytes()
    starts = offsets[numbers].tolist()
    ends = offsets[numbers.astype(np.int64) + 1].tolist()
    return [data[start:end] for start, end in zip(starts, ends, strict=True)]
