"""Plan: a query bound to fields, forms, dates and limits, ready for an engine.

Everything that depends on language, dictionary, clock or zone is settled here;
an engine only finds, counts and orders. Clauses form a tree; its leaves are
numbered in the order of the query, and scores are summed in that order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from .dates import DateRange
    from .query import QueryWarning


@dataclass(frozen=True, slots=True)
class TermClause:
    """Forms searched as one term: frequencies are summed, any of them matches."""

    number: int
    label: str
    fields: tuple[str, ...]
    forms: tuple[str, ...]
    boost: float
    #: The forms are those that start with the single character that was asked
    #: for, in a script written without spaces; only the character is meant.
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class PhraseClause:
    """Slots at successive positions of one field; each slot is a set of forms.

    With *slop*, at distinct positions in any order that span at most
    ``len(slots) + slop`` positions.
    """

    number: int
    label: str
    fields: tuple[str, ...]
    slots: tuple[tuple[str, ...], ...]
    slop: int
    boost: float
    #: As in :class:`TermClause`, of the last slot.
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class WordsClause:
    """Successive words inside one value of a field such as ``author``; unscored.

    Slots and *slop* are as in :class:`PhraseClause`. With *open_end* the last slot is
    the single character that was asked for, in a script written without spaces, and
    stands for every form that starts with it.
    """

    number: int
    label: str
    field: str
    slots: tuple[tuple[str, ...], ...]
    slop: int = 0
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class ValueClause:
    """A whole value of a field, folded; unscored. The field ``id`` is not folded."""

    number: int
    label: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateClause:
    """Articles whose date lies wholly inside a range; unscored."""

    number: int
    label: str
    range: DateRange
    #: Whether articles without a date match too.
    include_undated: bool


@dataclass(frozen=True, slots=True)
class EveryClause:
    """Every article; unscored."""


@dataclass(frozen=True, slots=True)
class NothingClause:
    """No article: the query holds nothing that could be searched."""


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All of the clauses."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """At least one of the clauses."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Preference:
    """The *needed* clause; the *wanted* ones only add to the score."""

    needed: Clause
    wanted: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Every article but those of the clause; nothing in it scores."""

    clause: Clause


Scored: TypeAlias = TermClause | PhraseClause
Leaf: TypeAlias = Scored | WordsClause | ValueClause | DateClause
Clause: TypeAlias = (
    Leaf
    | EveryClause
    | NothingClause
    | Conjunction
    | Disjunction
    | Preference
    | Negation
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Whole folded values of a field: any of *values*, none of *excluded*.

    Of ``story``, which is no field, the values are names of stories.
    """

    field: str
    values: tuple[str, ...]
    excluded: tuple[str, ...]


class Position(NamedTuple):
    """Where a row stands in the order: what a page goes on after."""

    #: The score, or with a date sort the date's microseconds; None if undated.
    key: float | int | None
    id: str


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows of the order are wanted: *limit* of them from *offset*."""

    limit: int
    offset: int = 0
    #: Count the offset from the row behind this one.
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an engine needs to know of a search."""

    root: Clause
    filters: tuple[Filter, ...]
    dates: DateRange | None
    undated: Literal["exclude", "include", "only"]
    sort: Literal["relevance", "newest", "oldest"]
    zone: ZoneInfo
    clock: datetime
    #: Days after which a score counts half; None for no recency.
    half_life_days: float | None
    window: Window
    facets: tuple[str, ...]
    facet_size: int
    interval: Literal["auto", "day", "week", "month", "year"] | None
    explain: bool
    warnings: tuple[QueryWarning, ...]
    #: Of what only the first that is found is listed; None lists everything.
    collapse: Literal["story"] | None = None


def leaves(clause: Clause) -> list[Leaf]:
    """Return the leaves of *clause* in the order of their numbers."""
    return sorted(_leaves(clause), key=lambda leaf: leaf.number)


def _leaves(clause: Clause) -> Iterator[Leaf]:
    match clause:
        case Conjunction(clauses) | Disjunction(clauses):
            for each in clauses:
                yield from _leaves(each)
        case Preference(needed, wanted):
            for each in (needed, *wanted):
                yield from _leaves(each)
        case Negation(inner):
            yield from _leaves(inner)
        case EveryClause() | NothingClause():
            return
        case _:
            yield clause
