"""Marks: the occurrences of patterns as spans of code points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What a pattern's occurrences are: words at places of their own, ...
SLOPPY = 0
#: ... successive words, which are marked as one span, ...
EXACT = 1
#: ... or likewise, up to where the token after the last one starts: tokens of a
#: script without spaces overlap, and only a single character was asked for.
OPEN = 2


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


def find_marks(
    starts: Sequence[int],
    ends: Sequence[int],
    firsts: Sequence[int],
    lasts: Sequence[int],
    patterns: Sequence[int],
    kinds: Sequence[int],
    words: Sequence[int],
) -> Marks:
    """Mark every occurrence; overlapping spans are united.

    :param starts, ends: where each token of the text stands.
    :param firsts, lasts, patterns: of each occurrence, its first and its last token
        and the number of its pattern.
    :param kinds: of each pattern, one of the constants above.
    :param words: the tokens of all sloppy occurrences.
    """
    shares = {number: 1 + _WEIGHT // n for number, n in Counter(patterns).items()}
    extents: list[Extent] = []
    spans = {Span(starts[token], ends[token]) for token in words}
    for first, last, number in zip(firsts, lasts, patterns, strict=True):
        end = ends[last]
        if kinds[number] == OPEN and last + 1 < len(starts):
            end = min(end, starts[last + 1])
        extents.append(Extent(starts[first], end, number, shares[number]))
        if kinds[number] != SLOPPY:
            spans.add(Span(starts[first], end))
    return Marks(_united(sorted(spans)), extents)


def _united(spans: list[Span]) -> list[Span]:
    united: list[Span] = []
    for span in spans:
        if united and span.start < united[-1].end:
            last = united[-1]
            united[-1] = Span(last.start, max(last.end, span.end))
        else:
            united.append(span)
    return united
