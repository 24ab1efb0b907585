"""Fields: what ``field:value`` may hold, and the nearest thing where it may not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .dates import read_dates
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
    Wildcard,
    Word,
)
from .words import as_word, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .nodes import Span
    from .report import Report

#: Fields of running text, which take any clause; the others hold single values.
TEXT_FIELDS = frozenset({"title", "body"})


def in_field(field: str, clause: Node, at: Span, report: Report) -> Node | None:
    """Return *clause* searched in *field* alone; what may not be is reported.

    :param at: the span of the field's name and the clause.
    """
    if field == "date":
        return _dated(clause, at, report)
    if isinstance(clause, Word | Phrase):
        return Scope(field, clause, at)
    if isinstance(clause, Everything):
        detail = f'"{field}:" needs a word or phrase; "*" is every article.'
        report.error("field_needs_word", detail, at, curable=False)
        return None
    strangers = tuple(_strangers(clause))
    for stranger in strangers:
        detail = f'A field cannot stand inside "{field}:"; write it beside it.'
        report.error("nested_field", detail, stranger.at)
    if not strangers and field in TEXT_FIELDS:
        return Scope(field, clause, at)
    if not strangers:
        detail = f'"{field}:" takes one word or one phrase.'
        report.error("field_needs_word", detail, at)
    return _spread(clause, lambda leaf: _scoped_leaf(field, leaf))


def boosted(clause: Node, factor: float, at: Span, report: Report) -> Node:
    """Return *clause* with its score multiplied, if it has one."""
    if isinstance(clause, DateSpan | Everything):
        detail = "This clause has no score to multiply; leave the boost out."
        report.error("bad_boost", detail, (clause.at[1], at[1]))
        return clause
    return Boost(clause, factor, at)


def _strangers(node: Node) -> Iterator[Node]:
    """Yield the clauses in *node* that name a field of their own."""
    match node:
        case Scope() | DateSpan():
            yield node
        case Boost(clause=clause) | Required(clause=clause) | Not(clause=clause):
            yield from _strangers(clause)
        case Group(clauses=clauses) | And(clauses=clauses) | Or(clauses=clauses):
            for clause in clauses:
                yield from _strangers(clause)


def _scoped_leaf(field: str, leaf: Node) -> Node:
    single = field not in TEXT_FIELDS
    match leaf:
        case Scope() | DateSpan() | Everything():
            return leaf
        case Wildcard(pattern=pattern, at=at) if single:
            return Scope(field, literal(pattern, at), at)
        case Fuzzy(text=text, at=at) if single:
            return Scope(field, as_word(text, at), at)
        case _:
            return Scope(field, leaf, leaf.at)


def _dated(clause: Node, at: Span, report: Report) -> Node | None:
    match clause:
        case Word(text=text, at=span) | Phrase(text=text, at=span):
            start = span[0] + (span[1] - span[0] > len(text))
            return read_dates(text, start, at, report)
        case Everything():
            return DateSpan(None, None, at=at)
        case Scope():
            detail = 'A field cannot stand inside "date:"; write it beside it.'
            report.error("nested_field", detail, clause.at)
            return clause
        case Wildcard() | Fuzzy() | DateSpan():
            detail = "A date takes no wildcard and no edits."
            report.error("bad_date", detail, at, curable=False)
            return clause
    detail = '"date:" takes one date or one range, such as [2016 TO 2017].'
    report.error("bad_date", detail, at)
    return _spread(clause, lambda leaf: _dated(leaf, leaf.at, report))


def _spread(node: Node, change: Callable[[Node], Node | None]) -> Node | None:
    """Return *node* with each clause at its ends changed; None leaves it out."""
    match node:
        case Boost(clause=clause):
            inner = _spread(clause, change)
            if inner is None or isinstance(inner, DateSpan | Everything):
                return inner
            return replace(node, clause=inner)
        case Required(clause=clause) | Not(clause=clause):
            inner = _spread(clause, change)
            return None if inner is None else replace(node, clause=inner)
        case Group(clauses=clauses) | And(clauses=clauses) | Or(clauses=clauses):
            changed = (_spread(clause, change) for clause in clauses)
            kept = tuple(clause for clause in changed if clause is not None)
            if len(kept) > 1:
                return replace(node, clauses=kept)
            return kept[0] if kept else None
        case _:
            return change(node)
