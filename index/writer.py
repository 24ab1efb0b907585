"""ArticleWriter: adds and deletes on one edition, published as one commit."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .documents import Document, DocumentEncoder
from .gate import writing
from .merge import SegmentSize, choose_merge
from .pins import list_pins
from .readers import find_document, open_segment
from .segment_writer import SegmentWriter
from .toc import list_generations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from whoosh.codec.base import Segment
    from whoosh.index import TOC
    from whoosh.reading import SegmentReader

    from .article import Article

#: What became of an article: see :class:`~.report.Report`.
Outcome = Literal["added", "replaced", "unchanged", "duplicate"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What this run last did with an id."""

    digest: bytes
    #: In the new segment; None where the article stays in an older one.
    docnum: int | None
    is_empty: bool
    is_undated: bool


class ArticleWriter:
    """Writes one commit to an edition; the archive's lock must be held.

    Leaving the ``with`` block without :meth:`commit` gives everything up.

    :param edition: the edition's folder.
    :param toc: the generation to build on; its segments become the writer's.
    :param baseline: digests by id that outcomes are judged by; without it the
        edition itself is what they are judged by.
    """

    def __init__(
        self, edition: Path, toc: TOC, baseline: Mapping[str, bytes] | None = None
    ) -> None:
        self._edition = edition
        self._baseline = baseline
        self._encoder = DocumentEncoder()
        self._segments: tuple[Segment, ...] = tuple(toc.segments)
        self._rewritten: frozenset[str] = frozenset()
        self._is_open = True
        #: What this run did, by id.
        self.entries: dict[str, Entry] = {}
        #: Names of the segments that this run deleted from.
        self.thinned: set[str] = set()
        used = [toc.generation, *list_generations(edition), *list_pins(edition)]
        with writing(edition):
            self._whoosh = SegmentWriter(edition, toc, max(used) + 1)
        self._readers: list[SegmentReader] = []
        try:
            for segment in self._segments:
                self._readers.append(open_segment(edition, segment))
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> ArticleWriter:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._is_open:
            self._close()
            self._whoosh.abandon()

    def put(self, article: Article) -> Outcome:
        """Add *article*, in place of the one with its id.

        :raises UnusableRecordError: if it cannot be kept; nothing of it is.
        """
        document = self._encoder.encode(article)
        entry = self.entries.get(document.id)
        if entry is None:
            return self._put_first(document)
        if entry.digest == document.digest:
            return "duplicate"
        if entry.docnum is None:
            self.delete(document.id)
        else:
            self._whoosh.retract(entry.docnum)
        self._write(document)
        return "replaced"

    def delete(self, article_id: str) -> bool:
        """Delete a stored article; False if the edition has none of this id."""
        place = self._find(article_id)
        if place is None:
            return False
        index, docnum, _digest = place
        self._segments[index].delete_document(docnum)
        self.thinned.add(self._segments[index].segment_id())
        return True

    def segments_by_id(self, article_ids: Iterable[str]) -> dict[str, set[str]]:
        """Return the names of the stored segments that have each id, by id.

        A deleted article counts; an id that no segment has is left out.
        """
        named = {
            article_id: {
                segment.segment_id()
                for segment, reader in zip(self._segments, self._readers, strict=True)
                if _names(reader, article_id)
            }
            for article_id in article_ids
        }
        return {article_id: names for article_id, names in named.items() if names}

    def commit(self, *, rewrite: Collection[str] = ()) -> int | None:
        """Publish everything as one new generation, durably, and return it.

        :param rewrite: names of segments to merge whatever their size.
        :returns: None if there is nothing to publish.
        """
        if not (self._whoosh.docnum or self.thinned or rewrite):
            return None
        self._rewritten = frozenset(rewrite)
        with writing(self._edition):
            self._whoosh.commit(mergetype=self._merge)
        self._close()
        generation: int = self._whoosh.generation
        return generation

    def _put_first(self, document: Document) -> Outcome:
        place = self._find(document.id)
        stored = place and place[2]
        known = stored if self._baseline is None else self._baseline.get(document.id)
        if stored == document.digest:
            self._note(document, None)
        else:
            if place:
                self.delete(document.id)
            self._write(document)
        if known is None:
            return "added"
        return "unchanged" if known == document.digest else "replaced"

    def _write(self, document: Document) -> None:
        with writing(self._edition):
            docnum = self._whoosh.add(document)
        self._note(document, docnum)

    def _note(self, document: Document, docnum: int | None) -> None:
        self.entries[document.id] = Entry(
            document.digest, docnum, document.is_empty, document.is_undated
        )

    def _find(self, article_id: str) -> tuple[int, int, bytes] | None:
        """Return segment, document and digest of a stored article."""
        for index, reader in enumerate(self._readers):
            docnum = find_document(reader, article_id)
            if docnum is not None:
                digests = reader.column_reader("digest", translate=False)
                return index, docnum, digests[docnum]
        return None

    def _merge(self, whoosh: SegmentWriter, segments: list[Segment]) -> list[Segment]:
        """Whoosh's hook: merge some of *segments*, return the others."""
        sizes = [
            SegmentSize(each.doc_count_all(), each.doc_count()) for each in segments
        ]
        chosen = set(choose_merge(sizes, whoosh.live_count))
        kept = []
        for index, segment in enumerate(segments):
            if index not in chosen and segment.segment_id() not in self._rewritten:
                kept.append(segment)
            elif segment.doc_count():
                # Opened anew: the other reader does not see this run's deletions.
                with closing(open_segment(self._edition, segment)) as reader:
                    whoosh.add_reader(reader)
        return kept

    def _close(self) -> None:
        self._is_open = False
        for reader in self._readers:
            reader.close()


def _names(reader: SegmentReader, article_id: object) -> bool:
    """Tell whether a document, live or deleted, has this id."""
    if not isinstance(article_id, str):
        return False
    try:
        return ("id", article_id) in reader
    except UnicodeEncodeError:
        return False
