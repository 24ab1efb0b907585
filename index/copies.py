"""Copies: which of the articles that are written are copies of others.

Of two texts the shorter is a copy of the longer if nearly all that it says stands in
there word for word, see :mod:`.kernels.plain.sketches`: copies cut at the end are
found, and those with other headlines, datelines and a changed sentence. The longest
text of a story is its *leader*; every other text is a copy of it, so that a chain of
texts each a little like the next is no story.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .codec.stories import Stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from .kernels.choice import Kernels

#: Keys that are compared at once.
_KEYS = 1 << 24


@dataclass(frozen=True, slots=True)
class NewTexts:
    """The texts of one segment in the making."""

    #: Of each document, in one part or several.
    sketches: Sequence[NDArray[np.uint32]]
    #: False for documents that were deleted since.
    live: NDArray[np.bool_]
    #: The name that each document gives to a story of its own.
    keys: NDArray[np.uint64]
    #: By docnum: the story of an older article that it is a copy of.
    known: Mapping[int, int]


def find_stories(texts: Sequence[NewTexts], kernels: Kernels) -> list[Stories]:
    """Return the stories of each segment, found among the texts of all."""
    sketches = kernels.sketches.Sketches([x for each in texts for x in each.sketches])
    live = np.concatenate([np.empty(0, np.bool_), *(each.live for each in texts)])
    there = np.flatnonzero(live).astype(np.uint32)
    tokens = sketches.tokens()[there].astype(np.int64)
    # From long to short: what is cut is a copy of what it was cut from.
    order = there[np.argsort(-tokens, kind="stable")]
    leaders = _find_leaders(sketches, order, kernels)
    return _name(texts, leaders, order)


def _find_leaders(
    sketches: Any, order: NDArray[np.uint32], kernels: Kernels
) -> dict[int, int]:
    """Return the leader of each text that is a copy."""
    parts = 1 + len(order) * kernels.sketches.KEYS // _KEYS
    later, earlier = sketches.pairs(order, parts)
    places = np.unique((later.astype(np.uint64) << np.uint64(32)) | earlier)
    texts = order[places >> np.uint64(32)].tolist()
    others = order[places & np.uint64(0xFFFFFFFF)].tolist()
    leaders: dict[int, int] = {}
    # In the order of the texts: whose leader is asked for has been told.
    for text, other in zip(texts, others, strict=True):
        leader = leaders.get(other, other)
        if text not in leaders and (
            leader == other or sketches.are_copies(text, leader)
        ):
            leaders[text] = leader
    return leaders


def _name(
    texts: Sequence[NewTexts], leaders: Mapping[int, int], order: NDArray[np.uint32]
) -> list[Stories]:
    """Return the stories of each segment by the leaders of all texts."""
    firsts = np.cumsum([0, *(len(each.live) for each in texts)]).tolist()
    own = np.concatenate([np.empty(0, np.uint64), *(each.keys for each in texts)])
    known = {
        first + docnum: key
        for first, each in zip(firsts, texts, strict=False)
        for docnum, key in each.known.items()
    }
    names: dict[int, int] = {}
    if known:
        for text in filter(known.__contains__, order.tolist()):
            names.setdefault(leaders.get(text, text), known[text])
    found: list[dict[int, int]] = [{} for _ in texts]
    for text in {*leaders, *names}:
        leader = leaders.get(text, text)
        key = names.get(leader)
        if key is None:
            key = int(own[leader])
        if key != own[text]:
            part = bisect_right(firsts, text) - 1
            found[part][text - firsts[part]] = key
    return list(map(Stories.of, found))
