"""Occurrences: where the patterns of a query stand in one text."""

from __future__ import annotations

import math
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .phrases import Pattern, occurrences_of_each
from .plan import PhraseClause, TermClause, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ..index import Tokens
    from .plan import Plan, Scored

    Numbers = NDArray[np.uint32]


#: The kind of an exact pattern with an open end.
_OPEN = 2


class Occurrences(NamedTuple):
    """What a text is marked by: tokens by number, and where they stand.

    The order is that of the arguments of ``mark_text`` of :attr:`~.Kernels.texts`.
    """

    #: Of each token of the text: where it starts and ends, in code points.
    starts: Numbers
    ends: Numbers
    #: Of each occurrence: its first and last token, and its pattern.
    firsts: Numbers
    lasts: Numbers
    patterns: Numbers
    #: Of each pattern: 0 with slop, 1 exact, 2 exact with an open end.
    kinds: NDArray[np.uint8]
    #: The tokens of occurrences with slop.
    words: Numbers


def find_occurrences(tokens: Tokens, patterns: Sequence[Pattern]) -> Occurrences:
    """Return where *patterns* stand in the text that has *tokens*."""
    distinct = list(dict.fromkeys(patterns))
    return list_occurrences(
        np.array(tokens.starts, np.uint32),
        np.array(tokens.ends, np.uint32),
        distinct,
        occurrences_of_each(distinct, tokens),
    )


def list_occurrences(
    starts: Numbers,
    ends: Numbers,
    patterns: Sequence[Pattern],
    found: Sequence[Sequence[Sequence[int]]],
) -> Occurrences:
    """Return as arrays what was *found* of each of *patterns*, all distinct."""
    flat = list(chain.from_iterable(found))
    numbers = chain.from_iterable(
        repeat(number, len(each)) for number, each in enumerate(found)
    )
    words = {
        token
        for pattern, places in zip(patterns, found, strict=True)
        if not pattern.is_exact
        for token in chain.from_iterable(places)
    }
    return Occurrences(
        starts,
        ends,
        np.array([place[0] for place in flat], np.uint32),
        np.array([place[-1] for place in flat], np.uint32),
        np.array(list(numbers), np.uint32),
        np.array([kind_of(pattern) for pattern in patterns], np.uint8),
        np.array(sorted(words), np.uint32),
    )


_NONE: Numbers = np.empty(0, np.uint32)
#: Of a text in which nothing stands.
NOTHING = Occurrences(
    *(_NONE, _NONE), *(_NONE, _NONE, _NONE), np.empty(0, np.uint8), _NONE
)


def spans(occurrences: Occurrences) -> list[tuple[int, int]]:
    """Return from where to where each occurrence stands, in code points, ascending.

    What stands at the same place twice is given once; one with slop reaches from its
    first word to its last.
    """
    if not len(occurrences.firsts):
        return []
    starts = occurrences.starts[occurrences.firsts].tolist()
    ends = occurrences.ends[occurrences.lasts].tolist()
    if _OPEN in occurrences.kinds.tolist():
        ends = list(map(min, ends, _next_starts(occurrences)))
    return sorted(set(zip(starts, ends, strict=True)))


def _next_starts(occurrences: Occurrences) -> Iterator[float]:
    """Yield where those with an open end must end.

    Tokens overlap there, and only a character was asked for.
    """
    count = len(occurrences.starts)
    kinds = occurrences.kinds[occurrences.patterns]
    for last, kind in zip(occurrences.lasts.tolist(), kinds.tolist(), strict=True):
        is_cut = kind == _OPEN and last + 1 < count
        yield int(occurrences.starts[last + 1]) if is_cut else math.inf


def marked_leaves(plan: Plan) -> list[Scored]:
    """Return what may be marked, each leaf in its fields."""
    return [
        leaf
        for leaf in leaves(plan.root)
        if isinstance(leaf, TermClause | PhraseClause)
    ]


def pattern_of(leaf: Scored) -> Pattern:
    """Return what *leaf* stands for in a text."""
    if isinstance(leaf, TermClause):
        return Pattern((frozenset(leaf.forms),), open_end=leaf.open_end)
    slots = tuple(frozenset(slot) for slot in leaf.slots)
    return Pattern(slots, leaf.slop, leaf.open_end)


def kind_of(pattern: Pattern) -> int:
    """Return what :attr:`Occurrences.kinds` says of *pattern*."""
    if not pattern.is_exact:
        return 0
    return _OPEN if pattern.open_end else 1
