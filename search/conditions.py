"""Conditions: the clauses, filters and dates of a search, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..index import query_tokens
from .errors import QuerySyntaxError
from .query import (
    And,
    DateSpan,
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
    from collections.abc import Iterable, Iterator

    from .query import Span
    from .request import SearchRequest
    from .service import Service

_DATES = ("date_from", "date_to", "since", "undated")
_TEXTS = ("title", "body")


class Condition(NamedTuple):
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
        return any(map(_says_what, self.nodes))


class Conditions:
    """The conditions of a request, and what some of them alone find."""

    def __init__(self, service: Service, request: SearchRequest) -> None:
        self._service = service
        is_lenient = request.syntax == "lenient"
        root = parse(request.q, limits=service.limits, lenient=is_lenient).root
        members = [_of_node(node) for node in _members(root, request.op)]
        #: All of them, those of the query first.
        self.all = [*members, *_of_parameters(request)]
        is_and = isinstance(root, And) or request.op == "or"
        self._joined_by = And if is_and else Group
        self._has_wanted = any(each.is_wanted for each in self.all)
        nothing: dict[str, Any] = dict.fromkeys(FILTERS, ())
        nothing |= dict.fromkeys((*_DATES, "story"))
        self._bare = replace(
            request, q="", exclude={}, syntax="strict", page=1, **nothing
        )

    def is_search(self, chosen: Iterable[Condition]) -> bool:
        """Tell whether *chosen* still say what is looked for, if all of them do."""
        return any(each.is_wanted or not self._has_wanted for each in chosen)

    def request(self, chosen: Iterable[Condition]) -> SearchRequest:
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

    def count(self, chosen: Iterable[Condition]) -> int:
        """Return how many articles fulfil *chosen*; none if that cannot be asked."""
        try:
            return self._service.count(self.request(chosen))
        except QuerySyntaxError:
            # Words that were one phrase may be too many clauses.
            return 0


def _members(root: Node, op: str) -> Iterator[Node]:
    """Yield the clauses of the query that every hit matches."""
    if isinstance(root, And) or (isinstance(root, Group) and op == "and"):
        for clause in root.clauses:
            yield from _members(clause, op)
    elif not isinstance(root, Everything):
        yield root


def _says_what(node: Node) -> bool:
    if isinstance(node, Scope):
        return node.field in _TEXTS
    return not isinstance(node, Not | DateSpan)


def _of_node(node: Node) -> Condition:
    return Condition(print_query(node), ("q",), node.at, (node,), {})


def _of_parameters(request: SearchRequest) -> Iterator[Condition]:
    """Yield the filters and the dates of *request*."""
    for name in FILTERS:
        values = getattr(request, name)
        if values:
            text = " OR ".join(f"{name}={value}" for value in values)
            yield Condition(text, (name,), None, (), {name: values})
        excluded = request.exclude.get(name)
        if excluded:
            text = " AND ".join(f"NOT {name}={value}" for value in excluded)
            left_out = {"exclude": {name: excluded}}
            yield Condition(text, (f"exclude.{name}",), None, (), left_out)
    if request.story is not None:
        text = f"story={request.story}"
        yield Condition(text, ("story",), None, (), {"story": request.story})
    dates = {name: getattr(request, name) for name in _DATES}
    dates = {name: value for name, value in dates.items() if value is not None}
    if dates.get("undated") == "include" and len(dates) == 1:
        return
    if dates:
        text = " ".join(f"{name}={value}" for name, value in dates.items())
        yield Condition(text, tuple(dates), None, (), dates)


def unquoted(condition: Condition) -> Condition:
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
