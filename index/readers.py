"""Readers: Whoosh's own readers of the segments of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound

from .gate import reading
from .schema import ArticleAnalyzer, build_schema
from .storage import TrackedStorage

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from whoosh.codec.base import Segment

    from .codec.codec import ColumnarCodec
    from .codec.segment import ColumnarSegment


@dataclass(frozen=True, slots=True)
class Leaf:
    """A segment of a snapshot, as Whoosh reads it; safe to share between threads."""

    #: The snapshot's number of the segment's first document.
    base: int
    reader: SegmentReader

    def reading(self) -> AbstractContextManager[None]:
        """Return a block in which what cannot be decoded is ArchiveCorruptError."""
        return reading(segment_path(self.reader))


def open_reader(
    edition: Path, segment: ColumnarSegment, codec: ColumnarCodec
) -> SegmentReader:
    """Return a reader of *segment*, safe to share between threads."""
    return SegmentReader(
        FileStorage(str(edition)), build_schema(), segment, codec=codec
    )


def _former_schema() -> Schema:
    schema = build_schema().copy()
    for name in ("title", "body"):
        schema.remove(name)
        schema.add(name, TEXT(analyzer=ArticleAnalyzer()))
    return schema


def open_segment(edition: Path, segment: Segment) -> SegmentReader:
    """Return a reader of *segment*, for one thread at a time."""
    storage = TrackedStorage(edition)
    try:
        with reading(edition / segment.segment_id()):
            return SegmentReader(storage, _former_schema(), segment)
    except BaseException:
        storage.close()
        raise


def segment_path(reader: SegmentReader) -> Path:
    """Return what an error about the segment names: its files without endings."""
    name: str = reader.segment().segment_id()
    return Path(reader.storage().folder) / name


def find_document(reader: SegmentReader, article_id: object) -> int | None:
    """Return the number in its segment of the live document with this id.

    What is no text is the id of none.
    """
    if not isinstance(article_id, str):
        return None
    with reading(segment_path(reader)):
        try:
            matcher = reader.postings("id", article_id)
        except (TermNotFound, UnicodeEncodeError):
            # No article has an id with half a character in it, which has no UTF-8.
            return None
        docnum: int | None = matcher.id() if matcher.is_active() else None
        return docnum
