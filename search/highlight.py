"""Highlighting: a field's text with the words and phrases of a query marked.

The text is escaped first and marked then. Stripped of ``<mark>`` and
``</mark>``, the HTML of a snippet is the escaped text of the snippet, and that
is a part of the escaped field; ``matches`` are exactly the marked parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .results import Snippet

if TYPE_CHECKING:
    from .occurrences import Marked


def highlight_text(field: str, text: str, found: Marked) -> Snippet:
    """Return the whole *text* with everything marked that was *found* in it."""
    start, shown, html, matches = found.whole(text)
    return Snippet(field, html, shown, start, matches)


def highlight_body(
    text: str, found: Marked, *, snippets: int | Literal["all"], size: int
) -> tuple[Snippet, ...]:
    """Return passages of the body that show what was *found* in it.

    They are at most *snippets* (``all``: as many as show every occurrence), in
    the order of the text; they never overlap, and none is longer than *size*
    code points, which is at least 1. They are cut between words, never inside a
    marked span; only a span or word longer than *size* is itself cut, and then
    its beginning is shown. Without any occurrence it is one passage
    without marks from the beginning of the body; of an empty body, none.
    """
    if snippets == 0:
        return ()
    count = -1 if snippets == "all" else snippets
    return tuple(
        [
            Snippet("body", html, shown, start, matches)
            for start, shown, html, matches in found.passages(text, size, count)
        ]
    )
