"""Marks: the occurrences of patterns as spans of code points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from .phrases import occurrences_of_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..index import Tokens
    from .phrases import Pattern


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Extent(NamedTuple):
    """Where one occurrence reaches from its first word to its last."""

    start: int
    end: int
    #: Which of the patterns it is an occurrence of.
    pattern: int
    #: Its share in showing that pattern: the rarer here, the higher.
    weight: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a text, and the occurrences behind it."""

    #: Ascending and disjoint; spans that merely touch are kept apart.
    spans: list[Span]
    #: In no particular order.
    extents: list[Extent]


#: Shared among the occurrences of a pattern; whole numbers keep sums exact.
_WEIGHT = 1_000_000


def find_marks(tokens: Tokens, patterns: Iterable[Pattern]) -> Marks:
    """Mark every occurrence of *patterns*.

    An exact phrase is one span, from the start of its first token to the end of
    its last; one with slop is a span for each of its words. Spans that overlap
    are united.
    """
    distinct = list(dict.fromkeys(patterns))
    spans: set[Span] = set()
    extents: list[Extent] = []
    found = occurrences_of_each(distinct, tokens)
    for number, (pattern, places) in enumerate(zip(distinct, found, strict=True)):
        spans.update(_spans(pattern, places, tokens))
        if places:
            weight = 1 + _WEIGHT // len(places)
            extents += [
                Extent(*_reach(pattern, place, tokens), number, weight)
                for place in places
            ]
    return Marks(_united(sorted(spans)), extents)


def _spans(pattern: Pattern, places: list[Sequence[int]], tokens: Tokens) -> list[Span]:
    if pattern.is_exact:
        return [_reach(pattern, place, tokens) for place in places]
    positions = set(chain.from_iterable(places))
    return [Span(tokens.starts[each], tokens.ends[each]) for each in positions]


def _reach(pattern: Pattern, place: Sequence[int], tokens: Tokens) -> Span:
    last = place[-1]
    end = tokens.ends[last]
    if pattern.open_end and pattern.is_exact and last + 1 < len(tokens):
        # Tokens of a script without spaces overlap: up to the next one is the
        # single character that was asked for.
        end = min(end, tokens.starts[last + 1])
    return Span(tokens.starts[place[0]], end)


def _united(spans: list[Span]) -> list[Span]:
    united: list[Span] = []
    for span in spans:
        if united and span.start < united[-1].end:
            last = united[-1]
            united[-1] = Span(last.start, max(last.end, span.end))
        else:
            united.append(span)
    return united
