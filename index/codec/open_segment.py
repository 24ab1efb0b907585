"""Open segments: what all snapshots and readers of a segment share.

A segment's file never changes, and neither does a file of deletions, so each is
opened once and handed to all who ask while anybody uses it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from ..errors import ArchiveCorruptError
from ..gate import reading
from .deletions import Live, all_live, read_deletions
from .layout import SegmentFile
from .stored import StoredArticle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .segment import ColumnarSegment
    from .stories import Stories

_base = attrgetter("base")


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment of one generation; safe to share between threads."""

    #: The snapshot's number of the segment's first document.
    base: int
    #: Such as ``MAIN_abc``.
    name: str
    file: SegmentFile
    live: Live

    @property
    def stories(self) -> Stories:
        """Which of its documents are copies of others."""
        return self.file.stories

    def docnum(self, article_id: bytes) -> int | None:
        """Return the number in the segment of the live document with this id."""
        with reading(self.file.path):
            for docnum in self.file.ids.docnums(article_id).tolist():
                if self.live.mask[docnum]:
                    return int(docnum)
            return None

    def stored(self, docnum: int) -> StoredArticle:
        """Return the article of a document of the segment.

        :raises ArchiveCorruptError: if it cannot be read.
        """
        with reading(self.file.path):
            return StoredArticle(self.file.stored.payload(docnum))


def segment_of(segments: Sequence[OpenSegment], docnum: int) -> OpenSegment:
    """Return the segment that has the snapshot's document *docnum*."""
    return segments[bisect_right(segments, docnum, key=_base) - 1]


class SegmentCache:
    """The files that are open, by path; an entry goes with the last who uses it."""

    def __init__(self) -> None:
        self._files: WeakValueDictionary[Path, SegmentFile] = WeakValueDictionary()
        self._live: WeakValueDictionary[Path, Live] = WeakValueDictionary()

    def file(self, path: Path) -> SegmentFile:
        """Return the segment's file at *path*."""
        found = self._files.get(path)
        if found is None:
            found = self._files.setdefault(path, SegmentFile(path))
        return found

    def live(self, path: Path, segment: ColumnarSegment, file: SegmentFile) -> Live:
        """Return which documents of *segment*, whose file is *file*, are left.

        :param path: of the file of deletions, or of the segment if it has none.
        """
        found = self._live.get(path)
        if found is None:
            read = (
                all_live(file)
                if segment.deletions is None
                else read_deletions(path.parent, path.name, file)
            )
            found = self._live.setdefault(path, read)
        return found


def open_segment(
    edition: Path,
    segment: ColumnarSegment,
    base: int = 0,
    cache: SegmentCache | None = None,
) -> OpenSegment:
    """Open *segment* of the edition in the folder *edition*.

    :param base: the snapshot's number of its first document.
    :param cache: where files that are open already are found; None opens them.
    :raises ArchiveCorruptError: if a file is not what the segment says, or what is
        needed to open it is not what was written.
    """
    cache = cache or SegmentCache()
    path = segment.path(edition)
    file = cache.file(path)
    deletions = path if segment.deletions is None else edition / segment.deletions
    live = cache.live(deletions, segment, file)
    if file.count != segment.doc_count_all():
        raise ArchiveCorruptError(path, "has another number of documents")
    if live.count != segment.doc_count():
        raise ArchiveCorruptError(deletions, "has another number of deletions")
    return OpenSegment(base, segment.segment_id(), file, live)
