"""The scan: the limits of a query, and its parentheses, before it is parsed.

Each step walks over the text or tokens once and hands on what is within the
limits, so that the parser may recurse as deep as its tokens go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .characters import is_searchable
from .tokens import OPERANDS, PREFIXES, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .limits import Limits
    from .report import Report

_WORDED = frozenset({"word", "phrase", "date"})
_CANNOT_END = PREFIXES | {"open", "field", "and", "or"}


def cut_text(text: str, limits: Limits, report: Report) -> str:
    """Return *text*, cut before the word that crosses the limit of characters."""
    if len(text) <= limits.characters:
        return text
    kept = text[: limits.characters]
    if not text[limits.characters].isspace() and (words := re.search(r"\s\S*$", kept)):
        kept = kept[: words.start()]
    detail = (
        f"The query has {len(text):,} characters; "
        f"at most {limits.characters:,} are allowed. Shorten it."
    )
    span = (len(kept), len(text))
    report.error("query_too_long", detail, span, curable=False)
    return kept


def cut_tokens(
    tokens: Sequence[Token], limits: Limits, report: Report
) -> Sequence[Token]:
    """Return *tokens* within the limits, each parenthesis with its partner."""
    within = [_cut_word(token, limits, report) for token in tokens]
    too_many = _place_of_excess_clause(within, limits)
    too_deep = _place_of_excess_depth(within, limits)
    kept = within[: min(too_many, too_deep)]
    if len(kept) == len(within):
        return _balanced(kept, report, is_cut=False)
    while kept and kept[-1].kind in _CANNOT_END:
        kept.pop()
    span = (within[len(kept)].at[0], within[-1].at[1])
    if too_many < too_deep:
        detail = f"The query has more than {limits.clauses} clauses; use fewer."
        report.error("too_many_clauses", detail, span, curable=False)
    else:
        detail = (
            f"Parentheses and negations are nested deeper than {limits.nesting}; "
            "use fewer of them."
        )
        report.error("too_deep", detail, span, curable=False)
    return _balanced(kept, report, is_cut=True)


def _cut_word(token: Token, limits: Limits, report: Report) -> Token:
    # An id has a limit of its own, which is that of the articles'.
    if len(token.text) <= limits.word or token.kind not in _WORDED:
        return token
    longest = max(map(len, token.text.split()), default=0)
    if longest <= limits.word:
        return token
    detail = (
        f"A word has {longest:,} characters; "
        f"at most {limits.word} are allowed. Shorten it."
    )
    report.error("word_too_long", detail, token.at, curable=False)
    cut = re.sub(rf"(\S{{{limits.word}}})\S+", r"\1", token.text)
    if token.kind == "word":
        # What is left must not end in something that has a meaning there.
        cut = re.split("[~^*?]", cut)[0]
    return token._replace(text=cut)


def _place_of_excess_clause(tokens: Sequence[Token], limits: Limits) -> int:
    if len(tokens) <= limits.clauses:
        return len(tokens)
    clauses = 0
    for place, token in enumerate(tokens):
        if token.kind in OPERANDS and (token.text == "*" or is_searchable(token.text)):
            clauses += 1
        if clauses > limits.clauses:
            return place
    return len(tokens)


def _place_of_excess_depth(tokens: Sequence[Token], limits: Limits) -> int:
    if len(tokens) <= limits.nesting:
        return len(tokens)
    outer: list[int] = []
    inside = depth = 0
    for place, token in enumerate(tokens):
        if token.kind in PREFIXES:
            depth += 1
        elif token.kind == "open":
            outer.append(inside)
            inside = depth = depth + 1
        elif token.kind != "field":
            if token.kind == "close" and outer:
                inside = outer.pop()
            depth = inside
        if depth > limits.nesting:
            return place
    return len(tokens)


def _balanced(
    tokens: Sequence[Token], report: Report, *, is_cut: bool
) -> Sequence[Token]:
    """Leave out what closes nothing, close at the end what is open."""
    kept: list[Token] = []
    open_tokens: list[Token] = []
    stray: Token | None = None
    for token in tokens:
        if token.kind == "open":
            open_tokens.append(token)
        elif token.kind == "close" and open_tokens:
            open_tokens.pop()
        elif token.kind == "close":
            detail = "This parenthesis closes nothing; remove it or add '(' before."
            report.error("unbalanced_parenthesis", detail, token.at)
            stray = token
            continue
        elif stray and token.kind == "tail" and stray.at[1] == token.at[0]:
            detail = f'There is nothing here for "{token.text}" to apply to.'
            report.error("missing_operand", detail, token.at)
            continue
        kept.append(token)
    for token in open_tokens:
        if not is_cut:
            detail = "This parenthesis is never closed; add ')' or quote the text."
            report.error("unbalanced_parenthesis", detail, token.at)
    end = kept[-1].at[1] if kept else 0
    return kept + [Token("close", "", (end, end), end)] * len(open_tokens)
