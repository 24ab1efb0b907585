"""Postings: what Whoosh's own matchers say of a term, as arrays over a snapshot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from whoosh.matching import Matcher

    from ...index import Leaf
    from ..deadline import Deadline

T = TypeVar("T")

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
        for docnum, weight in self._read(field, forms, _weight):
            found[docnum] += weight
        return found

    def forms_with_prefix(self, field: str, prefix: str) -> tuple[str, ...]:
        """Return the terms of *field* that start with *prefix*, itself at least."""
        found = {prefix}
        for leaf in self.leaves:
            self.deadline.check()
            with leaf.reading():
                if field in leaf.reader.indexed_field_names():
                    terms = leaf.reader.expand_prefix(field, prefix)
                    found.update(term.decode() for term in terms)
        return tuple(sorted(found))

    def mask(self, field: str, terms: Sequence[str]) -> NDArray[np.bool_]:
        """Return which documents have any of *terms* in *field*."""
        return self.frequencies(field, terms) > 0

    def positions(
        self, field: str, forms: Sequence[str], wanted: NDArray[np.bool_]
    ) -> dict[int, list[int]]:
        """Return where any of *forms* stands in *field* of the *wanted* documents.

        Positions are sorted; no token has two forms, so none stands twice.
        """

        def places_of(docnum: int, matcher: Matcher) -> list[int]:
            return matcher.value_as("positions") if wanted[docnum] else []

        found: dict[int, list[int]] = {}
        for docnum, places in self._read(field, forms, places_of):
            if places:
                found.setdefault(docnum, []).extend(places)
        for places in found.values():
            places.sort()
        return found

    def _read(
        self,
        field: str,
        terms: Sequence[str],
        value: Callable[[int, Matcher], T],
    ) -> Iterator[tuple[int, T]]:
        """Yield document and *value* of each posting of each of *terms*."""
        for term in terms:
            self.deadline.check()
            if _SURROGATE.search(term):
                continue
            for leaf in self.leaves:
                with leaf.reading():
                    yield from self._read_leaf(leaf, field, term, value)

    def _read_leaf(
        self, leaf: Leaf, field: str, term: str, value: Callable[[int, Matcher], T]
    ) -> Iterator[tuple[int, T]]:
        if (field, term) not in leaf.reader:
            return
        matcher = leaf.reader.postings(field, term)
        steps = 0
        while matcher.is_active():
            docnum = leaf.base + matcher.id()
            yield docnum, value(docnum, matcher)
            matcher.next()
            steps += 1
            if steps % _STRIDE == 0:
                self.deadline.check()


def _weight(_docnum: int, matcher: Matcher) -> float:
    return float(matcher.weight())
