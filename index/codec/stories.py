"""Stories: which articles of a segment are copies of others.

A story is named by a number: that of an article that stands alone is the first eight
bytes of its digest. Copies have the name of one of them, which may be deleted since or
stand in another segment. Kept are those alone that have another name than their own,
as ``story.docs`` and ``story.keys``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..schema import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .container import ContainerWriter
    from .layout import SegmentFile
    from .part import Part

_KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class Stories:
    """The documents that have the names of others' stories."""

    #: Docnums, ascending.
    docs: NDArray[np.uint32]
    #: The names of their stories.
    keys: NDArray[np.uint64]

    @classmethod
    def of(cls, keys: dict[int, int]) -> Stories:
        """Return the stories of documents by docnum."""
        docs = sorted(keys)
        names = [keys[docnum] for docnum in docs]
        return cls(np.array(docs, np.uint32), np.array(names, np.uint64))

    def key(self, docnum: int) -> int | None:
        """Return the story of a document; None if it is its own."""
        place = int(np.searchsorted(self.docs, docnum))
        if place < len(self.docs) and self.docs[place] == docnum:
            return int(self.keys[place])
        return None

    def write(self, writer: ContainerWriter) -> None:
        """Write them."""
        writer.add("story.docs", self.docs)
        writer.add("story.keys", self.keys)


NO_STORIES = Stories.of({})


def own_keys(digests: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return the names of stories by the *digests* of all documents."""
    keys: NDArray[Any] = np.ascontiguousarray(digests).view("<u8")
    return keys[:: DIGEST_BYTES // _KEY_BYTES]


def merge_stories(parts: Sequence[Part], stories: Sequence[Stories]) -> Stories:
    """Return the stories of the documents that are left of *parts*.

    :param stories: those of each part.
    """
    docs = [np.empty(0, np.uint32)]
    keys = [np.empty(0, np.uint64)]
    for part, own in zip(parts, stories, strict=True):
        left = part.live[own.docs]
        docs.append(part.docnums[own.docs[left]])
        keys.append(own.keys[left])
    return Stories(np.concatenate(docs), np.concatenate(keys))


def broken_stories(file: SegmentFile) -> Iterator[str]:
    """Yield what is wrong with the stories of *file*."""
    stories = file.stories
    docs = stories.docs
    if (docs >= file.count).any():
        yield "has stories of documents that are not there"
    elif (docs[1:] <= docs[:-1]).any():
        yield "has documents of stories that are not in order"
    elif (own_keys(file.array("digest"))[docs] == stories.keys).any():
        yield "has documents of stories that are their own"
