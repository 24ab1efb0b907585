"""Dates in a plan: where a range begins and ends, and which clauses have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plan import Clause, Conjunction, DateClause, Disjunction, Preference

if TYPE_CHECKING:
    from ..dates import DateRange

#: Before and behind all dates.
_FIRST, _LAST = -(1 << 63), (1 << 63) - 1


def date_bounds(dates: DateRange | None) -> tuple[int, int, int, int]:
    """Return the lower bounds of civil dates and of instants, and the upper ones.

    :param dates: None for all dates.
    """
    lower = None if dates is None else dates.lower
    upper = None if dates is None else dates.upper
    return (
        _FIRST if lower is None else lower.civil,
        _FIRST if lower is None else lower.instant,
        _LAST if upper is None else upper.civil,
        _LAST if upper is None else upper.instant,
    )


def has_dates(clause: Clause) -> bool:
    """Tell whether dates decide what *clause* matches, other than by negation."""
    match clause:
        case Conjunction(clauses) | Disjunction(clauses):
            return any(map(has_dates, clauses))
        case Preference(needed, _):
            return has_dates(needed)
        case _:
            return isinstance(clause, DateClause)
