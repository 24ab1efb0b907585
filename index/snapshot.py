"""Snapshot: one revision opened for search, unchanged until it is closed."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Self
from weakref import WeakValueDictionary

import numpy as np

from .codec.codec import ColumnarCodec
from .codec.open_segment import OpenSegment, SegmentCache, open_segment, segment_of
from .columns import Columns
from .errors import ArchiveCorruptError, RevisionGoneError
from .gate import reading
from .pins import share_pin
from .readers import Leaf, open_reader
from .toc import read_toc, toc_path
from .vocabulary import SegmentVocabulary, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from whoosh.index import TOC

    from .article import Article
    from .codec.stored import StoredArticle
    from .editions import Edition
    from .pins import Pin
    from .settings import ArchiveSettings


class SharedSegments:
    """What the snapshots of an archive share; an entry goes with the last of them."""

    def __init__(self) -> None:
        self.cache = SegmentCache()
        self._vocabularies: WeakValueDictionary[str, SegmentVocabulary]
        self._vocabularies = WeakValueDictionary()

    def vocabulary(self, segment: OpenSegment) -> SegmentVocabulary:
        """Return the words of *segment*."""
        found = self._vocabularies.get(segment.name)
        if found is None:
            made = SegmentVocabulary(segment.file)
            found = self._vocabularies.setdefault(segment.name, made)
        return found


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
        self, edition: Edition, folder: Path, toc: TOC, pin: Pin, shared: SharedSegments
    ) -> None:
        self._edition = edition
        self._pin = pin
        self._lock = threading.Lock()
        self._holders = 1
        bases = accumulate((each.doc_count_all() for each in toc.segments), initial=0)
        #: The segments in the order of their documents.
        self.segments = tuple(
            open_segment(folder, segment, base, shared.cache)
            for segment, base in zip(toc.segments, bases, strict=False)
        )
        self._folder = folder
        self._toc = toc
        self._shared = shared
        #: What is read of the segments, shared with other snapshots.
        self.parts = tuple(map(shared.vocabulary, self.segments))
        #: Edition and generation.
        self.at = Revision(edition.number, toc.generation)
        #: All documents, deleted ones included; the length of every column.
        self.count: int = sum(each.file.count for each in self.segments)
        #: Articles: the documents that are not deleted.
        self.doc_count: int = sum(each.live.count for each in self.segments)

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
        return len(self.segments)

    @cached_property
    def columns(self) -> Columns:
        """The values of all documents, as arrays."""
        return Columns(self.segments)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The forms of titles and bodies."""
        return Vocabulary(self.parts)

    @contextmanager
    def readers(self) -> Iterator[tuple[Leaf, ...]]:
        """Lend Whoosh readers of the segments, which all threads may share."""
        yield self._leaves

    def stored(self, docnum: int) -> StoredArticle:
        """Return the article with this number, of which each part is read when asked.

        :raises ArchiveCorruptError: if what is stored cannot be read.
        """
        segment = segment_of(self.segments, docnum)
        return segment.stored(docnum - segment.base)

    def article(self, docnum: int) -> Article:
        """Return the article with this number, whole, as it was given.

        :raises ArchiveCorruptError: if what is stored cannot be read.
        """
        stored = self.stored(docnum)
        with reading(segment_of(self.segments, docnum).file.path):
            return stored.article

    def articles(self) -> Iterator[Article]:
        """Yield all articles, in the order of their numbers."""
        return map(self.article, np.flatnonzero(self.columns.live).tolist())

    def digests(self) -> dict[str, bytes]:
        """Return the digest of each article, by its id."""
        columns = self.columns
        live = columns.live.tolist()
        return dict(compress(zip(columns.ids, columns.digests, strict=True), live))

    def docnum(self, article_id: object) -> int | None:
        """Return the number of the article with this id, None if there is none.

        What is no text is the id of none.
        """
        if not isinstance(article_id, str):
            return None
        name = article_id.encode(errors="surrogatepass")
        for segment in self.segments:
            docnum = segment.docnum(name)
            if docnum is not None:
                return segment.base + docnum
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

    @cached_property
    def _leaves(self) -> tuple[Leaf, ...]:
        codec = ColumnarCodec(cache=self._shared.cache)
        return tuple(
            Leaf(opened.base, open_reader(self._folder, segment, codec))
            for opened, segment in zip(self.segments, self._toc.segments, strict=True)
        )


def open_snapshot(
    edition: Edition, folder: Path, generation: int, shared: SharedSegments
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
        return Snapshot(edition, folder, toc, pin, shared)
    except BaseException as error:
        pin.close()
        is_there = toc_path(folder, generation).exists()
        if isinstance(error, ArchiveCorruptError) and not is_there:
            # Removed before the pin was ours: it is gone, not damaged.
            raise RevisionGoneError(revision) from error
        raise
