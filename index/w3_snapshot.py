# mypy: ignore-errors
"""W3 snapshots: revisions whose segments Whoosh's own codec wrote."""

from __future__ import annotations

import os
import threading
from bisect import bisect_left, bisect_right
from contextlib import contextmanager
from functools import cached_property
from heapq import merge
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

import numpy as np
import orjson

from .analysis import StemGroups, fold
from .documents import decode_article
from .expansion import fuzzy_forms
from .gate import reading
from .readers import Leaf, find_document, open_segment, segment_path
from .schema import TEXT_FIELDS
from .snapshot import Revision, Snapshot
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from numpy.typing import DTypeLike, NDArray
    from whoosh.codec.base import Segment
    from whoosh.index import TOC
    from whoosh.reading import SegmentReader

    from .article import Article
    from .editions import Edition
    from .pins import Pin


class ReaderPool:
    """Lends sets of readers of the same segments, to any thread, even after a fork."""

    def __init__(self, edition: Path, segments: Sequence[Segment]) -> None:
        self._edition = edition
        self._segments = tuple(segments)
        self._lock = threading.Lock()
        self._idle: list[tuple[Leaf, ...]] = []
        self._is_closed = False
        self._process = os.getpid()

    @contextmanager
    def borrow(self) -> Iterator[tuple[Leaf, ...]]:
        """Lend a set of readers, the borrower's alone until the block ends."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._idle = []
            leaves = self._idle.pop() if self._idle else None
        if leaves is None:
            leaves = self._open()
        try:
            yield leaves
        finally:
            self._give_back(leaves)

    def close(self) -> None:
        """Close the readers; lent ones when they come back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for leaves in idle:
            _close(leaves)

    def _open(self) -> tuple[Leaf, ...]:
        leaves: list[Leaf] = []
        base = 0
        try:
            for segment in self._segments:
                leaves.append(Leaf(base, open_segment(self._edition, segment)))
                base += segment.doc_count_all()
        except BaseException:
            _close(leaves)
            raise
        return tuple(leaves)

    def _give_back(self, leaves: tuple[Leaf, ...]) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(leaves)
                return
        _close(leaves)


def read_numbers(
    reader: SegmentReader, column: str, dtype: DTypeLike
) -> NDArray[np.generic]:
    """Return the values of a numeric column, all documents' at once."""
    stored = reader.column_reader(column, translate=False)
    values = np.zeros(reader.doc_count_all(), dtype)
    # Whoosh leaves out zeros at the end of a column.
    data = stored._dbfile.get(stored._basepos, stored._count * values.itemsize)
    values[: stored._count] = np.frombuffer(data, values.dtype.newbyteorder(">"))
    return values


def _close(leaves: Sequence[Leaf]) -> None:
    for leaf in leaves:
        leaf.reader.close()


Values = list[tuple[str, ...]]

_DTYPES: dict[str, type[np.generic]] = {
    "title_length": np.int64,
    "body_length": np.int64,
    "date_kind": np.uint8,
    "date_start": np.int64,
    "date_end": np.int64,
}


class SegmentColumns:
    """The columns of one segment, read when first asked for; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: dict[str, Any] = {}

    def numbers(self, reader: SegmentReader, name: str) -> NDArray[np.generic]:
        """Return a numeric column; nobody may change it."""
        return cast(
            "NDArray[np.generic]",
            self._column(
                reader, name, lambda: read_numbers(reader, name, _DTYPES[name])
            ),
        )

    def texts(self, reader: SegmentReader, name: str) -> list[Any]:
        """Return a column of ids, digests or values; nobody may change it."""
        return cast(
            "list[Any]", self._column(reader, name, lambda: _read(reader, name))
        )

    def _column(self, reader: SegmentReader, name: str, read: Callable[[], Any]) -> Any:
        with self._lock:
            if name not in self._columns:
                with reading(segment_path(reader)):
                    self._columns[name] = read()
            return self._columns[name]


class W3Columns:
    """The columns of a snapshot: all documents of all segments, in leaf order.

    Everything is read when first used, and must not be changed.
    """

    def __init__(
        self,
        parts: Sequence[SegmentColumns],
        live: NDArray[np.bool_],
        readers: ReaderPool,
    ) -> None:
        self._parts = parts
        self._readers = readers
        self._values: dict[str, Values] = {}
        #: False for deleted documents.
        self.live = live

    @cached_property
    def ids(self) -> list[str]:
        """The article ids."""
        return self._texts("id")

    @cached_property
    def digests(self) -> list[bytes]:
        """Digests: equal exactly for articles with equal content."""
        return self._texts("digest")

    @cached_property
    def title_length(self) -> NDArray[np.int64]:
        """Tokens of the title, exact."""
        return self._numbers("title_length")

    @cached_property
    def body_length(self) -> NDArray[np.int64]:
        """Tokens of the body, exact."""
        return self._numbers("body_length")

    @cached_property
    def date_kind(self) -> NDArray[np.uint8]:
        """:class:`~.dates.DateKind` of the date of publication."""
        return self._numbers("date_kind")

    @cached_property
    def date_start(self) -> NDArray[np.int64]:
        """Where the date's span starts, in microseconds since 1970."""
        return self._numbers("date_start")

    @cached_property
    def date_end(self) -> NDArray[np.int64]:
        """Where the date's span ends (exclusive)."""
        return self._numbers("date_end")

    @cached_property
    def id_rank(self) -> NDArray[np.int64]:
        """Each document's place in the order of ids by code point."""
        ids = self.ids
        order = sorted(range(len(ids)), key=ids.__getitem__)
        ranks = np.empty(len(ids), np.int64)
        ranks[order] = np.arange(len(ids))
        return ranks

    def values(self, field: str) -> Values:
        """Return each document's values as they were given.

        :param field: ``source``, ``section``, ``author``, ``tag`` or ``lang``.
        """
        if field not in self._values:
            self._values[field] = self._texts(field)
        return self._values[field]

    def _numbers(self, name: str) -> NDArray[Any]:
        with self._readers.borrow() as leaves:
            arrays = [
                part.numbers(leaf.reader, name)
                for part, leaf in zip(self._parts, leaves, strict=True)
            ]
        if len(arrays) == 1:
            return arrays[0]
        return np.concatenate([np.empty(0, _DTYPES[name]), *arrays])

    def _texts(self, name: str) -> list[Any]:
        with self._readers.borrow() as leaves:
            lists = [
                part.texts(leaf.reader, name)
                for part, leaf in zip(self._parts, leaves, strict=True)
            ]
        return lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))


def _read(reader: SegmentReader, name: str) -> list[Any]:
    column = reader.column_reader(name, translate=False)
    if name == "id":
        return [value.decode() for value in column]
    if name == "digest":
        return list(column)
    # Few values are distinct: each is decoded, and kept, once.
    decoded: dict[bytes, tuple[str, ...]] = {}
    for value in column:
        if value not in decoded:
            decoded[value] = tuple(orjson.loads(value))
    return [decoded[value] for value in column]


class W3SegmentVocabulary:
    """The words of one segment, read when first asked for; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: dict[str, list[str]] = {}
        self._groups: dict[str, StemGroups] = {}

    def forms(self, reader: SegmentReader) -> list[str]:
        """Return the distinct forms of title and body, in code point order."""
        return self._read(reader, "forms", TEXT_FIELDS)

    def spellings(self, reader: SegmentReader) -> list[str]:
        """Return the distinct spellings that folding changed, in that order."""
        return self._read(reader, "spellings", ("spelling",))

    def stem_groups(self, reader: SegmentReader, language: str) -> StemGroups:
        """Return the stem groups of the segment's words in *language*."""
        forms, spellings = self.forms(reader), self.spellings(reader)
        with self._lock:
            if language not in self._groups:
                pairs = chain(
                    ((form.lower(), form) for form in forms),
                    ((spelling, fold(spelling)) for spelling in spellings),
                )
                self._groups[language] = StemGroups(language, pairs)
            return self._groups[language]

    def _read(
        self, reader: SegmentReader, name: str, fields: tuple[str, ...]
    ) -> list[str]:
        with self._lock:
            if name not in self._words:
                with reading(segment_path(reader)):
                    self._words[name] = sorted(_terms(reader, fields))
            return self._words[name]


def _terms(reader: SegmentReader, fields: tuple[str, ...]) -> set[str]:
    indexed = set(reader.indexed_field_names())
    return {
        term.decode()
        for field in fields
        if field in indexed
        for term in reader.lexicon(field)
    }


class W3Vocabulary:
    """The forms of a snapshot, in code point order.

    Forms that only deleted articles had stay in it until they are merged away.
    What can be asked of the segments one by one is, so that a snapshot after a
    small commit costs little.
    """

    def __init__(
        self, parts: Sequence[W3SegmentVocabulary], readers: ReaderPool
    ) -> None:
        self._readers = readers
        self._parts = parts
        self._lock = threading.Lock()
        self._merged: list[str] | None = None
        self._lists: list[list[str]] | None = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __contains__(self, form: str) -> bool:
        return any(_has(forms, form) for forms in self._by_segment())

    def forms_with_prefix(self, prefix: str) -> Iterator[str]:
        """Yield the forms that start with *prefix*, in order."""
        return _distinct(_with_prefix(forms, prefix) for forms in self._by_segment())

    wildcard_forms = Vocabulary.wildcard_forms

    def fuzzy_forms(
        self, word: str, edits: int, check: Callable[[], None]
    ) -> Iterator[str]:
        """Yield the forms within *edits* of *word*, in any case, in order."""
        return fuzzy_forms(self._all(), word, edits, check)

    def stem_group(self, language: str, spelling: str) -> tuple[str, ...]:
        """Return the forms that share the stem of *spelling* in *language*."""
        found: set[str] = set()
        with self._readers.borrow() as leaves:
            for part, leaf in zip(self._parts, leaves, strict=True):
                found.update(part.stem_groups(leaf.reader, language).group(spelling))
        return tuple(sorted(found))

    def _all(self) -> list[str]:
        lists = self._by_segment()
        with self._lock:
            if self._merged is None:
                self._merged = lists[0] if len(lists) == 1 else list(_distinct(lists))
            return self._merged

    def _by_segment(self) -> list[list[str]]:
        with self._lock:
            if self._lists is None:
                with self._readers.borrow() as leaves:
                    self._lists = [
                        part.forms(leaf.reader)
                        for part, leaf in zip(self._parts, leaves, strict=True)
                    ]
            return self._lists


def _has(forms: list[str], form: str) -> bool:
    index = bisect_left(forms, form)
    return index < len(forms) and forms[index] == form


def _with_prefix(forms: list[str], prefix: str) -> Iterator[str]:
    for index in range(bisect_left(forms, prefix), len(forms)):
        if not forms[index].startswith(prefix):
            return
        yield forms[index]


def _distinct(lists: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the distinct members of sorted *lists*, in order."""
    return (word for word, _same in groupby(merge(*lists)))


class W3Parts:
    """What is read once of a segment and shared by all snapshots that hold it."""

    def __init__(self) -> None:
        self.columns = SegmentColumns()
        self.vocabulary = W3SegmentVocabulary()


class W3Snapshot(Snapshot):
    """The articles of one revision; safe to share between threads.

    Its files stay on disk while it is open, in any process. A store hands the
    same snapshot to all who ask for the same revision: each of them closes it,
    and the last one to do so ends it.
    """

    def __init__(
        self, edition: Edition, folder: Path, toc: TOC, pin: Pin, shared: Any
    ) -> None:
        self._edition = edition
        self._pin = pin
        self._lock = threading.Lock()
        self._holders = 1
        self._segments: Sequence[Segment] = tuple(toc.segments)
        self._readers = ReaderPool(folder, self._segments)
        #: What is read of the segments, shared with other snapshots.
        self.segments = ()
        self.parts = tuple(
            shared.__dict__.setdefault("w3", WeakValueDictionary()).setdefault(
                segment.segment_id(), W3Parts()
            )
            for segment in self._segments
        )
        #: Edition and generation.
        self.at = Revision(edition.number, toc.generation)
        #: All documents, deleted ones included; the length of every column.
        self.count: int = sum(segment.doc_count_all() for segment in self._segments)
        #: Articles: the documents that are not deleted.
        self.doc_count: int = sum(segment.doc_count() for segment in self._segments)

    @property
    def segment_count(self) -> int:
        """The number of segments."""
        return len(self._segments)

    @cached_property
    def columns(self) -> W3Columns:
        """The values of all documents, as arrays."""
        return W3Columns(
            [part.columns for part in self.parts], self._live(), self._readers
        )

    @cached_property
    def vocabulary(self) -> W3Vocabulary:
        """The forms of titles and bodies."""
        return W3Vocabulary([part.vocabulary for part in self.parts], self._readers)

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

    def stored(self, docnum: int) -> Any:
        """Return the article with this number in its stored form."""
        from .codec.stored import StoredArticle, encode_stored

        return StoredArticle(encode_stored(self.article(docnum)))

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

    def _live(self) -> NDArray[np.bool_]:
        live = np.ones(self.count, np.bool_)
        base = 0
        for segment in self._segments:
            deleted = list(segment.deleted_docs())
            live[np.array(deleted, np.int64) + base] = False
            base += segment.doc_count_all()
        return live
