"""WrittenRun: a run of a build whose file is on the disk, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .codec.layout import SegmentFile
from .codec.segment import ColumnarSegment
from .codec.stored import StoredArticle
from .dates import DateKind
from .gate import reading
from .schema import DIGEST_BYTES
from .toc import INDEX_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    """What a run remembers of one of its articles."""

    #: Its number in the run, as it came.
    number: int
    id: str
    digest: bytes
    is_empty: bool
    is_undated: bool


@dataclass(frozen=True, slots=True)
class WrittenRun:
    """A run, so that another process can go on behind it."""

    #: Of the segment's name, what Whoosh calls its id.
    segment: str
    #: Articles that came, dropped ones included.
    count: int
    #: Numbers of those that were dropped before it was written.
    dropped: tuple[int, ...]
    #: Numbers of those that were written and replaced since.
    deleted: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether all were dropped, so that there is no file."""
        return self.count == len(self.dropped)

    def to_segment(self) -> ColumnarSegment:
        """Return the segment that the run was written as."""
        segment = ColumnarSegment(INDEX_NAME, self.count - len(self.dropped))
        segment.segid = self.segment
        return segment

    def articles(self, edition: Path) -> Iterator[WrittenArticle]:
        """Yield the articles that are left of the run, in their order.

        :raises ArchiveCorruptError: if its file is not what was written.
        """
        if self.is_empty:
            return
        file = self._open(edition)
        with reading(file.path):
            numbers = np.delete(np.arange(self.count), np.array(self.dropped, int))
            deleted = set(self.deleted)
            digests = file.array("digest").tobytes()
            kinds = file.array("date.kind").tolist()
            ids = file.ids
            for docnum, number in enumerate(numbers.tolist()):
                if number in deleted:
                    continue
                start = docnum * DIGEST_BYTES
                stored = StoredArticle(file.stored.payload(docnum))
                yield WrittenArticle(
                    number,
                    ids[docnum].decode(),
                    digests[start : start + DIGEST_BYTES],
                    stored.is_empty,
                    kinds[docnum] == DateKind.UNDATED,
                )

    def frame_dictionary(self, edition: Path) -> bytes | None:
        """Return what its articles are compressed with; None for nothing."""
        file = self._open(edition)
        with reading(file.path):
            return file.frame_dictionary()

    def _open(self, edition: Path) -> SegmentFile:
        path = self.to_segment().path(edition)
        file = SegmentFile(path)
        file.container.verify()
        return file
