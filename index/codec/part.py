"""Part: a segment that is merged with others, and where its documents go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .deletions import Live
    from .layout import SegmentFile
    from .stories import Stories


class MergeInput(Protocol):
    """A segment to be merged: an OpenSegment is one."""

    @property
    def file(self) -> SegmentFile:
        """Its file."""

    @property
    def live(self) -> Live:
        """Which of its documents are left."""

    @property
    def stories(self) -> Stories:
        """Which of its documents are copies of others."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment that is merged, as its merge sees it."""

    file: SegmentFile
    #: Whether each document is left.
    live: NDArray[np.bool_]
    #: The new number of each document, GONE of :mod:`..kernels.plain.merging`.
    docnums: NDArray[np.uint32]
    #: Whether all documents are left.
    is_whole: bool


def make_parts(inputs: Iterable[MergeInput], kernels: Kernels) -> list[Part]:
    """Return the parts of a merge, the documents that are left numbered from 0 on."""
    parts = []
    first = 0
    for each in inputs:
        docnums = np.full(each.file.count, kernels.merging.GONE, np.uint32)
        docnums[each.live.mask] = np.arange(first, first + each.live.count)
        is_whole = each.live.count == each.file.count
        parts.append(Part(each.file, each.live.mask, docnums, is_whole))
        first += each.live.count
    return parts
