"""Facets: how many of the articles found have each value of a field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..index import fold_value
from .results import Facet, FacetValue

if TYPE_CHECKING:
    from collections.abc import Iterable


def count_facet(
    values: Iterable[tuple[str, ...]], selected: tuple[str, ...], size: int
) -> Facet:
    """Return the *size* most frequent values, and every selected one.

    :param values: the values of each article found, as they were given. Values
        that fold alike are one, shown as it is written most often.
    :param selected: folded values, as the field's filter has them.
    """
    counts: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    missing = 0
    folded: dict[str, str] = {}
    for given in values:
        if not given:
            missing += 1
            continue
        for value in given:
            if value not in folded:
                folded[value] = fold_value(value)
            spellings.setdefault(folded[value], Counter())[value] += 1
        counts.update({folded[value] for value in given})
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    top = ranked[:size]
    shown = [*top, *(value for value in selected if value not in top)]
    return Facet(
        values=tuple(
            FacetValue(_spelling(spellings, value), counts[value], value in selected)
            for value in shown
        ),
        missing=missing,
        more=len(set(ranked) - set(shown)),
    )


def _spelling(spellings: dict[str, Counter[str]], value: str) -> str:
    """Return how *value* is written most often; as folded where it never is."""
    found = spellings.get(value, Counter())
    return min(found, key=lambda spelling: (-found[spelling], spelling), default=value)
