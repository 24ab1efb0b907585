"""Texts, plain: what of a stored text is marked, and which passages show it."""

from __future__ import annotations

import struct
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from .offsets import decode_offsets
from .passages import find_passages, mark_text
from .places import find_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from ...codec.layout import Offsets, Postings
    from .passages import Passage

    Numbers = NDArray[np.uint32]

__all__ = ["Articles", "Text", "Wanted", "find_passages", "mark_text"]

#: Bytes of title and body; see :mod:`...codec.stored`.
_LENGTHS = struct.Struct("<II")


class Wanted:
    """The patterns that are marked.

    :param patterns: of each its kind, one of :mod:`.marks` but with slop, and the
        terms of each of its slots.
    """

    def __init__(self, patterns: Sequence[tuple[int, Sequence[Sequence[int]]]]) -> None:
        self._patterns = patterns
        slots = [terms for _kind, slots in patterns for terms in slots]
        #: The terms of all slots, one slot after the other.
        self.terms = np.array([*chain.from_iterable(slots)], np.uint32)
        #: Terms before each slot, [slots + 1].
        self.slots = np.array([0, *accumulate(map(len, slots))], np.uint32)
        widths = (len(slots) for _kind, slots in patterns)
        #: Slots before each pattern, [patterns + 1].
        self.bounds = np.array([0, *accumulate(widths)], np.uint32)
        self.kinds = np.array([kind for kind, _slots in patterns], np.uint8)

    def only(self, places: Sequence[int]) -> Wanted:
        """Return the patterns at *places* alone, in the order of *places*.

        :raises IndexError: if there is none at one of them.
        """
        return Wanted([self._patterns[place] for place in places])


class Text:
    """The stored positions and offsets of one field of a segment; safe to share."""

    def __init__(self, postings: Postings, offsets: Offsets) -> None:
        self._postings = postings
        self._offsets = offsets

    def find(
        self, terms: Numbers, slots: Numbers, docs: Numbers
    ) -> tuple[Numbers, Numbers]:
        """Return where a word or an exact phrase stands in each of *docs*.

        See :func:`.places.find_starts`.
        """
        return find_starts(self._postings, terms, slots, docs)

    def tokens(self, doc: int) -> tuple[Numbers, Numbers]:
        """Return where each token of the text of *doc* starts and ends."""
        first, behind = self._offsets.starts[doc : doc + 2].tolist()
        return decode_offsets(
            self._offsets.codes[first:behind],
            first,
            self._offsets.escape_tokens,
            self._offsets.escape_gaps,
            self._offsets.escape_lengths,
        )

    def whole(self, doc: int, text: str, wanted: Wanted) -> Passage:
        """Return *text*, that of *doc*, marked."""
        return mark_text(text, *self._occurrences(doc, wanted))

    def passages(
        self, doc: int, text: str, wanted: Wanted, size: int, count: int
    ) -> list[Passage]:
        """Return the passages of *text*, that of *doc*, to show.

        See :func:`.passages.find_passages`.
        """
        return find_passages(text, *self._occurrences(doc, wanted), size, count)

    def _occurrences(
        self, doc: int, wanted: Wanted
    ) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers, NDArray[np.uint8], Numbers]:
        docs = np.array([doc], np.uint32)
        found = [
            find_starts(
                self._postings, wanted.terms, wanted.slots[low : high + 1], docs
            )[1]
            for low, high in pairwise(wanted.bounds.tolist())
        ]
        widths = np.diff(wanted.bounds).astype(np.uint32)
        firsts = np.concatenate([np.empty(0, np.uint32), *found])
        sizes = [len(each) for each in found]
        patterns = np.repeat(np.arange(len(found), dtype=np.uint32), sizes)
        lasts = firsts + np.repeat(widths, sizes) - np.uint32(1)
        words = np.empty(0, np.uint32)
        starts, ends = self.tokens(doc)
        return starts, ends, firsts, lasts, patterns, wanted.kinds, words


class Articles:
    """The stored articles of a segment, and what stands where in their texts.

    Safe to share between threads.

    :param frames: one after the other, uint8.
    :param offsets: bytes before each frame, uint64[documents + 1].
    """

    def __init__(
        self,
        title: Text,
        body: Text,
        frames: NDArray[np.uint8],
        offsets: NDArray[np.uint64],
    ) -> None:
        self._title = title
        self._body = body
        self._frames = frames
        self._offsets = offsets

    def show(
        self,
        docs: Sequence[int],
        wanted: Sequence[tuple[Wanted, Wanted]],
        decompress: Callable[[bytes], bytes],
        size: int,
        count: int,
    ) -> list[tuple[bytes, Passage, list[Passage]]]:
        """Return of each of *docs* what is stored and what of it is shown.

        That is the payload of its frame, its title marked, and at most *count*
        passages of its body, as :func:`.passages.find_passages` has them.

        :param wanted: of each document, what is marked in its title and its body.
        :param decompress: makes a payload of a frame.
        :raises ValueError: if something is damaged.
        """
        found = []
        for doc, (in_title, in_body) in zip(docs, wanted, strict=True):
            start, end = self._offsets[doc : doc + 2].tolist()
            payload = decompress(self._frames[start:end].tobytes())
            title, body = _texts(payload)
            passages: list[Passage] = []
            if count:
                passages = self._body.passages(doc, body, in_body, size, count)
            found.append((payload, self._title.whole(doc, title, in_title), passages))
        return found


def _texts(payload: bytes) -> tuple[str, str]:
    """Return title and body of what is stored."""
    title, body = _LENGTHS.unpack_from(payload)
    start = _LENGTHS.size + title
    if start + body > len(payload):
        raise ValueError("damaged article")
    return payload[_LENGTHS.size : start].decode(), payload[
        start : start + body
    ].decode()
