"""Passages, plain: where a text is marked, and which parts of it are shown."""

from __future__ import annotations

from bisect import bisect_right
from html import escape
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from .cuts import Cuts, hard_end, is_mark
from .marks import Span, find_marks
from .windows import all_passages, choose_passages, split_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.uint32]

__all__ = ["Passage", "find_passages", "is_mark", "mark_text"]


class Passage(NamedTuple):
    """A part of a text with its marks."""

    #: Where it starts in the text.
    start: int
    text: str
    #: The text escaped, the matches in ``<mark>``.
    html: str
    #: Half-open spans of it that are marked, from its start on, disjoint.
    matches: tuple[tuple[int, int], ...]


def mark_text(
    text: str,
    starts: Numbers,
    ends: Numbers,
    firsts: Numbers,
    lasts: Numbers,
    patterns: Numbers,
    kinds: NDArray[np.uint8],
    words: Numbers,
) -> Passage:
    """Return the whole text, marked.

    Parameters are those of :func:`.marks.find_marks`.
    """
    arrays = (starts, ends, firsts, lasts, patterns, kinds, words)
    marks = find_marks(*(each.tolist() for each in arrays))
    return _passage(text, Span(0, len(text)), marks.spans)


def find_passages(
    text: str,
    starts: Numbers,
    ends: Numbers,
    firsts: Numbers,
    lasts: Numbers,
    patterns: Numbers,
    kinds: NDArray[np.uint8],
    words: Numbers,
    size: int,
    count: int,
) -> list[Passage]:
    """Return the passages that show best what is marked, in the order of the text.

    :param size: code points of a passage at most, at least 1.
    :param count: passages at most, at least 1; -1 for as many as show every mark.
    """
    arrays = (firsts, lasts, patterns, kinds, words)
    begin, end = starts.tolist(), ends.tolist()
    marks = find_marks(begin, end, *(each.tolist() for each in arrays))
    if not marks.spans:
        return [
            _passage(text, each, ())
            for each in _opening(Cuts(text, begin, end, ()), size)
        ]
    pieces = split_marks(text, begin, end, marks, size)
    if count < 0:
        cores = all_passages(pieces, marks, size)
    else:
        cores = choose_passages(pieces, marks, size, count)
    return [
        _passage(text, span, marks.spans)
        for span in _in_context(Cuts(text, begin, end, pieces), cores, size)
    ]


def _passage(text: str, shown: Span, spans: Sequence[Span]) -> Passage:
    part = text[shown.start : shown.end]
    matches = _inside(shown, spans)
    pieces: list[str] = []
    done = 0
    for low, high in matches:
        pieces += escape(part[done:low]), "<mark>", escape(part[low:high]), "</mark>"
        done = high
    pieces.append(escape(part[done:]))
    return Passage(shown.start, part, "".join(pieces), tuple(matches))


def _opening(cuts: Cuts, size: int) -> list[Span]:
    text = cuts.text
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return []
    limit = min(start + size, len(text))
    end = cuts.last_cut(start, limit)
    if end == start:
        end = hard_end(text, start, limit)
    return [_stripped(text, start, end)]


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
    start = cuts.first_cut(max(lowest, wanted - room // 4), wanted, core.start)
    end = cuts.last_cut(core.end, min(bounds.end, start + size))
    return _stripped(cuts.text, start, end)


def _stripped(text: str, start: int, end: int) -> Span:
    """Return the span without its trailing white space; it has no leading one."""
    return Span(start, start + len(text[start:end].rstrip()))


def _inside(passage: Span, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the parts of the marked *spans* inside *passage*, from its start on."""
    at = bisect_right(spans, passage.start, key=attrgetter("end"))
    found = []
    while at < len(spans) and spans[at].start < passage.end:
        start = max(spans[at].start, passage.start)
        end = min(spans[at].end, passage.end)
        found.append((start - passage.start, end - passage.start))
        at += 1
    return found
