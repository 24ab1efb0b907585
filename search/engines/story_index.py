"""Stories of a segment: which of its documents others are copies of, or are copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...index import own_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...index import SegmentFile


class StoryMembers(NamedTuple):
    """Documents of stories with several articles."""

    #: Docnums, ascending.
    docs: NDArray[np.uint32]
    #: The names of their stories.
    keys: NDArray[np.uint64]


class StoryIndex:
    """The names that documents of a segment give their stories, found by name."""

    def __init__(self, file: SegmentFile) -> None:
        #: The documents that have others' names.
        self.copies = file.stories
        own = own_keys(file.array("digest"))
        is_own = np.ones(len(own), np.bool_)
        is_own[self.copies.docs] = False
        docs = np.flatnonzero(is_own).astype(np.uint32)
        order = np.argsort(own[docs], kind="stable")
        self._docs = docs[order]
        self._keys = own[self._docs]

    def documents(self, key: int) -> NDArray[np.uint32]:
        """Return the documents of a story, ascending."""
        name = np.uint64(key)
        low = np.searchsorted(self._keys, name)
        high = np.searchsorted(self._keys, name, "right")
        copies = self.copies.docs[self.copies.keys == name]
        return np.sort(np.concatenate([self._docs[low:high], copies]))

    def members(self, keys: NDArray[np.uint64]) -> StoryMembers:
        """Return the documents of the stories *keys*, which ascend.

        :param keys: those of all documents of the segment that have others' names, and
            perhaps more.
        """
        lows = np.searchsorted(self._keys, keys)
        highs = np.searchsorted(self._keys, keys, "right")
        there = np.flatnonzero(highs > lows)
        places = np.concatenate(
            [np.empty(0, np.int64)]
            + [np.arange(lows[each], highs[each]) for each in there.tolist()]
        )
        docs = np.concatenate([self._docs[places], self.copies.docs])
        names = np.concatenate([self._keys[places], self.copies.keys])
        order = np.argsort(docs, kind="stable")
        return StoryMembers(docs[order], names[order])
