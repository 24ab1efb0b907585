"""No hits: which clause of a search finds nothing, and the nearest that does.

Every clause, filter and date range is counted by itself; what must be left out for
something to be found is looked for among the smallest sets of them first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from .conditions import Conditions, unquoted
from .errors import SearchTimeoutError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .conditions import Condition
    from .query import Span
    from .request import SearchRequest
    from .service import Service

#: Of more clauses than this, no two are left out at once: there are too many pairs.
_MOST_PAIRED = 12


@dataclass(frozen=True, slots=True)
class ClauseTotal:
    """One condition of a search, and how many articles it finds by itself."""

    clause: str
    #: Names of the parameters that it comes from.
    parameters: tuple[str, ...]
    #: Where it stands in the query; None for a filter or dates.
    at: Span | None
    total: int

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this condition."""
        return {
            "clause": self.clause,
            "parameters": self.parameters,
            "at": self.at,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest search that finds something."""

    request: SearchRequest
    #: Conditions of the search that are not in it, as :attr:`ClauseTotal.clause`.
    left_out: tuple[str, ...]
    #: Phrases of which the words alone are in it.
    unquoted: tuple[str, ...]
    total: int

    @property
    def q(self) -> str:
        """Its query."""
        return self.request.q

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this search."""
        return {
            "q": self.q,
            "left_out": self.left_out,
            "unquoted": self.unquoted,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class NoHits:
    """Why nothing was found."""

    clauses: tuple[ClauseTotal, ...]
    #: None if nothing is found without some of the clauses either.
    nearest: Nearest | None
    #: Whether all was found out in the time that the search had left.
    is_complete: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this explanation."""
        return {
            "clauses": [each.to_dict() for each in self.clauses],
            "nearest": self.nearest and self.nearest.to_dict(),
            "complete": self.is_complete,
        }


def explain_no_hits(service: Service, request: SearchRequest) -> NoHits:
    """Return why *request* finds nothing."""
    conditions = Conditions(service, request)
    totals: list[ClauseTotal] = []
    try:
        for each in conditions.all:
            total = conditions.count([each])
            totals.append(ClauseTotal(each.text, each.parameters, each.at, total))
        nearest = _nearest(conditions, [each.total for each in totals])
    except SearchTimeoutError:
        return NoHits(tuple(totals), None, is_complete=False)
    return NoHits(tuple(totals), nearest, is_complete=True)


def _nearest(conditions: Conditions, totals: Sequence[int]) -> Nearest | None:
    """Return the search that leaves out least; of several, what finds most."""
    if conditions.count(conditions.all):
        # It is not for a clause: the query has text, but nothing to search for.
        return None
    pairs = list(zip(conditions.all, totals, strict=True))
    # What finds nothing by itself must go, whatever else does.
    dead = [each for each, total in pairs if not total]
    alive = sorted([pair for pair in pairs if pair[1]], key=lambda pair: -pair[1])
    rest = [each for each, _total in alive]
    phrases = [each for each in dead if unquoted(each) != each]
    if phrases and len(phrases) == len(dead):
        found = _search(conditions, rest, phrases)
        if found is not None:
            return found
    for choices in _smaller(rest, whole=bool(dead)):
        tried = [_search(conditions, kept) for kept in choices]
        working = [each for each in tried if each is not None]
        if working:
            return max(working, key=lambda each: each.total)
    return _search(conditions, _gathered(conditions, rest))


def _smaller(
    rest: Sequence[Condition], *, whole: bool
) -> Iterator[list[Sequence[Condition]]]:
    """Yield what is left of *rest* without none, one and two of them."""
    if whole:
        yield [rest]
    for fewer in range(1, 3 if len(rest) <= _MOST_PAIRED else 2):
        yield list(combinations(rest, max(len(rest) - fewer, 0)))


def _gathered(conditions: Conditions, rest: Iterable[Condition]) -> list[Condition]:
    """Return those of *rest* that still find something with the ones before."""
    kept: list[Condition] = []
    for each in sorted(rest, key=lambda each: not each.is_wanted):
        if conditions.count([*kept, each]):
            kept.append(each)
    return kept


def _search(
    conditions: Conditions,
    kept: Sequence[Condition],
    phrases: Sequence[Condition] = (),
) -> Nearest | None:
    """Return the search for *kept* and the words of *phrases*, if it finds any."""
    if not conditions.is_search([*kept, *phrases]):
        return None
    chosen = [*kept, *map(unquoted, phrases)]
    total = conditions.count(chosen)
    if not total:
        return None
    stay = {id(each) for each in (*kept, *phrases)}
    left_out = tuple(each.text for each in conditions.all if id(each) not in stay)
    loose = tuple(each.text for each in phrases)
    return Nearest(conditions.request(chosen), left_out, loose, total)
