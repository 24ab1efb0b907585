"""SegmentWriter: Whoosh's writer, made fast where it is slow and durable.

This is the seam to Whoosh's way of writing: nothing else of Broadsheet knows
how a segment is made. Replaced are the posting pool, the lookup of a field's
length on disk for each posting, the rounding of lengths in a merge, and the
commit, which in Whoosh syncs nothing and removes old files at once.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whoosh import writing

from .durable import sync_file, sync_folder
from .pins import make_pin
from .postings import PostingPool
from .schema import TEXT_FIELDS
from .storage import TrackedStorage
from .toc import INDEX_NAME, write_toc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from whoosh.codec.base import Segment
    from whoosh.codec.whoosh3 import W3PostingsWriter
    from whoosh.index import TOC
    from whoosh.reading import SegmentReader

    from .documents import Document
    from .postings import TermPostings

_COMPRESSION = 3  # Whoosh's own
_SMALL_BLOCK = 4

#: In an edition's folder while a commit is in the making.
TEMPORARY_FOLDER = f"{INDEX_NAME}.tmp"


@dataclass(frozen=True, slots=True)
class _Index:
    """As much of a Whoosh index as a Whoosh writer asks for."""

    storage: TrackedStorage
    toc: TOC
    indexname: str = INDEX_NAME

    def _read_toc(self) -> TOC:
        return self.toc


class SegmentWriter(writing.SegmentWriter):  # type: ignore[misc]
    """Writes one segment and commits it as *generation*.

    :param edition: the edition's folder; the archive's lock must be held.
    :param toc: the generation built on; the writer deletes from its segments.
    """

    def __init__(self, edition: Path, toc: TOC, generation: int) -> None:
        storage = TrackedStorage(edition)
        try:
            super().__init__(_Index(storage, toc), _lk=False, compound=False)
        except BaseException:
            storage.close()
            raise
        self.generation = generation
        self.pool = PostingPool(edition / TEMPORARY_FOLDER)
        self._edition = edition
        self._lengths = {field: array("q") for field in TEXT_FIELDS}

    @property
    def live_count(self) -> int:
        """Documents in the new segment that are not deleted."""
        count: int = self.docnum - self.newsegment.deleted_count()
        return count

    def add(self, document: Document) -> int:
        """Add *document* to the new segment and return its number there."""
        docnum: int = self.docnum
        self.perdocwriter.start_doc(docnum)
        self.pool.add_document(docnum, document.postings)
        self._write_row(document.columns.items(), document.lengths, document.stored)
        return docnum

    def retract(self, docnum: int) -> None:
        """Delete a document of the new segment."""
        self.newsegment.delete_document(docnum)

    def write_per_doc(
        self, _fieldnames: Iterable[str], reader: SegmentReader
    ) -> dict[int, int]:
        """Copy the live documents of *reader*; return their new numbers by old."""
        columns = {
            name: reader.column_reader(name, translate=False)
            for name, field in self.schema.items()
            if field.column_type
        }
        docmap = {}
        for old in reader.all_doc_ids():
            docmap[old] = self.docnum
            self.perdocwriter.start_doc(self.docnum)
            row = {name: column[old] for name, column in columns.items()}
            lengths = {field: row[f"{field}_length"] for field in TEXT_FIELDS}
            stored = reader.stored_fields(old)["article"]
            self._write_row(row.items(), lengths, stored)
        return docmap

    def abandon(self) -> None:
        """Give up; files are left over, which the next writer removes.

        Whoosh's ``cancel`` writes, which fails where giving up is most needed: on
        a full disk.
        """
        self.storage.close()
        self.is_closed = True

    def _write_row(
        self,
        columns: Iterable[tuple[str, object]],
        lengths: Mapping[str, int],
        stored: bytes,
    ) -> None:
        writer, schema = self.perdocwriter, self.schema
        for name, value in columns:
            writer.add_column_value(name, schema[name].column_type, value)
        for field, length in lengths.items():
            writer.add_field(field, schema[field], None, length)
            self._lengths[field].append(length)
        writer.add_field("article", schema["article"], stored, 0)
        writer.finish_doc()
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        writer = self.fieldwriter
        current = None
        lengths: Sequence[int] | None = None
        for postings in self.pool.postings():
            field, term = postings[:2]
            if field != current:
                if current is not None:
                    writer.finish_field()
                writer.start_field(field, self.schema[field])
                current, lengths = field, self._lengths.get(field)
            writer.start_term(term)
            _write_postings(writer._postwriter, postings, lengths)
            writer.finish_term()
        if current is not None:
            writer.finish_field()
        writer.close()

    def _commit_toc(self, segments: list[Segment]) -> None:
        if self.newsegment in segments:
            for name in self.newsegment.list_files(self.storage):
                sync_file(self._edition / name)
            sync_folder(self._edition)
        names = [segment.segment_id() for segment in segments]
        make_pin(self._edition, self.generation, names)
        write_toc(self._edition, self.generation, segments)


def _write_postings(
    writer: W3PostingsWriter, postings: TermPostings, lengths: Sequence[int] | None
) -> None:
    """Add a term's postings, a block at a time.

    Whoosh's ``add_posting`` does the same for one posting, and takes four times
    as long for all of its checks.
    """
    _field, _term, docnums, weights, values = postings
    size = writer._blocklimit
    # Each block says whether it is compressed. Most terms are rare, and a few
    # postings are not worth what it costs to compress them.
    writer._compression = _COMPRESSION if len(docnums) > _SMALL_BLOCK else 0
    for start in range(0, len(docnums), size):
        if start:
            writer._write_block()
        block = slice(start, start + size)
        writer._ids.extend(docnums[block])
        writer._weights.extend(weights[block])
        writer._values.extend(filter(None, values[block]))
        writer._maxweight = max(weights[block])
        if lengths:
            in_block = [lengths[docnum] for docnum in docnums[block]]
            writer._minlength, writer._maxlength = min(in_block), max(in_block)
