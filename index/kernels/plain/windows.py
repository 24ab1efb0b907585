"""Windows: which stretches of a text show best where a query occurs in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from .cuts import hard_end
from .marks import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from .marks import Extent, Marks


class _Unit(NamedTuple):
    """An occurrence, from its first piece to its last."""

    first: int
    last: int
    pattern: int
    weight: int


class _Window(NamedTuple):
    """Successive pieces and what they show; the greater is the better."""

    new_patterns: int
    weight: int
    first: int
    last: int


_NOTHING = _Window(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Page:
    """The pieces of a text with the occurrences among them, in two orders."""

    pieces: Sequence[Span]
    size: int
    by_first: list[_Unit]
    by_last: list[_Unit]


def split_marks(
    text: str, starts: Sequence[int], ends: Sequence[int], marks: Marks, size: int
) -> list[Span]:
    """Return the pieces that a passage of *size* shows whole or not at all.

    A piece is a marked span; one that is too long gives a piece for each of its
    tokens, and a token that is too long its beginning.
    """
    pieces: list[Span] = []
    for span in marks.spans:
        if span.end - span.start <= size:
            pieces.append(span)
        else:
            pieces += _split(text, starts, ends, span, size)
    return pieces


def choose_passages(
    pieces: Sequence[Span], marks: Marks, size: int, count: int
) -> list[Span]:
    """Return at most *count* passages that show as much of the query as they can.

    The text is the corpus, its passages are the documents. A candidate is
    what fits into *size* from the start of an occurrence on. The best candidate
    shows the most patterns that no passage shows yet, then the greatest weight
    of occurrences, then it is the earliest; it is taken, and the search goes on
    in the text before and behind it. An occurrence counts where it is shown
    whole; one that no passage can show whole, where as much of its beginning is
    as fits. Each round takes time linear in the number of occurrences.

    The passages are ascending, disjoint, and reach from the first occurrence
    shown to the last.
    """
    page = _page(pieces, marks, size)
    free = [(0, len(pieces))]
    shown: set[int] = set()
    chosen: list[Span] = []
    while len(chosen) < count:
        windows = [_best_window(page, low, high, shown) for low, high in free]
        best = max(windows, key=lambda window: window[:2], default=_NOTHING)
        if not best.weight:
            break
        units = _inside(page, best)
        shown.update(unit.pattern for unit in units)
        first, last = units[0].first, max(unit.last for unit in units)
        chosen.append(Span(pieces[first].start, pieces[last].end))
        free = [part for each in free for part in _without(each, first, last)]
    return sorted(chosen)


def all_passages(pieces: Sequence[Span], marks: Marks, size: int) -> list[Span]:
    """Return passages that show every piece, ascending and disjoint.

    Each takes as many pieces as fit, up to the last place where it does not
    part an occurrence, if there is one.
    """
    reach = [0] * len(pieces)
    for unit in _page(pieces, marks, size).by_last:
        reach[unit.first] = max(reach[unit.first], unit.last)
    reach = list(accumulate(reach, max))
    passages: list[Span] = []
    first = 0
    while first < len(pieces):
        limit = pieces[first].start + size
        last = bisect_right(pieces, limit, first, key=attrgetter("end")) - 1
        whole = (at for at in range(last, first - 1, -1) if reach[at] <= at)
        last = next(whole, last)
        passages.append(Span(pieces[first].start, pieces[last].end))
        first = last + 1
    return passages


def _split(
    text: str, starts: Sequence[int], ends: Sequence[int], span: Span, size: int
) -> Iterator[Span]:
    first = bisect_left(starts, span.start)
    behind = bisect_left(starts, span.end)
    for index in range(first, behind):
        start = starts[index]
        follower = starts[index + 1] if index + 1 < behind else span.end
        end = min(ends[index], follower)
        if end - start > size:
            end = hard_end(text, start, start + size)
        yield Span(start, end)


def _page(pieces: Sequence[Span], marks: Marks, size: int) -> _Page:
    starts = [piece.start for piece in pieces]
    units = [_unit(extent, pieces, starts, size) for extent in marks.extents]
    return _Page(
        pieces,
        size,
        by_first=sorted(units),
        by_last=sorted(units, key=attrgetter("last")),
    )


def _unit(
    extent: Extent, pieces: Sequence[Span], starts: list[int], size: int
) -> _Unit:
    first = bisect_right(starts, extent.start) - 1
    last = bisect_left(starts, extent.end) - 1
    limit = pieces[first].start + size
    if pieces[last].end > limit:
        last = bisect_right(pieces, limit, first, last, key=attrgetter("end")) - 1
    return _Unit(first, last, extent.pattern, extent.weight)


def _best_window(page: _Page, low: int, high: int, shown: Collection[int]) -> _Window:
    """Return the best window of the pieces from *low* up to *high*.

    Two cursors sweep the occurrences: one enters where its last piece comes
    to fit into the window, and leaves where its first falls out of it.
    """
    best = _NOTHING
    inside: Counter[int] = Counter()
    new = weight = 0
    entering = bisect_left(page.by_last, low, key=attrgetter("last"))
    for at in range(bisect_left(page.by_first, (low,)), len(page.by_first)):
        leaving = page.by_first[at]
        if leaving.first >= high:
            break
        limit = page.pieces[leaving.first].start + page.size
        while entering < len(page.by_last):
            unit = page.by_last[entering]
            if unit.last >= high or page.pieces[unit.last].end > limit:
                break
            entering += 1
            if unit.first >= leaving.first:
                weight += unit.weight
                inside[unit.pattern] += 1
                new += inside[unit.pattern] == 1 and unit.pattern not in shown
        if (new, weight) > best[:2]:
            best = _Window(new, weight, leaving.first, high - 1)
        if leaving.last < high:
            weight -= leaving.weight
            inside[leaving.pattern] -= 1
            new -= not inside[leaving.pattern] and leaving.pattern not in shown
    return best


def _inside(page: _Page, window: _Window) -> list[_Unit]:
    """Return the occurrences that *window* shows whole."""
    limit = page.pieces[window.first].start + page.size
    begin = bisect_left(page.by_first, (window.first,))
    found = []
    for at in range(begin, len(page.by_first)):
        unit = page.by_first[at]
        if page.pieces[unit.first].start >= limit:
            break
        if unit.last <= window.last and page.pieces[unit.last].end <= limit:
            found.append(unit)
    return found


def _without(part: tuple[int, int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield what is left of *part* when the pieces *first* to *last* are taken."""
    low, high = part
    if not low <= first < high:
        yield part
        return
    if low < first:
        yield low, first
    if last + 1 < high:
        yield last + 1, high
