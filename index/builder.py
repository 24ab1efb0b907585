"""SegmentBuilder: documents in, segments out.

Documents are worked on by batches, of so many bytes each, and written by runs, of
many batches, so that memory is bounded; threads only decide who does the work, and
the bytes on disk are the same with any number of them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from .analysis import BatchTokenizer
from .codec.deletions import Live, all_live, live_of
from .codec.layout import SegmentFile
from .codec.run import Run
from .codec.run_words import RunWords
from .codec.run_writer import write_run
from .codec.segment import ColumnarSegment
from .frame_work import FrameWork
from .gate import writing
from .toc import INDEX_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .documents import Document
    from .kernels.choice import Kernels
    from .work import Task, Work

#: Bytes of articles that are worked on at once.
BATCH_BYTES = 4 << 20
#: A run is written when it has so many bytes of articles, or so many of them.
RUN_BYTES = 48 << 20
RUN_DOCUMENTS = 1 << 18
#: A tokenizer that knows so many forms makes way for a new one, with the next run.
_MOST_FORMS = 1 << 20

_RUN_BITS = 32


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment that was written, and is not published yet."""

    segment: ColumnarSegment
    file: SegmentFile
    live: Live


@dataclass(slots=True)
class _Part:
    """A run, and what stands about its documents; they are numbered as they came."""

    #: Of its first document.
    first_place: int
    run: Run
    count: int = 0
    bytes: int = 0
    #: Documents that are left out when it is written.
    dropped: set[int] = field(default_factory=set)
    #: Documents that were written and are deleted.
    deleted: set[int] = field(default_factory=set)
    #: None until it is written.
    segment: ColumnarSegment | None = None

    @property
    def live_count(self) -> int:
        return self.count - len(self.dropped) - len(self.deleted)

    def live(self, file: SegmentFile) -> Live:
        """Return which documents of the run's file are left."""
        if not self.deleted:
            return all_live(file)
        mask = np.ones(file.count, np.bool_)
        dropped = sorted(self.dropped)
        mask[[each - bisect_left(dropped, each) for each in self.deleted]] = False
        return live_of(file, mask)


class SegmentBuilder:
    """Makes segments of documents, in the order that they come in.

    :param edition: the folder they are written to, under names of their own.
    :param dictionary: what frames are compressed with, if there are enough of them;
        None has one made then.
    """

    def __init__(
        self, edition: Path, kernels: Kernels, work: Work, dictionary: bytes | None
    ) -> None:
        self._edition = edition
        self._kernels = kernels
        self._work = work
        self._frames = FrameWork(work, dictionary)
        self._batch: list[Document] = []
        self._batch_bytes = 0
        self._parts: list[_Part] = []
        self._open = self._begin()
        self._last_read: list[Task] = []
        # Of the tasks that read, of which one is made at a time.
        self._read_run: Run | None = None
        self._tokenizer = BatchTokenizer(kernels)

    @property
    def has_written(self) -> bool:
        """Whether documents are in a segment's file already."""
        return len(self._parts) > 1

    @property
    def live_count(self) -> int:
        """Documents that were added and not dropped."""
        return sum(part.live_count for part in self._parts)

    def add(self, document: Document) -> int:
        """Add *document* and return what :meth:`drop` knows it by."""
        part = self._open
        place = part.first_place + part.count
        part.count += 1
        self._batch.append(document)
        self._batch_bytes += len(document.payload)
        if self._batch_bytes >= BATCH_BYTES:
            with writing(self._edition):
                self._flush()
                if part.bytes >= RUN_BYTES or part.count >= RUN_DOCUMENTS:
                    self._write(part, (), is_lasting=False)
                    self._open = self._begin()
        return place

    def drop(self, place: int) -> None:
        """Take back a document that was added."""
        part = self._parts[place >> _RUN_BITS]
        gone = part.dropped if part.segment is None else part.deleted
        gone.add(place & (1 << _RUN_BITS) - 1)

    def finish(self, languages: Sequence[str], *, is_final: bool) -> list[NewSegment]:
        """Write what is left and return all segments that have documents left.

        :param languages: those whose stem groups are kept in a final segment.
        :param is_final: whether a segment that is the only one stays as it is; else
            all are merged with others, and those files forgotten.
        """
        if self._batch:
            self._flush()
        stays = is_final and not self.has_written
        if self._open.count:
            self._write(self._open, languages if stays else (), is_lasting=stays)
        self._work.finish()
        return [
            self._new(part, part.segment)
            for part in self._parts
            if part.segment is not None and part.live_count
        ]

    def forget(self) -> None:
        """Remove the files, which nothing refers to."""
        for part in self._parts:
            if part.segment is not None:
                part.segment.path(self._edition).unlink(missing_ok=True)

    def _begin(self) -> _Part:
        part = _Part(len(self._parts) << _RUN_BITS, Run(self._kernels))
        self._parts.append(part)
        return part

    def _flush(self) -> None:
        """Have what was added worked on."""
        part = self._open
        documents, self._batch = self._batch, []
        part.bytes += self._batch_bytes
        self._batch_bytes = 0
        read = partial(self._read, part.run, documents)
        self._last_read = [self._work.submit(read, self._last_read)]
        self._frames.add(part.run, [document.payload for document in documents])

    def _read(self, run: Run, documents: list[Document]) -> None:
        if self._read_run is not run:
            self._read_run = run
            if len(self._tokenizer.forms) > _MOST_FORMS:
                self._tokenizer = BatchTokenizer(self._kernels)
        run.read(documents, self._tokenizer)

    def _write(
        self, part: _Part, languages: Sequence[str], *, is_lasting: bool
    ) -> None:
        frames = self._frames.end(part.run)
        part.segment = ColumnarSegment(INDEX_NAME, part.live_count)
        if not part.live_count:
            return
        words = RunWords(part.run, tuple(part.dropped), languages, self._kernels)
        ranked = self._work.submit(words.rank, self._last_read)
        inverted = self._work.submit(words.invert, [ranked])
        stemmed = self._work.submit(words.find_stems, [ranked])
        write = partial(
            write_run,
            part.segment.path(self._edition),
            part.segment.segment_id(),
            part.run,
            words,
            self._kernels,
            is_lasting=is_lasting,
        )
        # The task holds the run until it is written.
        part.run = Run(self._kernels)
        self._work.submit(write, [inverted, stemmed, *frames])

    def _new(self, part: _Part, segment: ColumnarSegment) -> NewSegment:
        file = SegmentFile(segment.path(self._edition))
        return NewSegment(segment, file, part.live(file))
