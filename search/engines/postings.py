"""Postings: what Whoosh's own matchers say of a term, as arrays over a snapshot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from whoosh.matching import Matcher

    from ...index import Leaf
    from ..deadline import Deadline

#: Half a character: no stored text has one, and no term can be looked up by it.
_SURROGATE = re.compile("[\ud800-\udfff]")
#: How many postings are read between two looks at the clock.
_STRIDE = 1024


@dataclass(frozen=True, slots=True)
class Postings:
    """Reads terms of a snapshot of *count* documents through borrowed readers."""

    leaves: Sequence[Leaf]
    count: int
    deadline: Deadline

    def frequencies(self, field: str, forms: Sequence[str]) -> NDArray[np.float64]:
        """Return how often any of *forms* stands in *field*, one a document."""
        found = np.zeros(self.count)
        for base, matcher in self._matchers(field, forms):
            steps = 0
            while matcher.is_active():
                found[base + matcher.id()] += matcher.weight()
                matcher.next()
                steps += 1
                if steps % _STRIDE == 0:
                    self.deadline.check()
        return found

    def mask(self, field: str, terms: Sequence[str]) -> NDArray[np.bool_]:
        """Return which documents have any of *terms* in *field*."""
        found = np.zeros(self.count, dtype=np.bool_)
        for base, matcher in self._matchers(field, terms):
            found[[base + docnum for docnum in matcher.all_ids()]] = True
        return found

    def positions(
        self, field: str, forms: Sequence[str], wanted: NDArray[np.bool_]
    ) -> dict[int, list[int]]:
        """Return where any of *forms* stands in *field* of the *wanted* documents.

        Positions are sorted; no token has two forms, so none stands twice.
        """
        found: dict[int, list[int]] = {}
        for base, matcher in self._matchers(field, forms):
            steps = 0
            while matcher.is_active():
                docnum = base + matcher.id()
                if wanted[docnum]:
                    places = matcher.value_as("positions")
                    found.setdefault(docnum, []).extend(places)
                matcher.next()
                steps += 1
                if steps % _STRIDE == 0:
                    self.deadline.check()
        for places in found.values():
            places.sort()
        return found

    def _matchers(
        self, field: str, terms: Sequence[str]
    ) -> Iterator[tuple[int, Matcher]]:
        for term in terms:
            self.deadline.check()
            if _SURROGATE.search(term):
                continue
            for leaf in self.leaves:
                if (field, term) in leaf.reader:
                    yield leaf.base, leaf.reader.postings(field, term)
