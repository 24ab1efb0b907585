"""Patterns of words and where they occur: one core for scoring and highlighting.

A pattern with slop asks for distinct positions, so that "to be or not to be"
needs two of ``to``. Which positions can be given to which slots is a matching in
a bipartite graph, and the sets of positions that can be matched at once are
those of a transversal matroid. Hence taking positions from left to right,
each one that still fits, ends at the first window that is wide enough, with the
lexicographically smallest set of positions in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..index import Tokens

#: How many positions are looked at between two looks at the clock.
_STRIDE = 1024


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word, or words of which each stands at a position of its own.

    One slot is a word; several are an exact phrase, at successive positions;
    with *slop* they stand at distinct positions, in any order, that span at
    most ``len(slots) + slop`` positions.
    """

    #: The forms that match, slot by slot.
    slots: tuple[frozenset[str], ...]
    slop: int = 0
    #: As in :class:`Tokens`: the last slot is a single character of a script
    #: written without spaces; it is that character which occurs, not the token.
    open_end: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the slots stand at successive positions."""
        return self.slop == 0 or len(self.slots) == 1


def _without_end() -> None:
    """Go on: what is marked was found by a search that ended in time."""


def phrase_starts(
    positions: Sequence[Sequence[int]],
    slop: int,
    check: Callable[[], None] = _without_end,
) -> list[int]:
    """Return where a phrase occurs in one text: its leftmost positions, ascending.

    Their number is the frequency of the phrase.

    :param positions: of each slot, ascending; slots may share positions.
    :param slop: as in :class:`Pattern`.
    :param check: called now and then; raises when the search is to end.
    """
    if not all(map(len, positions)):
        return []
    if slop == 0 or len(positions) == 1:
        return _exact_starts(positions)
    return [spread[0] for spread in _spreads(positions, slop, check)]


def occurrences(pattern: Pattern, tokens: Tokens) -> list[Sequence[int]]:
    """Return the positions of each occurrence of *pattern*, ascending.

    An exact pattern occurs wherever all its slots match. One with slop occurs
    once for each position that is the leftmost of some assignment of its slots
    to positions; given is the tightest assignment from there and, among equally
    tight ones, the lexicographically smallest.
    """
    return occurrences_of_each([pattern], tokens)[0]


def occurrences_of_each(
    patterns: Sequence[Pattern], tokens: Tokens
) -> list[list[Sequence[int]]]:
    """Return :func:`occurrences` for each of *patterns*, in one pass over *tokens*."""
    wanted = frozenset().union(*chain.from_iterable(each.slots for each in patterns))
    places: dict[str, list[int]] = {}
    for position, form in enumerate(tokens.forms):
        if form in wanted:
            places.setdefault(form, []).append(position)
    return [occurrences_among(pattern, places) for pattern in patterns]


def occurrences_among(
    pattern: Pattern, places: Mapping[str, list[int]]
) -> list[Sequence[int]]:
    """Return :func:`occurrences` in a text of which each form's places are given.

    :param places: ascending; of the forms of *pattern* that the text has.
    """
    positions = [_positions(slot, places) for slot in pattern.slots]
    if not all(map(len, positions)):
        return []
    if pattern.is_exact:
        width = len(positions)
        return [range(start, start + width) for start in _exact_starts(positions)]
    return list(_spreads(positions, pattern.slop, _without_end))


def _positions(slot: frozenset[str], places: Mapping[str, list[int]]) -> list[int]:
    found = [places[form] for form in slot & places.keys()]
    return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))


def _exact_starts(positions: Sequence[Sequence[int]]) -> list[int]:
    if not positions:
        return []
    rarest, *others = sorted(
        range(len(positions)), key=lambda slot: len(positions[slot])
    )
    starts = [position - rarest for position in positions[rarest]]
    for slot in others:
        held = set(positions[slot])
        starts = [start for start in starts if start + slot in held]
    return starts


def _spreads(
    positions: Sequence[Sequence[int]], slop: int, check: Callable[[], None]
) -> Iterator[tuple[int, ...]]:
    """Yield the positions of each occurrence with slop, by leftmost position."""
    width = len(positions) + slop
    needs = Counter(map(tuple, positions))
    if sum(map(len, needs)) == len(frozenset().union(*needs)):
        return _spreads_of_separate_words(needs, width, check)
    return _spreads_of_shared_words(positions, width, check)


def _spreads_of_separate_words(
    needs: dict[tuple[int, ...], int], width: int, check: Callable[[], None]
) -> Iterator[tuple[int, ...]]:
    """Yield the spreads where slots have all their positions in common or none.

    :param needs: how many of these positions an occurrence takes.
    """
    for number, first in enumerate(sorted(chain.from_iterable(needs))):
        if number % _STRIDE == 0:
            check()
        taken: list[int] = []
        for places, need in needs.items():
            index = bisect_left(places, first)
            taken += places[index : index + need]
            if len(places) < index + need or taken[-1] >= first + width:
                break
        else:
            yield tuple(sorted(taken))


def _spreads_of_shared_words(
    positions: Sequence[Sequence[int]], width: int, check: Callable[[], None]
) -> Iterator[tuple[int, ...]]:
    """Yield the spreads where slots share some of their positions."""
    slots: dict[int, list[int]] = {}
    for slot, places in enumerate(positions):
        for position in places:
            slots.setdefault(position, []).append(slot)
    ordered = sorted(slots)
    for index, first in enumerate(ordered):
        window = ordered[index : bisect_left(ordered, first + width, index)]
        spread = _match(window, slots, len(positions), check)
        if spread is not None:
            yield spread


def _match(
    window: Sequence[int],
    slots: dict[int, list[int]],
    need: int,
    check: Callable[[], None],
) -> tuple[int, ...] | None:
    """Return the first positions of *window* that fill *need* slots, if any do."""
    holders: dict[int, int] = {}
    taken: list[int] = []
    for position in window:
        # One seat takes time in the square of the slots.
        check()
        if _seat(position, slots, holders):
            taken.append(position)
            if len(taken) == need:
                return tuple(taken)
    return None


def _seat(position: int, slots: dict[int, list[int]], holders: dict[int, int]) -> bool:
    """Give *position* a slot, moving others to further slots of theirs if need be.

    This is one augmenting path, searched breadth first.

    :param holders: the position in each slot that is taken; changed on success.
    """
    reached: dict[int, int] = {}
    queue = [position]
    for seeker in queue:
        for slot in slots[seeker]:
            if slot in reached:
                continue
            reached[slot] = seeker
            if slot not in holders:
                _shift(slot, reached, holders)
                return True
            queue.append(holders[slot])
    return False


def _shift(free: int, reached: dict[int, int], holders: dict[int, int]) -> None:
    """Move every position on the path to *free* one slot along it."""
    left = {seeker: slot for slot, seeker in holders.items() if slot in reached}
    slot: int | None = free
    while slot is not None:
        seeker = reached[slot]
        holders[slot] = seeker
        slot = left.get(seeker)
