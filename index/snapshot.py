"""Snapshot: one revision opened for search, unchanged until it is closed."""

from __future__ import annotations

import threading
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self
from weakref import WeakValueDictionary

import numpy as np

from .columns import Columns, SegmentColumns
from .documents import decode_article
from .errors import ArchiveCorruptError, RevisionGoneError
from .gate import reading
from .pins import share_pin
from .readers import Leaf, ReaderPool, find_document
from .toc import read_toc, toc_path
from .vocabulary import SegmentVocabulary, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray
    from whoosh.codec.base import Segment
    from whoosh.index import TOC

    from .article import Article
    from .editions import Edition
    from .pins import Pin
    from .settings import ArchiveSettings


class SegmentParts:
    """What is read once of a segment and shared by all snapshots that hold it."""

    def __init__(self) -> None:
        self.columns = SegmentColumns()
        self.vocabulary = SegmentVocabulary()


#: By segment name; an entry goes when the last snapshot that uses it is gone.
PartsCache = WeakValueDictionary[str, SegmentParts]


@dataclass(frozen=True, slots=True)
class Revision:
    """Names exactly what a search saw."""

    edition: int
    generation: int

    def __str__(self) -> str:
        return f"{self.edition}.{self.generation}"


class Snapshot:
    """The articles of one revision; safe to share between threads.

    Its files stay on disk while it is open, in any process. A store hands the
    same snapshot to all who ask for the same revision: each of them closes it,
    and the last one to do so ends it.
    """

    def __init__(
        self, edition: Edition, folder: Path, toc: TOC, pin: Pin, cache: PartsCache
    ) -> None:
        self._edition = edition
        self._pin = pin
        self._lock = threading.Lock()
        self._holders = 1
        self._segments: Sequence[Segment] = tuple(toc.segments)
        self._readers = ReaderPool(folder, self._segments)
        #: What is read of the segments, shared with other snapshots.
        self.parts = tuple(
            cache.setdefault(segment.segment_id(), SegmentParts())
            for segment in self._segments
        )
        #: Edition and generation.
        self.at = Revision(edition.number, toc.generation)
        #: All documents, deleted ones included; the length of every column.
        self.count: int = sum(segment.doc_count_all() for segment in self._segments)
        #: Articles: the documents that are not deleted.
        self.doc_count: int = sum(segment.doc_count() for segment in self._segments)

    @property
    def revision(self) -> str:
        """The revision, as ``edition.generation``."""
        return str(self.at)

    @property
    def edition(self) -> int:
        """The edition's number."""
        return self.at.edition

    @property
    def generation(self) -> int:
        """The generation inside the edition."""
        return self.at.generation

    @property
    def settings(self) -> ArchiveSettings:
        """What the edition was built with."""
        return self._edition.settings

    @property
    def secret(self) -> bytes:
        """The key that signs cursors of this edition."""
        return self._edition.secret

    @property
    def segment_count(self) -> int:
        """The number of segments."""
        return len(self._segments)

    @cached_property
    def columns(self) -> Columns:
        """The values of all documents, as arrays."""
        return Columns(
            [part.columns for part in self.parts], self._live(), self._readers
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The forms of titles and bodies."""
        return Vocabulary([part.vocabulary for part in self.parts], self._readers)

    def readers(self) -> AbstractContextManager[tuple[Leaf, ...]]:
        """Lend Whoosh readers of the segments, the borrower's until the block ends."""
        return self._readers.borrow()

    def article(self, docnum: int) -> Article:
        """Return the article with this number, whole, as it was given.

        :raises ArchiveCorruptError: if what is stored cannot be read.
        """
        with self._readers.borrow() as leaves, reading(self._pin.path):
            leaf = leaves[bisect_right(leaves, docnum, key=lambda leaf: leaf.base) - 1]
            stored = leaf.reader.stored_fields(docnum - leaf.base)["article"]
            return decode_article(stored)

    def articles(self) -> Iterator[Article]:
        """Yield all articles, in the order of their numbers."""
        for docnum in np.flatnonzero(self._live()).tolist():
            yield self.article(docnum)

    def docnum(self, article_id: str) -> int | None:
        """Return the number of the article with this id, None if there is none."""
        with self._readers.borrow() as leaves:
            for leaf in leaves:
                docnum = find_document(leaf.reader, article_id)
                if docnum is not None:
                    return leaf.base + docnum
        return None

    def pin(self) -> None:
        """Keep the revision's files for some minutes from now, open or not."""
        self._pin.touch()

    def retain(self) -> bool:
        """Add a holder, who closes it, too; False if it has ended already."""
        with self._lock:
            if not self._holders:
                return False
            self._holders += 1
            return True

    def close(self) -> None:
        """Give up this hold; the last holder's call ends the snapshot."""
        with self._lock:
            if not self._holders:
                return
            self._holders -= 1
            if self._holders:
                return
        self._readers.close()
        self._pin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _live(self) -> NDArray[np.bool_]:
        live = np.ones(self.count, np.bool_)
        base = 0
        for segment in self._segments:
            deleted = list(segment.deleted_docs())
            live[np.array(deleted, np.int64) + base] = False
            base += segment.doc_count_all()
        return live


def open_snapshot(
    edition: Edition, folder: Path, generation: int, cache: PartsCache
) -> Snapshot:
    """Open one generation of *edition*.

    :raises RevisionGoneError: if it is not there, or is being removed.
    :raises ArchiveCorruptError: if it cannot be trusted.
    """
    revision = str(Revision(edition.number, generation))
    pin = share_pin(folder, generation)
    if pin is None:
        raise RevisionGoneError(revision)
    try:
        toc = read_toc(folder, generation)
        return Snapshot(edition, folder, toc, pin, cache)
    except BaseException as error:
        pin.close()
        is_there = toc_path(folder, generation).exists()
        if isinstance(error, ArchiveCorruptError) and not is_there:
            # Removed before the pin was ours: it is gone, not damaged.
            raise RevisionGoneError(revision) from error
        raise
