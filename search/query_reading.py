"""QueryReading: how a query is read, as a tree, as text, and in words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .query import print_query

if TYPE_CHECKING:
    from .query import Node
    from .results import QueryEcho


@dataclass(frozen=True, slots=True)
class QueryReading:
    """A query as it was read, without being searched."""

    #: Its reading in words, by the dictionary of :attr:`revision`, and its warnings.
    query: QueryEcho
    tree: Node
    revision: str

    @property
    def canonical(self) -> str:
        """The shortest query that has the same tree."""
        return print_query(self.tree)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this reading."""
        return {
            "query": self.query.to_dict(),
            "canonical": self.canonical,
            "tree": tree_of(self.tree),
            "revision": self.revision,
        }


def tree_of(node: Node) -> dict[str, Any]:
    """Return the JSON object of *node*: its type, what it has, and its place.

    >>> from .query import parse
    >>> tree_of(parse('title:oil^2').root)["type"]
    'boost'
    """
    found: dict[str, Any] = {"type": _type(node)}
    for each in fields(node):
        value = getattr(node, each.name)
        match each.name:
            case "at":
                found["at"] = list(value)
            case "clause":
                found["clause"] = tree_of(value)
            case "clauses":
                found["clauses"] = [tree_of(clause) for clause in value]
            case _:
                found[each.name] = value
    return found


def _type(node: Node) -> str:
    """Return the name of the node's class, such as ``date_span``."""
    name = type(node).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]
