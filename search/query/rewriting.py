"""Rewriting: the leaves of a tree, and the tree with others in their place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .nodes import And, Boost, Group, Node, Not, Or, Required, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Leaf(NamedTuple):
    """A clause without clauses in it, and how it stands in its query."""

    node: Node
    #: The field that it is searched in; None if it names none.
    field: str | None = None
    #: Whether articles that match it are left out.
    is_excluded: bool = False


def leaves_of(root: Node) -> Iterator[Leaf]:
    """Yield the leaves of *root* in the order of the text."""
    return _leaves(Leaf(root))


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return *node* with what *change* makes of each leaf in its place."""
    match node:
        case Scope() | Boost() | Required() | Not():
            return replace(node, clause=rewrite(node.clause, change))
        case Group() | And() | Or():
            clauses = tuple([rewrite(clause, change) for clause in node.clauses])
            return replace(node, clauses=clauses)
        case _:
            return change(node)


def _leaves(at: Leaf) -> Iterator[Leaf]:
    match at.node:
        case Scope(field=field, clause=clause):
            yield from _leaves(at._replace(node=clause, field=field))
        case Not(clause=clause):
            yield from _leaves(at._replace(node=clause, is_excluded=not at.is_excluded))
        case Boost(clause=clause) | Required(clause=clause):
            yield from _leaves(at._replace(node=clause))
        case Group(clauses=clauses) | And(clauses=clauses) | Or(clauses=clauses):
            for clause in clauses:
                yield from _leaves(at._replace(node=clause))
        case _:
            yield at
