"""No hits: which clause of a search finds nothing, and the nearest that does.

Every clause, filter and date range is counted by itself; what must be left out for
something to be found is looked for among the smallest sets of them first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from ..index import query_tokens
from .errors import SearchTimeoutError
from .query import (
    And,
    Everything,
    Group,
    Node,
    Not,
    Phrase,
    Scope,
    Word,
    parse,
    print_query,
)
from .request import FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .query import Span
    from .request import SearchRequest
    from .service import Service

_DATES = ("date_from", "date_to", "since", "undated")
_TEXTS = ("title", "body")
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
    conditions = _Conditions(service, request)
    totals: list[ClauseTotal] = []
    try:
        for each in conditions.all:
            total = conditions.count([each])
            totals.append(ClauseTotal(each.text, each.parameters, each.at, total))
        nearest = _nearest(conditions, [each.total for each in totals])
    except SearchTimeoutError:
        return NoHits(tuple(totals), None, is_complete=False)
    return NoHits(tuple(totals), nearest, is_complete=True)


class _Condition(NamedTuple):
    """One thing that every hit must fulfil."""

    text: str
    parameters: tuple[str, ...]
    at: Span | None
    #: Clauses of the query, and values of parameters.
    nodes: tuple[Node, ...]
    values: dict[str, Any]

    @property
    def is_wanted(self) -> bool:
        """Whether it says what is looked for, not where or what is left out."""
        return any(not isinstance(node, Not) for node in self.nodes)


class _Conditions:
    """The conditions of a request, and what some of them alone find."""

    def __init__(self, service: Service, request: SearchRequest) -> None:
        self._service = service
        self._request = request
        is_lenient = request.syntax == "lenient"
        root = parse(request.q, limits=service.limits, lenient=is_lenient).root
        members = [_of_node(node) for node in _members(root, request.op)]
        self.all = [*members, *_of_parameters(request)]
        is_and = isinstance(root, And) or request.op == "or"
        self._joined_by = And if is_and else Group
        self._has_wanted = any(each.is_wanted for each in self.all)
        nothing: dict[str, Any] = dict.fromkeys(FILTERS, ())
        nothing |= dict.fromkeys(_DATES)
        self._bare = replace(
            request, q="", exclude={}, syntax="strict", page=1, **nothing
        )

    def is_search(self, chosen: Iterable[_Condition]) -> bool:
        """Tell whether *chosen* still say what is looked for, if all of them do."""
        return any(each.is_wanted or not self._has_wanted for each in chosen)

    def request(self, chosen: Iterable[_Condition]) -> SearchRequest:
        """Return the request with the conditions *chosen*."""
        nodes: list[Node] = []
        values: dict[str, Any] = {"exclude": {}}
        for each in sorted(chosen, key=lambda each: each.at or (0, 0)):
            nodes += each.nodes
            excluded = values["exclude"] | each.values.get("exclude", {})
            values |= {**each.values, "exclude": excluded}
        q = ""
        if nodes:
            joined = self._joined_by(tuple(nodes)) if len(nodes) > 1 else nodes[0]
            q = print_query(joined)
        return replace(self._bare, q=q, **values)

    def count(self, chosen: Iterable[_Condition]) -> int:
        """Return how many articles fulfil the conditions *chosen*."""
        return self._service.count(self.request(chosen))

    def search(
        self, kept: Sequence[_Condition], phrases: Sequence[_Condition] = ()
    ) -> Nearest | None:
        """Return the search for *kept* and the words of *phrases*, if it finds any."""
        if not self.is_search([*kept, *phrases]):
            return None
        request = self.request([*kept, *map(_unquoted, phrases)])
        total = self._service.count(request)
        if not total:
            return None
        stay = {id(each) for each in (*kept, *phrases)}
        left_out = tuple(each.text for each in self.all if id(each) not in stay)
        return Nearest(request, left_out, tuple(each.text for each in phrases), total)


def _nearest(conditions: _Conditions, totals: Sequence[int]) -> Nearest | None:
    """Return the search that leaves out least; of several, what finds most."""
    pairs = list(zip(conditions.all, totals, strict=True))
    # What finds nothing by itself must go, whatever else does.
    dead = [each for each, total in pairs if not total]
    alive = sorted([pair for pair in pairs if pair[1]], key=lambda pair: -pair[1])
    rest = [each for each, _total in alive]
    phrases = [each for each in dead if _unquoted(each) != each]
    if phrases and len(phrases) == len(dead):
        found = conditions.search(rest, phrases)
        if found is not None:
            return found
    for choices in _smaller(rest, whole=bool(dead)):
        tried = [conditions.search(kept) for kept in choices]
        working = [each for each in tried if each is not None]
        if working:
            return max(working, key=lambda each: each.total)
    return conditions.search(_gathered(conditions, rest))


def _smaller(
    rest: Sequence[_Condition], *, whole: bool
) -> Iterator[list[Sequence[_Condition]]]:
    """Yield what is left of *rest* without none, one and two of them."""
    if whole:
        yield [rest]
    for fewer in range(1, 3 if len(rest) <= _MOST_PAIRED else 2):
        yield list(combinations(rest, max(len(rest) - fewer, 0)))


def _gathered(conditions: _Conditions, rest: Iterable[_Condition]) -> list[_Condition]:
    """Return those of *rest* that still find something with the ones before."""
    kept: list[_Condition] = []
    for each in sorted(rest, key=lambda each: not each.is_wanted):
        if conditions.count([*kept, each]):
            kept.append(each)
    return kept


def _members(root: Node, op: str) -> Iterator[Node]:
    """Yield the clauses of the query that every hit matches."""
    if isinstance(root, And) or (isinstance(root, Group) and op == "and"):
        for clause in root.clauses:
            yield from _members(clause, op)
    elif not isinstance(root, Everything):
        yield root


def _of_node(node: Node) -> _Condition:
    return _Condition(print_query(node), ("q",), node.at, (node,), {})


def _of_parameters(request: SearchRequest) -> Iterator[_Condition]:
    """Yield the filters and the dates of *request*."""
    for name in FILTERS:
        values = getattr(request, name)
        if values:
            text = " OR ".join(f"{name}={value}" for value in values)
            yield _Condition(text, (name,), None, (), {name: values})
        excluded = request.exclude.get(name)
        if excluded:
            text = " AND ".join(f"NOT {name}={value}" for value in excluded)
            left_out = {"exclude": {name: excluded}}
            yield _Condition(text, (f"exclude.{name}",), None, (), left_out)
    dates = {name: getattr(request, name) for name in _DATES}
    dates = {name: value for name, value in dates.items() if value is not None}
    if dates.get("undated") == "include" and len(dates) == 1:
        return
    if dates:
        text = " ".join(f"{name}={value}" for name, value in dates.items())
        yield _Condition(text, tuple(dates), None, (), dates)


def _unquoted(condition: _Condition) -> _Condition:
    """Return the words of a phrase; what is none as it is."""
    match condition.nodes:
        case (Phrase(text),):
            words: list[Node] = [*_words(text)]
        case (Scope(field, Phrase(text)),) if field in _TEXTS:
            words = [Scope(field, word) for word in _words(text)]
        case _:
            return condition
    return condition._replace(nodes=tuple(words)) if len(words) > 1 else condition


def _words(text: str) -> tuple[Word | Phrase, ...]:
    """Return the words of *text*, each in quotes if it means more without."""
    tokens = query_tokens(text)
    words = map(text.__getitem__, map(slice, tokens.starts, tokens.ends))
    roots = [(word, parse(word, lenient=True).root) for word in words]
    return tuple(
        root if isinstance(root, Word) else Phrase(word) for word, root in roots
    )
