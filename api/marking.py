"""A marked text as the paragraphs of a page."""

from __future__ import annotations

from itertools import islice, takewhile
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MARK = Markup("<mark>{}</mark>")


def paragraphs(text: str, matches: Sequence[tuple[int, int]]) -> Iterator[Markup]:
    """Yield the paragraphs of *text*, escaped and with its *matches* marked.

    Matches are half-open spans, in order and disjoint. A paragraph ends at a
    blank line or before an indented one. Together they are the whole text but
    for white space between them; a match that reaches over a break is marked
    on both sides of it.
    """
    first = 0
    for start, end in _spans(text):
        while first < len(matches) and matches[first][1] <= start:
            first += 1
        yield _marked(text, start, end, islice(matches, first, None))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = at = 0
    for line in text.split("\n"):
        after = at + len(line) + 1
        if not line.strip():
            yield from _unless_blank(text, start, max(start, at - 1))
            start = after
        elif line[0] in " \t" and at > start:
            yield from _unless_blank(text, start, at - 1)
            start = at
        at = after
    yield from _unless_blank(text, start, len(text))


def _unless_blank(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if text[start:end].strip():
        yield start, end


def _marked(
    text: str, start: int, end: int, matches: Iterable[tuple[int, int]]
) -> Markup:
    parts = []
    for low, high in takewhile(lambda match: match[0] < end, matches):
        marked = text[max(low, start) : min(high, end)]
        parts += [escape(text[start:low]), _MARK.format(marked)]
        start = min(high, end)
    return Markup("").join([*parts, escape(text[start:end])])
