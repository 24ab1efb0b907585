"""Readers: Whoosh's own readers of the segments of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from .gate import reading
from .schema import build_schema

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

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
        folder = Path(self.reader.storage().folder)
        return reading(self.reader.segment().path(folder))


def open_reader(
    edition: Path, segment: ColumnarSegment, codec: ColumnarCodec
) -> SegmentReader:
    """Return a reader of *segment*, safe to share between threads."""
    return SegmentReader(
        FileStorage(str(edition)), build_schema(), segment, codec=codec
    )
