"""Capitals: whether a query's capitals mean anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .query import (
    And,
    Boost,
    Fuzzy,
    Group,
    Not,
    Or,
    Phrase,
    Required,
    Scope,
    Wildcard,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .query import Node

_SIX_CAPITALS = 6
_LETTERS = re.compile(r"[^\W\d_]+")


def is_shouted(root: Node) -> bool:
    """Tell whether a query has a word of six capitals and no lower-case letter."""
    texts = []
    for text in _texts(root):
        if text.islower() or any(map(str.islower, text)):
            return False
        texts.append(text)
    return any(
        sum(map(str.isupper, word)) >= _SIX_CAPITALS
        for word in _LETTERS.findall(" ".join(texts))
    )


def _texts(node: Node) -> Iterator[str]:
    """Yield the words and phrases that are searched in the text of articles."""
    match node:
        case Word(text) | Phrase(text) | Fuzzy(text):
            yield text
        case Wildcard(pattern):
            yield pattern
        case Scope(field, clause) if field in ("title", "body"):
            yield from _texts(clause)
        case Boost(clause) | Required(clause) | Not(clause):
            yield from _texts(clause)
        case And(clauses) | Or(clauses) | Group(clauses):
            for each in clauses:
                yield from _texts(each)
