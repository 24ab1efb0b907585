"""Words: from one run of characters to a word, pattern or fuzzy word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .characters import OPERATORS, WILDCARDS, is_letter, is_searchable, split_tail
from .lexer import FOREIGN_OPERATORS
from .nodes import Everything, Fuzzy, Node, Phrase, Wildcard, Word
from .tails import read_edits

if TYPE_CHECKING:
    from .nodes import Span
    from .report import Report
    from .tails import Tail

#: What a pattern's words are parted by, but for a dot between digits.
PATTERN_SEPARATORS = "-‐‑.&+#_@"
#: What a pattern may have between its letters; anything else makes it text.
_PATTERN_SIGNS = frozenset(f"{WILDCARDS}'’‘{PATTERN_SEPARATORS}")
_QUOTED_WILDCARD = re.compile(r"\w\?\w|\w\*|\*\w")


def read_word(text: str, at: Span, tail: Tail, report: Report) -> Node | None:
    """Read *text*, which stands at *at* and has *tail* after it.

    :return: None if there is nothing in it to search for, which is reported.
    """
    if text.isalnum():
        return _read_plain(text, at, tail, report)
    if text == "*":
        _refuse_edits(tail, report)
        return Everything(at)
    if not is_searchable(text):
        report.note("nothing_to_search", _nothing_detail(text), at)
        return None
    if text[0] == "!":
        detail = 'A "!" before a word means nothing here; write "-" or NOT to exclude.'
        report.note("not_an_operator", detail, (at[0], at[0] + 1))
    start, end = _pattern_bounds(text)
    if any(char in WILDCARDS for char in text[start:end]):
        return _read_pattern(text, at, (start, end), tail, report)
    return _read_plain(_without_question_mark(text, at, report), at, tail, report)


def as_word(text: str, at: Span) -> Word | Phrase:
    """Return *text* as a word; what looks like an operator is written in quotes."""
    return Phrase(text, at=at) if text in OPERATORS else Word(text, at)


def literal(text: str, at: Span) -> Node:
    """Return what is searched for a pattern that may not be one."""
    bare = text.strip(WILDCARDS)
    start = at[0] + text.index(bare)
    if all(map(is_letter, bare)):
        return as_word(bare, (start, start + len(bare)))
    return Phrase(text, at=at)


def has_wildcard(text: str) -> bool:
    """Tell whether quoted *text* holds what would be a wildcard without the quotes."""
    return _QUOTED_WILDCARD.search(text) is not None


def _nothing_detail(text: str) -> str:
    if operator := FOREIGN_OPERATORS.get(text):
        return f'"{text}" is not an operator here and is passed over; use {operator}.'
    return f'"{text}" has no letter or digit to search for and is passed over.'


def _pattern_bounds(text: str) -> tuple[int, int]:
    """Return the span in *text* without the punctuation around a pattern.

    A ``?`` at the end belongs to it only if there is another wildcard.
    """
    start, end = 0, len(text)
    while not (is_letter(text[start]) or text[start] in WILDCARDS):
        start += 1
    while not (is_letter(text[end - 1]) or text[end - 1] == "*"):
        end -= 1
    if any(char in WILDCARDS for char in text[start:end]):
        while text[end : end + 1] == "?":
            end += 1
    return start, end


def _read_pattern(
    text: str, at: Span, bounds: tuple[int, int], tail: Tail, report: Report
) -> Node:
    pattern = text[bounds[0] : bounds[1]]
    if not all(is_letter(char) or char in _PATTERN_SIGNS for char in pattern):
        detail = f'"{text}" is searched as plain text: no wildcard counts in it.'
        report.note("wildcard_ignored", detail, at)
        return _read_plain(text, at, tail, report)
    _refuse_edits(tail, report)
    at = (at[0] + bounds[0], at[0] + bounds[1])
    letters = 0
    for char in pattern:
        if char in WILDCARDS:
            break
        letters = letters + 1 if is_letter(char) or char in "'’‘" else 0
    if letters < 2:
        detail = (
            "There must be at least two letters before the first wildcard; "
            "add letters, or leave the wildcard out."
        )
        report.error("short_prefix", detail, at)
        return literal(pattern, at)
    return Wildcard(pattern, at)


def _refuse_edits(tail: Tail, report: Report) -> None:
    if tail.tilde is not None:
        detail = 'A word has either wildcards or "~"; leave one of them out.'
        report.error("fuzzy_wildcard", detail, tail.tilde_at)


def _without_question_mark(text: str, at: Span, report: Report) -> str:
    end = len(text)
    while not is_letter(text[end - 1]):
        end -= 1
    mark = text.find("?", end)
    if mark < 0:
        return text
    detail = "A question mark at the end of a word is not a wildcard; it is left out."
    report.note("question_mark_ignored", detail, (at[0] + mark, at[0] + mark + 1))
    # Without the mark, what is before it must not come to mean something else.
    return text[:mark] if split_tail(text[:mark]) == mark else text


def _read_plain(text: str, at: Span, tail: Tail, report: Report) -> Node:
    if edits := read_edits(tail, report):
        return Fuzzy(text, edits, (at[0], tail.tilde_at[1]))
    # Where a mark was left out, the text is shorter than what stands there.
    span = (at[0], at[0] + len(text))
    return as_word(text, span)
