"""Texts, plain: what of a stored text is marked, and which passages show it."""

from __future__ import annotations

import struct
from itertools import accumulate, chain
from typing import TYPE_CHECKING

import numpy as np

from .offsets import decode_offsets
from .passages import find_passages, mark_text
from .places import find_places, find_starts, starts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from ...codec.layout import Offsets, Postings
    from .passages import Passage
    from .places import Places

    Numbers = NDArray[np.uint32]
    Occurrences = tuple[
        Numbers, Numbers, Numbers, Numbers, Numbers, NDArray[np.uint8], Numbers
    ]

__all__ = ["Articles", "Text", "Wanted", "find_passages", "mark_text"]

#: Bytes of title and body; see :mod:`...codec.stored`.
_LENGTHS = struct.Struct("<II")


class Wanted:
    """The patterns that are marked.

    :param patterns: of each its kind, one of :mod:`.marks` but with slop, and the
        terms of each of its slots.
    """

    def __init__(self, patterns: Sequence[tuple[int, Sequence[Sequence[int]]]]) -> None:
        #: As they were given.
        self.patterns = patterns
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
        return Wanted([self.patterns[place] for place in places])


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

    def occurrences(
        self, docs: Sequence[int], wanted: Wanted, *, is_cut: bool
    ) -> dict[int, Occurrences]:
        """Return where what is *wanted* stands in each of *docs*.

        In the order of the arguments of :func:`.passages.mark_text`.

        :param is_cut: whether the text will be cut between its tokens; else they are
            left out where nothing stands.
        """
        terms = wanted.terms.tolist()
        places = find_places(self._postings, terms, np.array(docs, np.uint32))
        return {doc: self._in_one(doc, places, wanted, is_cut=is_cut) for doc in docs}

    def _in_one(
        self, doc: int, places: Places, wanted: Wanted, *, is_cut: bool
    ) -> Occurrences:
        firsts: list[int] = []
        lasts: list[int] = []
        patterns: list[int] = []
        for number, (_kind, phrase) in enumerate(wanted.patterns):
            found = starts_in(places, phrase, doc)
            firsts += found
            lasts += [start + len(phrase) - 1 for start in found]
            patterns += [number] * len(found)
        starts = ends = np.empty(0, np.uint32)
        if firsts or is_cut:
            starts, ends = self.tokens(doc)
        return (
            starts,
            ends,
            np.array(firsts, np.uint32),
            np.array(lasts, np.uint32),
            np.array(patterns, np.uint32),
            wanted.kinds,
            np.empty(0, np.uint32),
        )


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
        in_title, in_body = (
            _occurrences(text, docs, [each[field] for each in wanted], is_cut=is_cut)
            for field, (text, is_cut) in enumerate(
                ((self._title, False), (self._body, True))
            )
        )
        found = []
        for doc in docs:
            start, end = self._offsets[doc : doc + 2].tolist()
            if not start < end <= len(self._frames):
                raise ValueError("damaged places of frames")
            payload = decompress(self._frames[start:end].tobytes())
            title, body = _texts(payload)
            passages: list[Passage] = []
            if count:
                passages = find_passages(body, *in_body[doc], size, count)
            found.append((payload, mark_text(title, *in_title[doc]), passages))
        return found


def _occurrences(
    text: Text, docs: Sequence[int], wanted: Sequence[Wanted], *, is_cut: bool
) -> dict[int, Occurrences]:
    """Return what is wanted of each of *docs*; most often the same of many."""
    together: dict[int, tuple[Wanted, list[int]]] = {}
    for doc, each in zip(docs, wanted, strict=True):
        together.setdefault(id(each), (each, []))[1].append(doc)
    found: dict[int, Occurrences] = {}
    for each, some in together.values():
        found.update(text.occurrences(some, each, is_cut=is_cut))
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
