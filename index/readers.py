"""Readers: Whoosh's segment readers, lent to one thread at a time.

A Whoosh reader keeps one file position for all who use it: shared by threads it
raises, or worse, answers wrongly. So a snapshot keeps a pool of sets of readers
and lends each set to one borrower. Processes share that position, too, after a
fork: a child opens readers of its own.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from whoosh.reading import SegmentReader, TermNotFound

from .gate import reading
from .schema import build_schema
from .storage import TrackedStorage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import DTypeLike, NDArray
    from whoosh.codec.base import Segment


@dataclass(frozen=True, slots=True)
class Leaf:
    """A segment of a snapshot, open for reading."""

    #: The snapshot's number of the segment's first document.
    base: int
    reader: SegmentReader

    def reading(self) -> AbstractContextManager[None]:
        """Return a block in which what cannot be decoded is ArchiveCorruptError."""
        return reading(segment_path(self.reader))


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


def open_segment(edition: Path, segment: Segment) -> SegmentReader:
    """Return a reader of *segment*, for one thread at a time."""
    storage = TrackedStorage(edition)
    try:
        with reading(edition / segment.segment_id()):
            return SegmentReader(storage, build_schema(), segment)
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
