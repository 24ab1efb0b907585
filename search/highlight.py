"""Highlighting: a passage of a field with the words and phrases of a query marked.

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

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .shown import Passage


class Snippet(NamedTuple):
    """A passage of a field with its highlights.

    ``html`` is ``text`` escaped and then marked with ``<mark>`` and nothing
    else; stripped of its marks it is a substring of the escaped field.
    """

    #: ``title`` or ``body``.
    field: str
    html: str
    text: str
    #: Where ``text`` starts in the field, in code points.
    start: int
    #: Half-open spans inside ``text``, in code points, in order, disjoint.
    matches: tuple[tuple[int, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this snippet."""
        return snippet_record(
            self.field, (self.start, self.text, self.html, self.matches)
        )


def make_snippet(field: str, passage: Passage) -> Snippet:
    """Return a passage of *field* as an engine gave it."""
    start, text, html, matches = passage
    return Snippet(field, html, text, start, matches)


def snippet_record(field: str, passage: Passage) -> dict[str, Any]:
    """Return the JSON object of a passage of *field*."""
    start, text, html, matches = passage
    return {
        "field": field,
        "html": html,
        "text": text,
        "start": start,
        "matches": matches,
    }
