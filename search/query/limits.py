"""The bounds of a query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost; the defaults are the documented ones."""

    #: Code points in a query.
    characters: int = 2_000
    #: Words, phrases, patterns and ranges in a query.
    clauses: int = 64
    #: Parentheses and negations inside one another.
    nesting: int = 20
    #: Code points in one word.
    word: int = 255
    #: Forms that one prefix, wildcard or fuzzy word may stand for.
    expansions: int = 1_000
    #: Lines of a concordance.
    occurrences: int = 100_000
    #: Seconds until a search is given up.
    seconds: float = 2.0
