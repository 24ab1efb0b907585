"""Highlighting: a field's text with the words and phrases of a query marked.

The text is escaped first and marked then. Stripped of ``<mark>`` and
``</mark>``, the HTML of a snippet is the escaped text of the snippet, and that
is a part of the escaped field; ``matches`` are exactly the marked parts.
"""

from __future__ import annotations

from bisect import bisect_right
from html import escape
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from .cuts import Cuts, hard_end
from .marks import Span, find_marks
from .passages import all_passages, choose_passages, split_marks
from .results import Snippet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..index import Tokens
    from .phrases import Pattern


def highlight_title(text: str, tokens: Tokens, patterns: Iterable[Pattern]) -> Snippet:
    """Return the whole title with every occurrence of *patterns* marked."""
    spans = find_marks(tokens, patterns).spans
    return _snippet("title", text, Span(0, len(text)), spans)


def highlight_body(
    text: str,
    tokens: Tokens,
    patterns: Iterable[Pattern],
    *,
    snippets: int | Literal["all"],
    size: int,
) -> tuple[Snippet, ...]:
    """Return passages of the body that show where *patterns* occur.

    They are at most *snippets* (``all``: as many as show every occurrence), in
    the order of the text; they never overlap, and none is longer than *size*
    code points, which is at least 1. They are cut between words, never inside a
    marked span; only a span or word longer than *size* is itself cut, and then
    its beginning is shown. Without any occurrence it is one passage
    without marks from the beginning of the body; of an empty body, none.
    """
    if snippets == 0:
        return ()
    marks = find_marks(tokens, patterns)
    if not marks.spans:
        return _opening(text, tokens, size)
    pieces = split_marks(text, tokens, marks, size)
    if snippets == "all":
        cores = all_passages(pieces, marks, size)
    else:
        cores = choose_passages(pieces, marks, size, snippets)
    passages = _in_context(Cuts(text, tokens, pieces), cores, size)
    return tuple(_snippet("body", text, each, marks.spans) for each in passages)


def _opening(text: str, tokens: Tokens, size: int) -> tuple[Snippet, ...]:
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return ()
    limit = min(start + size, len(text))
    end = Cuts(text, tokens, ()).end(start, limit)
    if end == start:
        end = hard_end(text, start, limit)
    return (_snippet("body", text, _stripped(text, start, end), ()),)


def _in_context(cuts: Cuts, cores: Sequence[Span], size: int) -> Iterator[Span]:
    """Yield each of *cores* with as much of the text around it as fits.

    Half of the room goes before it, or more where what follows is short; what
    lies between two cores is shared by them.
    """
    floor = 0
    for number, core in enumerate(cores, start=1):
        ceiling = len(cuts.text)
        if number < len(cores):
            ceiling = (core.end + cores[number].start) // 2
        passage = _extended(cuts, core, Span(floor, ceiling), size)
        yield passage
        floor = passage.end


def _extended(cuts: Cuts, core: Span, bounds: Span, size: int) -> Span:
    room = size - (core.end - core.start)
    lowest = max(bounds.start, core.end - size)
    wanted = max(lowest, min(core.start - room // 2, bounds.end - size))
    start = cuts.start(max(lowest, wanted - room // 4), wanted, core.start)
    end = cuts.end(core.end, min(bounds.end, start + size))
    return _stripped(cuts.text, start, end)


def _stripped(text: str, start: int, end: int) -> Span:
    """Return the span without its trailing white space; it has no leading one."""
    return Span(start, start + len(text[start:end].rstrip()))


def _snippet(field: str, text: str, passage: Span, spans: Sequence[Span]) -> Snippet:
    matches = tuple(_clipped(passage, spans))
    shown = text[passage.start : passage.end]
    parts: list[str] = []
    done = 0
    for start, end in matches:
        marked = f"<mark>{escape(shown[start:end])}</mark>"
        parts += escape(shown[done:start]), marked
        done = end
    parts.append(escape(shown[done:]))
    return Snippet(field, "".join(parts), shown, passage.start, matches)


def _clipped(passage: Span, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the parts of *spans* inside *passage*, counted from its start."""
    at = bisect_right(spans, passage.start, key=attrgetter("end"))
    while at < len(spans) and spans[at].start < passage.end:
        start = max(spans[at].start, passage.start)
        end = min(spans[at].end, passage.end)
        yield start - passage.start, end - passage.start
        at += 1
