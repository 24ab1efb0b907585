"""Facets: how many of the articles found have each value of a field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from ..index import fold_value
from .results import Facet, FacetValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Counts(Protocol):
    """The folded values of a field and how many of the articles found have each."""

    #: Articles found that have no value.
    missing: int
    #: Values that any of the articles found has.
    distinct: int

    def top(self, size: int) -> list[str]:
        """Return the *size* most frequent values, equal counts by value."""

    def count(self, value: str) -> int:
        """Return how many articles have *value*."""

    def spelling(self, value: str) -> str:
        """Return how *value* is written most often; as folded where it never is."""


def make_facet(counts: Counts, selected: tuple[str, ...], size: int) -> Facet:
    """Return the *size* most frequent values, and every selected one.

    :param selected: folded values, as the field's filter has them.
    """
    top = counts.top(size)
    shown = [*top, *(value for value in selected if value not in top)]
    values = tuple(
        FacetValue(counts.spelling(value), counts.count(value), value in selected)
        for value in shown
    )
    found = sum(each.count > 0 for each in values)
    return Facet(values, counts.missing, counts.distinct - found)


def count_facet(
    values: Iterable[tuple[str, ...]], selected: tuple[str, ...], size: int
) -> Facet:
    """Return the facet of articles that have *values*; see :func:`make_facet`.

    :param values: the values of each article found, as they were given. Values
        that fold alike are one, shown as it is written most often.
    """
    return make_facet(_Counted(values), selected, size)


class _Counted:
    """Values counted one by one."""

    def __init__(self, values: Iterable[tuple[str, ...]]) -> None:
        self._counts: Counter[str] = Counter()
        self._spellings: dict[str, Counter[str]] = {}
        self.missing = 0
        folded: dict[str, str] = {}
        for given in values:
            if not given:
                self.missing += 1
                continue
            for value in given:
                if value not in folded:
                    folded[value] = fold_value(value)
                spellings = self._spellings.setdefault(folded[value], Counter())
                spellings[value] += 1
            self._counts.update({folded[value] for value in given})
        self.distinct = len(self._counts)

    def top(self, size: int) -> list[str]:
        counts = self._counts
        return sorted(counts, key=lambda value: (-counts[value], value))[:size]

    def count(self, value: str) -> int:
        return self._counts[value]

    def spelling(self, value: str) -> str:
        return most_written(self._spellings.get(value, {}), value)


def most_written(spellings: Mapping[str, int], value: str) -> str:
    """Return the most frequent of *spellings*; *value* if there are none."""
    return min(
        spellings, key=lambda spelling: (-spellings[spelling], spelling), default=value
    )
