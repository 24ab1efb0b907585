"""The parser: query text to a tree, with every problem named and placed.

::

    query    = [ either ]
    either   = all { "OR" all }
    all      = group { "AND" group }
    group    = clause { clause }
    clause   = { "NOT" | "-" | "+" } ( field | value ) [ boost ]
    field    = name ":" value
             | "date:" ( date | sign date | range )
    name     = "title" | "body" | "author" | "source" | "section" | "tag"
             | "lang" | "id"
    value    = word [ edits ] | pattern | phrase [ slop ] | "(" either ")" | "*"
    phrase   = quote { any character but a closing quote } quote
             | single-quote word space { any character } single-quote
    range    = ( "[" | "{" ) date "TO" date ( "]" | "}" )
    sign     = ">=" | ">" | "<=" | "<"
    edits    = "~" [ "1" | "2" ]
    slop     = "~" number
    boost    = "^" number

Words side by side bind tightest, then AND, then OR: ``oil prices OR gas`` is
``(oil prices) OR gas``, and ``oil prices AND gas`` is ``(oil prices) AND gas``.
A prefix belongs to the one clause after it. There is no space inside ``field``,
``edits``, ``slop`` or ``boost``, or after ``-`` and ``+``. Names and operators
count as written here only: ``and`` is a word. Parentheses around one clause
say nothing and are not kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .characters import is_searchable
from .dates import read_dates
from .fields import boosted, in_field
from .nodes import And, Group, Node, Not, Or, Phrase, Required, Word
from .tails import Tail, read_factor, read_slop, read_tail
from .tokens import OPERANDS, PREFIXES, Token
from .words import as_word, has_wildcard, read_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .report import Report
    from .tokens import Kind

_VALUES = OPERANDS | {"open"}
_CLAUSES = _VALUES | PREFIXES | {"field"}
_END = Token("end", "", (-1, -1), -1)


class Parser:
    """Reads tokens whose parentheses are in balance.

    Each method reads one rule of the grammar and returns its tree, or None if
    nothing in it can be searched, which has been reported.
    """

    def __init__(self, tokens: Sequence[Token], report: Report) -> None:
        self._tokens = [*tokens, _END]
        self._report = report
        self._place = 0
        #: The token at that place.
        self._next = self._tokens[0]

    def query(self) -> Node | None:
        """Read all tokens."""
        return None if self._next is _END else self._either()

    def _take(self) -> Token:
        token = self._next
        self._place += 1
        self._next = self._tokens[self._place]
        return token

    def _touches(self) -> bool:
        """Tell whether the next token begins where the last one ended."""
        return self._next.at[0] == self._tokens[self._place - 1].at[1]

    def _either(self) -> Node | None:
        first = self._all()
        return first if self._next.kind != "or" else self._joined(Or, "or", first)

    def _all(self) -> Node | None:
        first = self._group()
        return first if self._next.kind != "and" else self._joined(And, "and", first)

    def _joined(
        self, join: type[And | Or], operator: Kind, first: Node | None
    ) -> Node | None:
        """Read what *operator* joins to the *first* operand."""
        clauses = [first]
        while self._next.kind == operator:
            token = self._take()
            if self._next.kind in ("end", "close"):
                self._missing(token)
            else:
                clauses.append(self._all() if operator == "or" else self._group())
        return _join(join, clauses)

    def _group(self) -> Node | None:
        if self._next.kind in ("and", "or"):
            self._missing(self._next)
        clauses = []
        while self._next.kind in _CLAUSES:
            clauses.append(self._clause())
        return clauses[0] if len(clauses) == 1 else _join(Group, clauses)

    def _missing(self, token: Token) -> None:
        detail = (
            f'"{token.text}" has nothing to apply to on one side; '
            "add a word, or quote it to search for it."
        )
        self._report.error("missing_operand", detail, token.at)

    def _clause(self) -> Node | None:
        if self._next.kind in _VALUES:
            return self._value(None)
        prefixes = []
        while self._next.kind in PREFIXES:
            prefixes.append(self._take())
        if self._next.kind == "field":
            return self._signed(prefixes, self._field(prefixes))
        if self._next.kind in _VALUES:
            return self._signed(prefixes, self._value(None))
        self._missing(prefixes[-1])
        return None

    def _signed(self, prefixes: Sequence[Token], node: Node | None) -> Node | None:
        end = self._tokens[self._place - 1].at[1]
        for prefix in reversed(prefixes):
            if node is not None:
                wrap = Required if prefix.kind == "plus" else Not
                node = wrap(node, (prefix.at[0], end))
        return node

    def _field(self, prefixes: list[Token]) -> Node | None:
        """Read a field and its value; signs before the value join *prefixes*."""
        field = self._take()
        while self._next.kind in ("field", "minus", "plus") and self._touches():
            inner = self._take()
            if inner.kind == "field":
                detail = f'"{inner.text}:" cannot stand inside "{field.text}:".'
                span = (field.at[0], inner.at[1])
                self._report.error("nested_field", detail, span)
                field = inner
            else:
                detail = f'The "{inner.text}" stands before the name of the field.'
                self._report.error("misplaced_sign", detail, inner.at)
                prefixes.append(inner)
        has_value = self._next.kind in _VALUES
        if not (has_value and self._touches()):
            detail = f'"{field.text}:" needs a word or phrase directly after the colon.'
            self._report.error("field_needs_word", detail, field.at, curable=has_value)
        return self._value(field) if has_value else None

    def _value(self, field: Token | None) -> Node | None:
        """Read a value and its tail; what is in *field* begins with its name."""
        token = self._take()
        if field is None and self._is_plain(token):
            return as_word(token.text, (token.start, token.start + len(token.text)))
        is_group = token.kind == "open"
        inner = self._parenthesis(token) if is_group else None
        tail = self._tail()
        start = (field or token).at[0]
        if tail.tilde is not None and token.kind in ("open", "date"):
            detail = 'Only a word or phrase takes "~"; leave it out.'
            self._report.error("bad_slop", detail, tail.tilde_at)
        at = (start, tail.tilde_at[1])
        if token.kind == "date":
            node: Node | None = read_dates(token.text, token.at[0], at, self._report)
        else:
            node = inner if is_group else self._leaf(token, tail)
            if field is not None and node is not None:
                node = in_field(field.text, node, at, self._report)
        if field is not None and node is None:
            detail = f'"{field.text}:" has nothing to search for and is passed over.'
            self._report.note("nothing_to_search", detail, at)
        tail_at = (tail.tilde_at[0], tail.boost_at[1])
        if node is None and tail_at[0] < tail_at[1]:
            detail = "There is nothing here for this to apply to; it is passed over."
            self._report.note("nothing_to_search", detail, tail_at)
        factor = read_factor(tail, self._report)
        if node is None or factor is None:
            return node
        return boosted(node, factor, (start, tail.boost_at[1]), self._report)

    def _is_plain(self, token: Token) -> bool:
        """Tell a word with which nothing can be wrong, which is what most are."""
        bare = token.kind == "word" and self._next.kind != "tail"
        return bare and token.text.isalnum()

    def _tail(self) -> Tail:
        end = self._tokens[self._place - 1].at[1]
        return read_tail(self._take().text if self._next.kind == "tail" else "", end)

    def _leaf(self, token: Token, tail: Tail) -> Node | None:
        match token.kind:
            case "id":
                return Word(token.text, token.at)
            case "phrase":
                return self._phrase(token, tail)
            case _:
                at = (token.start, token.at[1])
                return read_word(token.text, at, tail, self._report)

    def _phrase(self, token: Token, tail: Tail) -> Node | None:
        slop = read_slop(tail, self._report)
        if not is_searchable(token.text):
            if token.text:
                detail = "This phrase has no letter or digit and is passed over."
                self._report.note("nothing_to_search", detail, token.at)
            return None
        if has_wildcard(token.text):
            detail = "Inside quotes * and ? are plain text, not wildcards."
            self._report.note("wildcard_in_phrase", detail, token.at)
        return Phrase(token.text, slop, (token.at[0], tail.tilde_at[1]))

    def _parenthesis(self, opening: Token) -> Node | None:
        if self._next.kind == "close":
            at = (opening.at[0], self._take().at[1])
            detail = "There is nothing between these parentheses; remove them."
            self._report.error("empty_group", detail, at)
            return None
        node = self._either()
        closing = self._take()
        if isinstance(node, Group | And | Or):
            return replace(node, at=(opening.at[0], closing.at[1]))
        return node


def _join(join: type[Group | And | Or], clauses: Sequence[Node | None]) -> Node | None:
    """Return the clauses as one: joined if two or more hold anything."""
    kept = tuple(clause for clause in clauses if clause is not None)
    if len(kept) > 1:
        return join(kept, (kept[0].at[0], kept[-1].at[1]))
    return kept[0] if kept else None
