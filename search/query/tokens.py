"""Tokens: the pieces that the lexer cuts a query into, for the parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from .nodes import Span

#: What a token is.
Kind: TypeAlias = Literal[
    "word",
    "phrase",
    # The value of ``id:``, as it stands.
    "id",
    # The value of ``date:``.
    "date",
    "field",
    # ``~2``, ``^3`` directly after a word, a closing quote or parenthesis.
    "tail",
    "open",
    "close",
    "minus",
    "plus",
    "not",
    "and",
    "or",
    # No token of any text: what the parser meets behind the last one.
    "end",
]
#: Tokens that are a clause by themselves.
OPERANDS: frozenset[Kind] = frozenset({"word", "phrase", "id", "date"})
#: Tokens before a clause that belong to it.
PREFIXES: frozenset[Kind] = frozenset({"minus", "plus", "not"})


class Token(NamedTuple):
    """A piece of the query; *text* is without quotes and colon."""

    kind: Kind
    text: str
    at: Span
    #: Where the text begins: behind the quote or the apostrophe before it.
    start: int
