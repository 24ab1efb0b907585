"""The query as a tree (AST): immutable, independent of any index or engine.

``at`` is the half-open span of code points in the query's text. It takes no
part in equality, so that ``parse(print_query(q)) == q`` states that the
printer loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


def _at() -> Span:
    return field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: the empty query, and ``*`` alone."""

    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Word:
    """An unquoted word, as typed; analysis may find several tokens in it."""

    text: str
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Quoted text, as typed between its quotes, and its slop."""

    text: str
    slop: int = 0
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern with ``*`` (any run) or ``?`` (one character); prefixes too."""

    pattern: str
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word and all words within *edits* (1 or 2) of it.

    An edit inserts, deletes or substitutes a letter, or swaps two neighbours.
    """

    text: str
    edits: int = 1
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A range of dates, each bound as typed (``2016-07``, ``7d``) or None if open.

    ``date:2016`` has the same text in both bounds. A partial date is its whole
    span, so an inclusive upper bound of ``2017`` ends with that year.
    """

    lower: str | None
    upper: str | None
    include_lower: bool = True
    include_upper: bool = True
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Scope:
    """A clause searched in one field: ``title:…``, ``author:…``, ``id:…``.

    :attr:`field` is one of ``title body author source section tag lang id``;
    the clause is a word or phrase, or for title and body any clause without a
    Scope or DateSpan in it.
    """

    field: str
    clause: Node
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Boost:
    """A clause whose score is multiplied by *factor* (above 0, at most 1,000)."""

    clause: Node
    factor: float
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Required:
    """``+clause``: needed even where the words beside it are alternatives."""

    clause: Node
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Not:
    """``-clause`` or ``NOT clause``."""

    clause: Node
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more clauses side by side; ``op`` decides what that means.

    With ``op=and`` all of them; with ``op=or`` every Required one, no Not one,
    and at least one of the others if nothing is Required.
    """

    clauses: tuple[Node, ...]
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class And:
    """Two or more clauses joined by ``AND``."""

    clauses: tuple[Node, ...]
    at: Span = _at()


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more clauses joined by ``OR``."""

    clauses: tuple[Node, ...]
    at: Span = _at()


Node: TypeAlias = (
    Everything
    | Word
    | Phrase
    | Wildcard
    | Fuzzy
    | DateSpan
    | Scope
    | Boost
    | Required
    | Not
    | Group
    | And
    | Or
)
