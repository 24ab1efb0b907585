"""SnapshotIndex: what searching keeps of a snapshot, made once for all its searches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from ...index import reading
from ..scoring import FIELD_SCORING
from .dictionary import SnapshotDictionary
from .segment_index import SegmentIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ...index import Kernels, OpenSegment, Reading, SegmentFile, Snapshot
    from ..timeline import Spans
    from .story_index import StoryMembers

#: Documents that are looked at between two looks at the clock: a multiple of the
#: kernels' window of 4,096.
STRIDE = 1 << 18


@dataclass(frozen=True, slots=True)
class Part:
    """Documents of a segment that are looked at together, from *low* up to *high*."""

    index: SegmentIndex
    #: The kernels' view of the segment.
    segment: Any
    #: False for deleted documents of the segment.
    live: NDArray[np.bool_]
    #: The snapshot's number of the segment's first document.
    base: int
    low: int
    high: int
    #: By fields, how occurrences in each of them count.
    norms: dict[tuple[str, ...], tuple[Any, ...]]
    #: Whether no document of the segment is deleted.
    is_whole: bool
    #: Where damage of the segment's file is told as such.
    gate: Reading


class SnapshotIndex:
    """The segments of a snapshot as the kernels take them; safe to share."""

    def __init__(self, snapshot: Snapshot, indexes: Sequence[SegmentIndex]) -> None:
        segments = snapshot.segments
        #: The snapshot's number of each segment's first document, and its arrays.
        self.segments = tuple(
            (segment.base, index)
            for segment, index in zip(segments, indexes, strict=True)
        )
        #: The forms of titles and bodies.
        self.dictionary = SnapshotDictionary(indexes, snapshot.parts)
        #: Articles: the documents that are not deleted.
        self.documents = snapshot.doc_count
        #: Mean lengths of the texts, at least 1.
        self.means = {text: self._mean(segments, text) for text in FIELD_SCORING}
        self.parts = tuple(
            part
            for segment, index in zip(segments, indexes, strict=True)
            for part in self._parts(segment, index)
        )
        self._totals: dict[int, tuple[Spans, NDArray[np.int64]]] = {}

    @cached_property
    def stories(self) -> dict[SegmentIndex, StoryMembers]:
        """By segment: the documents of stories with several articles."""
        keys = []
        for _base, index in self.segments:
            with index.gate:
                keys.append(index.stories.copies.keys)
        names = np.unique(np.concatenate([np.empty(0, np.uint64), *keys]))
        return {index: index.stories.members(names) for _base, index in self.segments}

    def totals(self, number: int, spans: Spans) -> NDArray[np.int64]:
        """Return how many articles of the part *number* have each of its *spans*."""
        # Kept for the zone that was asked for last.
        kept = self._totals.get(number)
        if kept is None or kept[0] is not spans:
            part = self.parts[number]
            kernels = part.index.search
            every = kernels.every(part.segment, part.low, part.high)
            counts = kernels.count_numbers(every, spans.numbers, len(spans) + 1)
            kept = self._totals[number] = spans, counts
        return kept[1]

    def _parts(self, segment: OpenSegment, index: SegmentIndex) -> list[Part]:
        gate = reading(segment.file.path)
        with gate:
            view, norms = index.segment(segment.live), self._norms(index)
        live = segment.live.mask
        is_whole = segment.live.count == segment.file.count
        return [
            Part(index, view, live, segment.base, low, high, norms, is_whole, gate)
            for low, high in pairwise(
                [*range(0, segment.file.count, STRIDE), segment.file.count]
            )
        ]

    def _mean(self, segments: Sequence[OpenSegment], text: str) -> float:
        tokens = sum(each.live.tokens[text] for each in segments)
        return max(tokens / max(self.documents, 1), 1.0)

    def _norms(self, index: SegmentIndex) -> dict[tuple[str, ...], tuple[Any, ...]]:
        by_text = {
            text: index.search.Norm(
                index.file.array(f"{text}.lengths"),
                scoring.weight,
                scoring.b,
                self.means[text],
            )
            for text, scoring in FIELD_SCORING.items()
        }
        return {
            texts: tuple(by_text[text] for text in texts)
            for count in range(1, len(by_text) + 1)
            for texts in permutations(by_text, count)
        }


class Indexes:
    """The indexes of an archive's snapshots; each goes with the last who uses it."""

    def __init__(self, kernels: Kernels) -> None:
        self.kernels = kernels
        self._snapshots: WeakKeyDictionary[Snapshot, SnapshotIndex]
        self._snapshots = WeakKeyDictionary()
        self._files: WeakValueDictionary[SegmentFile, SegmentIndex]
        self._files = WeakValueDictionary()

    def of(self, snapshot: Snapshot) -> SnapshotIndex:
        """Return the index of *snapshot*."""
        found = self._snapshots.get(snapshot)
        if found is None:
            indexes = [self._index(each.file) for each in snapshot.segments]
            made = SnapshotIndex(snapshot, indexes)
            found = self._snapshots.setdefault(snapshot, made)
        return found

    def _index(self, file: SegmentFile) -> SegmentIndex:
        found = self._files.get(file)
        if found is None:
            made = SegmentIndex(file, self.kernels)
            found = self._files.setdefault(file, made)
        return found
