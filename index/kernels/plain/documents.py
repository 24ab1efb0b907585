"""Sets of documents: ascending docnums of one segment, and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint32]


class Docs:
    """Ascending docnums; nobody changes them."""

    __slots__ = ("_numbers", "count")

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        #: How many there are.
        self.count = len(numbers)

    def __len__(self) -> int:
        return self.count

    def numbers(self) -> Numbers:
        """Return the docnums."""
        return self._numbers


class Occurrences(Docs):
    """Documents, and how often something stands in each field of each.

    :param freqs: by field, then by document.
    :param matching: in how many documents it stands; None if these are all.
    """

    __slots__ = ("freqs", "matching")

    def __init__(
        self,
        numbers: Numbers,
        freqs: Sequence[Numbers],
        matching: int | None = None,
    ) -> None:
        super().__init__(numbers)
        self.freqs = freqs
        #: In how many documents it stands, these and others.
        self.matching = self.count if matching is None else matching

    def frequencies(self, docnum: int) -> list[int]:
        """Return how often it stands in each field of a document."""
        place = int(np.searchsorted(self._numbers, docnum))
        if place == self.count or self._numbers[place] != docnum:
            return [0] * len(self.freqs)
        return [int(freqs[place]) for freqs in self.freqs]


def make_docs(numbers: Numbers) -> Docs:
    """Return the set of *numbers*, which ascend."""
    return Docs(numbers)


def contains(docs: Docs, docnums: list[int]) -> list[bool]:
    """Tell of each of *docnums* whether it is one of *docs*."""
    found: list[bool] = np.isin(docnums, docs.numbers()).tolist()
    return found


def intersect(one: Docs, other: Docs) -> Docs:
    """Return the documents that are in both."""
    small, large = sorted((one.numbers(), other.numbers()), key=len)
    return Docs(small[_are_in(small, large)])


def subtract(docs: Docs, others: Docs) -> Docs:
    """Return those of *docs* that are not among the *others*."""
    numbers = docs.numbers()
    return Docs(numbers[~_are_in(numbers, others.numbers())])


def unite(sets: list[Docs]) -> Docs:
    """Return the documents that are in any of *sets*, of which there is one."""
    numbers = np.concatenate([each.numbers() for each in sets])
    # Runs that ascend are merged, not sorted.
    numbers.sort(kind="stable")
    first = np.ones(len(numbers), np.bool_)
    first[1:] = numbers[1:] != numbers[:-1]
    return Docs(numbers[first])


def restrict(occurrences: Occurrences, docs: Docs) -> Occurrences:
    """Return the occurrences in *docs*."""
    inside = _are_in(occurrences.numbers(), docs.numbers())
    return Occurrences(
        occurrences.numbers()[inside],
        [freqs[inside] for freqs in occurrences.freqs],
        occurrences.matching,
    )


def _are_in(numbers: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Tell which of *numbers* are among *others*; both ascend."""
    if not len(others):
        return np.zeros(len(numbers), np.bool_)
    places = np.searchsorted(others, numbers)
    found: NDArray[np.bool_] = others[np.minimum(places, len(others) - 1)] == numbers
    return found
