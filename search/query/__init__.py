"""The query language: text in, a tree with exact positions out, and back."""

from .bound_patterns import BOUND_PATTERN, RELATIVE_PATTERN
from .bounds import (
    is_bound,
    is_relative,
    match_date,
    match_relative,
    nearest_bound,
)
from .limits import Limits
from .nodes import (
    And,
    Boost,
    DateSpan,
    Everything,
    Fuzzy,
    Group,
    Node,
    Not,
    Or,
    Phrase,
    Required,
    Scope,
    Span,
    Wildcard,
    Word,
)
from .printer import print_query
from .reading import ParsedQuery, parse
from .rewriting import Leaf, leaves_of, with_leaves
from .warning import QueryWarning
from .words import PATTERN_SEPARATORS

__all__ = [
    "BOUND_PATTERN",
    "PATTERN_SEPARATORS",
    "RELATIVE_PATTERN",
    "And",
    "Boost",
    "DateSpan",
    "Everything",
    "Fuzzy",
    "Group",
    "Leaf",
    "Limits",
    "Node",
    "Not",
    "Or",
    "ParsedQuery",
    "Phrase",
    "QueryWarning",
    "Required",
    "Scope",
    "Span",
    "Wildcard",
    "Word",
    "is_bound",
    "is_relative",
    "leaves_of",
    "match_date",
    "match_relative",
    "nearest_bound",
    "parse",
    "print_query",
    "with_leaves",
]
