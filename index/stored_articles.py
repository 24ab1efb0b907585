"""StoredArticles: the articles of a generation, found by id to be replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .codec.deletions import Live, live_of
from .codec.open_segment import OpenSegment, open_segment
from .gate import reading
from .schema import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from .codec.layout import SegmentFile
    from .codec.segment import ColumnarSegment
    from .codec.stored import StoredArticle

#: After one look for so many documents of a segment, its ids are kept in memory ...
_SOUGHT = 64
#: ... unless it has more than these.
_MOST_KEPT = 1 << 20


class StoredSegment:
    """A segment that a writer deletes from; for one thread."""

    def __init__(self, segment: ColumnarSegment, opened: OpenSegment) -> None:
        #: As the table of contents has it.
        self.segment = segment
        #: Whether this writer deleted from it.
        self.is_thinned = False
        self._opened = opened
        self._mask = opened.live.mask
        self._live_count = opened.live.count
        self._looks = 0
        self._docnums: dict[bytes, int] | None = None

    @property
    def name(self) -> str:
        """Such as ``MAIN_abc``."""
        return self._opened.name

    @property
    def count(self) -> int:
        """Documents, deleted ones included."""
        return self._opened.file.count

    @property
    def live_count(self) -> int:
        """Documents that are left."""
        return self._live_count

    def opened(self) -> OpenSegment:
        """Return the segment with the documents that are left."""
        if not self.is_thinned:
            return self._opened
        return replace(self._opened, live=self.live())

    def live(self) -> Live:
        """Return which documents are left."""
        if not self.is_thinned:
            return self._opened.live
        return live_of(self._opened.file, self._mask)

    @property
    def file(self) -> SegmentFile:
        """Its file."""
        return self._opened.file

    def has(self, docnum: int) -> bool:
        """Tell whether a document is left."""
        return bool(self._mask[docnum])

    def are_left(self, docnums: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell of each document whether it is left."""
        return self._mask[docnums]

    def find(self, article_id: bytes) -> int | None:
        """Return the number of the article with this id; None if it is not here."""
        docnum = self._look(article_id)
        return docnum if docnum is not None and self._mask[docnum] else None

    def names(self, article_id: bytes) -> bool:
        """Tell whether a document, live or deleted, has this id."""
        return len(self._opened.file.ids.docnums(article_id)) > 0

    def digest(self, docnum: int) -> bytes:
        """Return the digest of an article."""
        start = docnum * DIGEST_BYTES
        digests = self._opened.file.array("digest")
        return digests[start : start + DIGEST_BYTES].tobytes()

    def stored(self, docnum: int) -> StoredArticle:
        """Return the article of a document.

        :raises ArchiveCorruptError: if it cannot be read.
        """
        return self._opened.stored(docnum)

    def frame_dictionary(self) -> bytes | None:
        """Return what its frames are compressed with, the first if it is several."""
        return self._opened.file.frame_dictionary()

    def delete(self, docnum: int) -> None:
        """Delete an article that is left."""
        if not self.is_thinned:
            self.is_thinned = True
            self._mask = self._mask.copy()
        self._mask[docnum] = False
        self._live_count -= 1

    def _look(self, article_id: bytes) -> int | None:
        """Return the document that was left with this id when this was opened."""
        if self._docnums is not None:
            return self._docnums.get(article_id)
        self._looks += 1
        if self._looks * _SOUGHT > self.count <= _MOST_KEPT:
            mask = self._opened.live.mask.tolist()
            self._docnums = {
                article_id: docnum
                for docnum, article_id in enumerate(self._opened.file.ids)
                if mask[docnum]
            }
            return self._docnums.get(article_id)
        return self._opened.docnum(article_id)


class StoredArticles:
    """The articles of the segments of one generation.

    :raises ArchiveCorruptError: if one cannot be opened.
    """

    def __init__(self, edition: Path, segments: Iterable[ColumnarSegment]) -> None:
        self._edition = edition
        #: In the order of the table of contents.
        self.segments = [
            StoredSegment(segment, open_segment(edition, segment))
            for segment in segments
        ]

    def find(self, article_id: object) -> tuple[StoredSegment, int] | None:
        """Return where the article with this id is; what is no text is no id."""
        if not self.segments:
            return None
        name = _encode(article_id)
        if name is None:
            return None
        with reading(self._edition):
            for segment in self.segments:
                docnum = segment.find(name)
                if docnum is not None:
                    return segment, docnum
        return None

    def segments_with(self, article_id: object) -> set[str]:
        """Return the names of the segments where a document has or had this id."""
        name = _encode(article_id)
        if name is None:
            return set()
        with reading(self._edition):
            return {each.name for each in self.segments if each.names(name)}


def _encode(article_id: object) -> bytes | None:
    if not isinstance(article_id, str):
        return None
    # No article has an id with half a character in it.
    return article_id.encode(errors="surrogatepass")
