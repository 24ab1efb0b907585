"""The printer: a tree as the shortest canonical query that means it."""

from __future__ import annotations

from decimal import Decimal

from .bounds import is_relative
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


def print_query(node: Node) -> str:
    """Return the query that reads as *node*: ``parse(print_query(n)).root == n``.

    The law holds for every tree that parsing returns.
    """
    match node:
        case Or(clauses=clauses):
            return " OR ".join(_within(clause, Or) for clause in clauses)
        case And(clauses=clauses):
            return " AND ".join(_within(clause, Or, And) for clause in clauses)
        case Group(clauses=clauses):
            return " ".join(map(_operand, clauses))
        case Not(clause=clause):
            return f"-{_operand(clause)}"
        case Required(clause=clause):
            return f"+{_operand(clause)}"
        case Boost(clause=clause, factor=factor):
            return f"{_boostable(clause)}^{_number(factor)}"
        case Scope(field=field, clause=clause):
            return f"{field}:{_value(clause)}"
        case _:
            return _leaf(node)


def _leaf(node: Everything | Word | Phrase | Wildcard | Fuzzy | DateSpan) -> str:
    match node:
        case Everything():
            return "*"
        case Word(text=text) | Wildcard(pattern=text):
            return text
        case Phrase(text=text, slop=slop):
            return f'"{text}"~{slop}' if slop else f'"{text}"'
        case Fuzzy(text=text, edits=edits):
            return f"{text}~{edits}" if edits > 1 else f"{text}~"
        case DateSpan():
            return f"date:{_dates(node)}"


def _within(node: Node, *looser: type[Node]) -> str:
    text = print_query(node)
    return f"({text})" if isinstance(node, looser) else text


def _operand(node: Node) -> str:
    return _within(node, Or, And, Group)


def _value(node: Node) -> str:
    text = print_query(node)
    return text if isinstance(node, Word | Phrase | Wildcard | Fuzzy) else f"({text})"


def _boostable(node: Node) -> str:
    text = print_query(node)
    # A caret is part of an id that is not quoted.
    bare = isinstance(node, Word | Phrase | Wildcard | Fuzzy | Scope)
    is_id = isinstance(node, Scope) and node.field == "id"
    return text if bare and not is_id else f"({text})"


def _number(factor: float) -> str:
    text = format(Decimal(repr(factor)), "f")
    return text.removesuffix(".0")


def _dates(span: DateSpan) -> str:
    lower, upper = span.lower, span.upper
    if lower is not None and lower == upper and not is_relative(lower):
        if span.include_lower and span.include_upper:
            return lower
    elif lower is not None and upper is None:
        if is_relative(lower) and span.include_lower:
            return lower
        return f"{'>=' if span.include_lower else '>'}{lower}"
    elif lower is None and upper is not None:
        return f"{'<=' if span.include_upper else '<'}{upper}"
    opening = "[" if span.include_lower else "{"
    closing = "]" if span.include_upper else "}"
    return f"{opening}{lower or '*'} TO {upper or '*'}{closing}"
