"""Highlighting: what engines show of an article, as snippets.

The text is escaped first and marked then. Stripped of ``<mark>`` and
``</mark>``, the HTML of a snippet is the escaped text of the snippet, and that
is a part of the escaped field; ``matches`` are exactly the marked parts.

The snippets of a body are at most as many as are asked for (``all``: as many as
show every occurrence), in the order of the text; they never overlap, and none
is longer than the size asked for. They are cut between words, never inside a
marked span; only a span or word longer than that size is itself cut, and then
its beginning is shown. Without any occurrence it is one passage without marks
from the beginning of the body; of an empty body, none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .results import Snippet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .shown import Passage


def highlight_title(passage: Passage) -> Snippet:
    """Return the snippet of a whole title."""
    start, text, html, matches = passage
    return Snippet("title", html, text, start, matches)


def highlight_body(passages: Iterable[Passage]) -> tuple[Snippet, ...]:
    """Return the snippets of passages of a body, in their order."""
    return tuple(
        [
            Snippet("body", html, text, start, matches)
            for start, text, html, matches in passages
        ]
    )
