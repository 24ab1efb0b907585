"""Corrections: a query like one that finds little, and that finds more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import QuerySyntaxError
from .misspelling import SLIP, Misspelling
from .query import (
    And,
    Boost,
    Group,
    Node,
    Not,
    Or,
    Phrase,
    Required,
    Scope,
    Word,
    leaves_of,
    parse,
    print_query,
    with_leaves,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .query import Leaf, Limits
    from .request import SearchRequest
    from .service import Service

#: A search with fewer hits may have been meant otherwise.
FEW = 5
#: Words that are no more frequent may be slips all the same.
_RARE = 10
#: How many times as many hits a correction must have where there are some.
_TIMES = 10
#: Corrections that are tried.
_TRIES = 8
#: Combinations of spellings that are put in order.
_MOST_READINGS = 64
_TEXTS = ("title", "body")


@dataclass(frozen=True, slots=True)
class Correction:
    """What may have been meant, and how many articles it finds."""

    #: The whole query; all else that was asked stays.
    q: str
    total: int

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this correction."""
        return {"q": self.q, "total": self.total}


class _Reading(NamedTuple):
    """A tree like that of the query, and the logarithm of how likely it was meant."""

    root: Node
    likelihood: float


def correct(service: Service, request: SearchRequest, total: int) -> Correction | None:
    """Return a correction of *request*, which finds *total*; None if there is none.

    :raises SearchTimeoutError: if the deadline passes.
    """
    is_lenient = request.syntax == "lenient"
    root = parse(request.q, limits=service.limits, lenient=is_lenient).root
    leaves = [
        leaf
        for leaf in leaves_of(root)
        if isinstance(leaf.node, Word | Phrase) and not leaf.is_excluded
    ]
    # Where there are hits, words that some articles have were meant.
    rare = _RARE if total else service.articles // SLIP
    spelling = _Spelling(service, request, rare)
    readings = [*_respelled(spelling, root, leaves), *_joined(spelling, root, leaves)]
    readings.sort(key=lambda each: -each.likelihood)
    for reading in readings[:_TRIES]:
        q = print_query(reading.root)
        if _is_query(q, reading.root, service.limits):
            found = service.count(replace(request, q=q))
            if found > total * _TIMES:
                return Correction(q, found)
    return None


class _Spelling:
    """Looks for the spellings of a request's leaves."""

    def __init__(self, service: Service, request: SearchRequest, rare: int) -> None:
        self._service = service
        self._rare = rare
        self._language = service.language(request).partition("-")[0]
        self._within = request.searched

    def of(self, leaf: Leaf) -> Misspelling | None:
        """Return what looks for spellings of *leaf*; None if it takes no words."""
        field, service = leaf.field, self._service
        fields = self._within if field is None else (field,)
        if field in ("id", "lang"):
            return None
        is_stemmed = isinstance(leaf.node, Word) and fields[0] in _TEXTS
        language = self._language if is_stemmed else ""
        return Misspelling(service.engine, fields, language, self._rare, service.check)


def _respelled(
    spelling: _Spelling, root: Node, leaves: list[Leaf]
) -> Iterator[_Reading]:
    """Yield the query with its words as they may have been meant."""
    options = [_options(spelling, leaf) for leaf in leaves]
    for chosen in islice(product(*options), _MOST_READINGS):
        changes = [
            (leaf.node, new) for leaf, (new, _worth) in zip(leaves, chosen, strict=True)
        ]
        made = with_leaves(root, changes)
        if made != root:
            yield _Reading(made, sum(worth for _new, worth in chosen))


def _options(spelling: _Spelling, leaf: Leaf) -> list[tuple[Node, float]]:
    """Return the leaves that may stand for *leaf*, likely ones first."""
    node, words = leaf.node, spelling.of(leaf)
    if words is None or not isinstance(node, Word | Phrase):
        return [(node, 0.0)]
    return [(_with_text(node, text), worth) for text, worth in words.choices(node.text)]


def _with_text(node: Word | Phrase, text: str) -> Node:
    # One word that is meant to be two must be them side by side.
    if isinstance(node, Word) and " " in text:
        return Phrase(text)
    return replace(node, text=text)


def _joined(spelling: _Spelling, root: Node, leaves: list[Leaf]) -> Iterator[_Reading]:
    """Yield the query with two words that stand side by side written as one."""
    for one, other in pairwise(leaves):
        words = spelling.of(one)
        if words is None or one.field != other.field:
            continue
        if isinstance(one.node, Word) and isinstance(other.node, Word):
            choice = words.joined(one.node.text, other.node.text)
            if choice is not None:
                pair = (one.node, other.node)
                made = _with_pair(root, pair, Word(choice.text))
                if made != root:
                    yield _Reading(made, choice.likelihood)


def _with_pair(node: Node, pair: tuple[Node, Node], new: Node) -> Node:
    """Return *node* with *new* where the two of *pair* stand side by side."""
    match node:
        case Group(clauses=clauses) | And(clauses=clauses) | Or(clauses=clauses):
            made = [_with_pair(clause, pair, new) for clause in clauses]
            for place, (one, other) in enumerate(pairwise(clauses)):
                if isinstance(node, Group) and (one is pair[0] and other is pair[1]):
                    made[place : place + 2] = [new]
            return replace(node, clauses=tuple(made)) if len(made) > 1 else made[0]
        case Scope() | Boost() | Required() | Not():
            return replace(node, clause=_with_pair(node.clause, pair, new))
        case _:
            return node


def _is_query(q: str, root: Node, limits: Limits) -> bool:
    """Tell whether *q* is read strictly, as *root*."""
    try:
        return parse(q, limits=limits).root == root
    except QuerySyntaxError:
        return False
