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
    """

    __slots__ = ("freqs",)

    def __init__(self, numbers: Numbers, freqs: Sequence[Numbers]) -> None:
        super().__init__(numbers)
        self.freqs = freqs

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
    return Docs(np.intersect1d(one.numbers(), other.numbers(), assume_unique=True))


def subtract(docs: Docs, others: Docs) -> Docs:
    """Return those of *docs* that are not among the *others*."""
    return Docs(np.setdiff1d(docs.numbers(), others.numbers(), assume_unique=True))


def unite(sets: list[Docs]) -> Docs:
    """Return the documents that are in any of *sets*, of which there is one."""
    return Docs(np.unique(np.concatenate([each.numbers() for each in sets])))


def restrict(occurrences: Occurrences, docs: Docs) -> Occurrences:
    """Return the occurrences in *docs*."""
    inside = np.isin(occurrences.numbers(), docs.numbers(), assume_unique=True)
    return Occurrences(
        occurrences.numbers()[inside], [freqs[inside] for freqs in occurrences.freqs]
    )
