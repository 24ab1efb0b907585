"""ColumnarSegment: a segment as Whoosh's table of contents names it.

It is pickled into every TOC: its module path and attributes are part of the format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.codec import base

from .codec import ColumnarCodec
from .layout import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ColumnarSegment(base.Segment):  # type: ignore[misc]
    """One immutable segment file and, since documents were deleted, its deletions.

    Which documents are deleted stands in a file of its own: the segment knows that
    file's name and their number.
    """

    def __init__(self, indexname: str, doc_count: int) -> None:
        super().__init__(indexname)
        self._doc_count = doc_count
        #: Name of the deletions file; None while no document is deleted.
        self.deletions: str | None = None
        self._deleted = 0

    def mark_deleted(self, deletions: str, count: int) -> ColumnarSegment:
        """Return this segment with *count* documents deleted, as the file says."""
        other = ColumnarSegment(self.indexname, self._doc_count)
        other.segid = self.segid
        other.deletions, other._deleted = deletions, count
        return other

    def path(self, edition: Path) -> Path:
        """Return where the segment's file is."""
        return edition / f"{self.segment_id()}{SUFFIX}"

    def codec(self) -> ColumnarCodec:
        """Return the codec that reads the segment."""
        return ColumnarCodec()

    def should_assemble(self) -> bool:
        """Never make a compound file of it."""
        return False

    def doc_count_all(self) -> int:
        """Return the number of documents, deleted ones included."""
        return self._doc_count

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return self._deleted

    def has_deletions(self) -> bool:
        """Tell whether any document is deleted."""
        return self._deleted > 0

    def set_doc_count(self, _count: int) -> None:
        """Whoosh's writers cannot write these segments."""
        raise NotImplementedError("broadsheet writes its segments itself")

    def delete_document(self, _docnum: int, *_args: Any, **_kwargs: Any) -> None:
        """Whoosh's writers cannot delete from these segments."""
        raise NotImplementedError("broadsheet deletes its documents itself")

    def deleted_docs(self) -> Iterator[int]:
        """Whoosh asks the reader of documents, which has the deletions."""
        raise NotImplementedError("ask the segment's reader")

    def is_deleted(self, docnum: int) -> bool:
        """Whoosh asks the reader of documents, which has the deletions."""
        raise NotImplementedError("ask the segment's reader")
