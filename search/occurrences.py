"""Occurrences: where the patterns of a query stand in one text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from .phrases import Pattern, occurrences_of_each
from .plan import PhraseClause, TermClause, leaves

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from numpy.typing import NDArray

    from ..index import Tokens
    from .plan import Plan, Scored

    Numbers = NDArray[np.uint32]


#: Where a passage starts, its text, its HTML, and its matches from its start on.
Passage = tuple[int, str, str, tuple[tuple[int, int], ...]]


class Marked(Protocol):
    """A text and what is to be marked in it."""

    def whole(self, text: str) -> Passage:
        """Return *text*, which is the text itself, marked."""

    def passages(self, text: str, size: int, count: int) -> list[Passage]:
        """Return the passages of *text* that show the marks best, in order.

        :param text: the text itself.
        :param size: code points of a passage at most, at least 1.
        :param count: passages at most; -1 for as many as show every mark.
        """


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


@dataclass(frozen=True, slots=True)
class GivenMarks:
    """A text of which the occurrences are given as arrays."""

    #: A build of :mod:`..index.kernels.plain.texts`.
    kernels: ModuleType
    occurrences: Occurrences

    def whole(self, text: str) -> Passage:
        """Return the text marked; see :class:`Marked`."""
        found: Passage = self.kernels.mark_text(text, *self.occurrences)
        return found

    def passages(self, text: str, size: int, count: int) -> list[Passage]:
        """Return the passages to show; see :class:`Marked`."""
        found: list[Passage] = self.kernels.find_passages(
            text, *self.occurrences, size, count
        )
        return found


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


def marked_leaves(plan: Plan, field: str) -> list[Scored]:
    """Return what may be marked in *field*."""
    return [
        leaf
        for leaf in leaves(plan.root)
        if isinstance(leaf, TermClause | PhraseClause) and field in leaf.fields
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
    return 2 if pattern.open_end else 1
