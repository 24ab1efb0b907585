"""Walking: all that a plan finds, gone through in its order, a chunk at a time."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ..engine import Match
from .counting import count_at_least
from .participation import leaves_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ..deadline import Deadline
    from ..plan import Plan
    from .finding import Finding
    from .ordering import Ordering

#: Documents that are looked at together.
_CHUNK = 1_024

#: A document found: the number of its part, and its docnum there.
_Place: TypeAlias = tuple[int, int]


class ColumnarWalk:
    """Goes through what *findings* found; see :class:`~..engine.Walk`.

    Of each document only its number and its key are kept.
    """

    def __init__(
        self,
        plan: Plan,
        findings: Sequence[Finding],
        ordering: Ordering,
        deadline: Deadline,
    ) -> None:
        self._plan = plan
        self._findings = findings
        self._deadline = deadline
        self._ordered = [
            _ordered_part(finding, ordering, plan.sort) for finding in findings
        ]
        #: How many articles were found.
        self.total = sum(len(docnums) for docnums, _keys in self._ordered)

    def places_at_least(self, most: int, /) -> int:
        """Return a number that places are not fewer than, told from frequencies."""
        return count_at_least(self._plan, self._findings, most, self._deadline)

    def docnums(self) -> Iterator[int]:
        """Yield the engine's number of each article."""
        bases = [finding.part.base for finding in self._findings]
        for number, docnum in self._places():
            yield bases[number] + docnum

    def matches(self) -> Iterator[Sequence[Match]]:
        """Yield the articles, some at a time, with what took part in each."""
        places = self._places()
        while chunk := list(islice(places, _CHUNK)):
            yield self._matches(chunk)

    def _matches(self, places: Sequence[_Place]) -> list[Match]:
        taken: dict[_Place, frozenset[int]] = {}
        for number, finding in enumerate(self._findings):
            own = [place for place in places if place[0] == number]
            with finding.part.gate:
                leaves = leaves_of_rows(
                    finding, self._plan.root, [docnum for _number, docnum in own]
                )
            taken.update(zip(own, leaves, strict=True))
        return [
            Match(self._findings[place[0]].part.base + place[1], taken[place])
            for place in places
        ]

    def _places(self) -> Iterator[_Place]:
        if len(self._ordered) == 1:
            for docnums in _chunks(self._ordered[0][0]):
                yield from ((0, docnum) for docnum in docnums.tolist())
            return
        for _key, _id, number, docnum in merge(
            *map(self._keyed, range(len(self._ordered)))
        ):
            yield number, docnum

    def _keyed(self, number: int) -> Iterator[tuple[float | int, str, int, int]]:
        """Yield the documents of a part with their keys and ids, ascending."""
        part = self._findings[number].part
        for chunk, keys in zip(*map(_chunks, self._ordered[number]), strict=True):
            docnums = chunk.tolist()
            with part.gate:
                ids = part.index.ids.texts(docnums)
            for key, name, docnum in zip(keys.tolist(), ids, docnums, strict=True):
                yield key, name, number, docnum


def _ordered_part(
    finding: Finding, ordering: Ordering, sort: str
) -> tuple[NDArray[np.uint32], NDArray[np.float64 | np.int64]]:
    """Return the docnums of a part in their order, and keys that ascend."""
    with finding.part.gate:
        docnums, keys = ordering.every(finding)
    if sort == "relevance":
        return np.array(docnums, np.uint32), -np.array(keys, np.float64)
    return np.array(docnums, np.uint32), np.array(keys, np.int64)


def _chunks(array: NDArray[np.generic]) -> Iterator[NDArray[np.generic]]:
    for start in range(0, len(array), _CHUNK):
        yield array[start : start + _CHUNK]
