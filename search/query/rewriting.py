"""Rewriting: the leaves of a tree, and the tree with others in their place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .nodes import And, Boost, Group, Node, Not, Or, Required, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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


def with_leaves(root: Node, changes: Iterable[tuple[Node, Node]]) -> Node:
    """Return *root* with the second of each of *changes* where the first stands.

    Which leaf is meant is told by identity: another that is equal stays.
    """
    return _rewrite(root, {id(old): new for old, new in changes})


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


def _rewrite(node: Node, by_leaf: dict[int, Node]) -> Node:
    match node:
        case Scope() | Boost() | Required() | Not():
            return replace(node, clause=_rewrite(node.clause, by_leaf))
        case Group() | And() | Or():
            clauses = tuple([_rewrite(clause, by_leaf) for clause in node.clauses])
            return replace(node, clauses=clauses)
        case _:
            return by_leaf.get(id(node), node)
