"""Check: whether an archive on disk is what was written.

Everything is read, and what can be derived is derived again: the stored
articles are analysed anew and compared with columns and postings.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from whoosh.util.numeric import byte_to_length, length_to_byte

from .documents import DocumentEncoder, decode_article
from .editions import Editions
from .errors import ArchiveCorruptError, StoreError
from .postings import PostingPool
from .readers import open_segment
from .toc import list_generations, read_toc, toc_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whoosh.index import TOC
    from whoosh.reading import SegmentReader

    from .documents import Document
    from .postings import TermPostings


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in an archive that is not as it was written."""

    #: The file or folder concerned.
    path: Path
    #: What is wrong with it.
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def check_archive(path: str | Path) -> tuple[Fault, ...]:
    """Return what is wrong with the archive in *path*; nothing is changed.

    Every edition is checked at its newest generation, and every generation's
    table of contents. Damage of any kind is a fault, never an exception.

    :raises ArchiveNotFoundError: if there is no archive.
    """
    editions = Editions(Path(path))
    editions.current()
    return tuple(chain(_check_current(editions), _check_editions(editions)))


def _check_current(editions: Editions) -> Iterator[Fault]:
    try:
        number = editions.read_current().edition
        editions.check_version(editions.read(number))
    except ArchiveCorruptError as error:
        yield Fault(error.path, error.reason)
    except StoreError as error:
        yield Fault(editions.archive, str(error))


def _check_editions(editions: Editions) -> Iterator[Fault]:
    for number in editions.complete():
        folder = editions.folder(number)
        newest: TOC | None = None
        for generation in list_generations(folder):
            try:
                toc = read_toc(folder, generation)
            except ArchiveCorruptError as error:
                yield Fault(error.path, error.reason)
            else:
                newest = newest or toc
        if newest is None:
            yield Fault(folder, "has no generation that can be read")
        else:
            yield from _check_generation(folder, newest)


def _check_generation(folder: Path, toc: TOC) -> Iterator[Fault]:
    ids: Counter[str] = Counter()
    for segment in toc.segments:
        name = folder / segment.segment_id()
        try:
            with (
                TemporaryDirectory() as scratch,
                closing(open_segment(folder, segment)) as reader,
            ):
                for reason in _SegmentCheck(reader, Path(scratch)).reasons(ids):
                    yield Fault(name, reason)
        # Whoosh raises anything at all on a damaged file, bare Exception too.
        except Exception as error:
            yield Fault(name, f"cannot be read: {type(error).__name__}: {error}")
    for article_id, count in ids.items():
        if count > 1:
            reason = f"has {count} articles with the id {article_id!r}"
            yield Fault(toc_path(folder, toc.generation), reason)


class _SegmentCheck:
    """Compares one segment with what its stored articles say of it."""

    def __init__(self, reader: SegmentReader, scratch: Path) -> None:
        self._reader = reader
        self._encoder = DocumentEncoder()
        self._pool = PostingPool(scratch)
        self._columns = {
            name: reader.column_reader(name, translate=False)
            for name, field in reader.schema.items()
            if field.column_type
        }

    def reasons(self, ids: Counter[str]) -> Iterator[str]:
        """Yield what is wrong, and count the ids of live articles in *ids*."""
        for docnum in self._reader.all_doc_ids():
            stored = self._reader.stored_fields(docnum)["article"]
            document = self._encoder.encode(decode_article(stored))
            ids[document.id] += 1
            self._pool.add_document(docnum, document.postings)
            for column in self._wrong_columns(docnum, document):
                yield f"document {docnum} ({document.id!r}) has a wrong {column}"
        yield from self._wrong_postings()

    def _wrong_columns(self, docnum: int, document: Document) -> Iterator[str]:
        for name, expected in document.columns.items():
            if self._columns[name][docnum] != expected:
                yield name
        for field, length in document.lengths.items():
            rounded = byte_to_length(length_to_byte(length))
            if (self._reader.doc_field_length(docnum, field) or 0) != rounded:
                yield f"rounded length of {field}"

    def _wrong_postings(self) -> Iterator[str]:
        for derived, found in zip_longest(self._pool.postings(), self._terms()):
            if derived == found:
                continue
            field, term = (derived or found)[:2]
            yield f"the postings of {field}:{term.decode(errors='replace')!r} are wrong"
            if derived is None or found is None or derived[:2] != found[:2]:
                yield "its terms from there on cannot be compared"
                return

    def _terms(self) -> Iterator[TermPostings]:
        """Yield every term that live documents have, as the pool does."""
        for field, term in self._reader.all_terms():
            matcher = self._reader.postings(field, term)
            docnums, weights, values = [], [], []
            while matcher.is_active():
                docnums.append(matcher.id())
                weights.append(matcher.weight())
                values.append(matcher.value() or b"")
                matcher.next()
            if docnums:
                yield field, term, docnums, weights, values
