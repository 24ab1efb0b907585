"""Merge policy: which segments a commit makes into one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A commit leaves at most so many segments.
MAX_SEGMENTS = 12

#: Segments smaller than this are all of the lowest tier.
_TIER_FLOOR = 64
#: Each tier holds segments of up to so many times the documents of the one below.
_TIER_FACTOR = 8
#: So many segments of one tier become one of a higher tier.
_SEGMENTS_PER_TIER = 4


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """How many documents a segment has."""

    #: Deleted ones included.
    all: int
    live: int


def choose_merge(sizes: Sequence[SegmentSize], added: int) -> list[int]:
    """Return the indexes of the segments that a commit merges into its new one.

    The policy is tiered: equals are merged with equals, so that a document is
    rewritten about once a tier and not with every small commit. A segment of
    which half is deleted is rewritten, one that is all deleted always goes.

    :param sizes: the segments there are.
    :param added: live documents in the new segment; 0 if there is none yet.
    """
    chosen = {
        index
        for index, size in enumerate(sizes)
        if size.live == 0 or size.live * 2 < size.all
    }
    chosen |= _crowded_tiers(sizes, chosen, added)
    has_new = added > 0 or any(sizes[index].live for index in chosen)
    surplus = len(sizes) - len(chosen) + has_new - MAX_SEGMENTS
    if surplus > 0:
        rest = [index for index in range(len(sizes)) if index not in chosen]
        rest.sort(key=lambda index: (sizes[index].live, index))
        # Without a new segment the merged ones make one themselves.
        chosen.update(rest[: surplus + (not has_new)])
    return sorted(chosen)


def _crowded_tiers(
    sizes: Sequence[SegmentSize], chosen: set[int], added: int
) -> set[int]:
    """Return the segments of every tier that has its number, from the lowest up."""
    tiers: defaultdict[int, list[int]] = defaultdict(list)
    for index, size in enumerate(sizes):
        if index not in chosen:
            tiers[_tier(size.live)].append(index)
    merged: set[int] = set()
    growing = added + sum(sizes[index].live for index in chosen)
    for tier in sorted(tiers):
        joins = growing > 0 and _tier(growing) <= tier
        if len(tiers[tier]) + joins < _SEGMENTS_PER_TIER:
            continue
        merged.update(tiers[tier])
        growing += sum(sizes[index].live for index in tiers[tier])
    return merged


def _tier(documents: int) -> int:
    tier = 0
    bound = _TIER_FLOOR
    while documents >= bound:
        bound *= _TIER_FACTOR
        tier += 1
    return tier
