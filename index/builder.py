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
from .codec.stories import own_keys
from .copies import NewTexts, find_stories
from .frame_work import FrameWork
from .gate import writing
from .sketcher import Sketcher
from .toc import INDEX_NAME
from .written_run import WrittenRun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .codec.stories import Stories
    from .documents import Document
    from .kernels.choice import Kernels
    from .older_copies import OlderCopies, OlderCopy
    from .work import Task, Work

#: Bytes of articles that are worked on at once.
BATCH_BYTES = 4 << 20
#: A run is written when it has so many bytes of articles, or so many of them.
RUN_BYTES = 48 << 20
RUN_DOCUMENTS = 1 << 18
#: A tokenizer that knows so many forms makes way for a new one, with the next run.
_MOST_FORMS = 1 << 20

_RUN_BITS = 32


def place_of(run: int, number: int) -> int:
    """Return what the document *number* of a run is known by."""
    return (run << _RUN_BITS) | number


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment that was written, and is not published yet."""

    segment: ColumnarSegment
    file: SegmentFile
    live: Live
    #: Which of its documents are copies of others.
    stories: Stories


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
    #: Of documents that are copies of older ones: these.
    copies: dict[int, list[OlderCopy]] = field(default_factory=dict)

    def known(self) -> dict[int, int]:
        """Return the stories of such documents, by their number in the file."""
        dropped = sorted(self.dropped)
        found = {}
        for number, copies in self.copies.items():
            live = [each.key for each in copies if each.segment.has(each.docnum)]
            if live and number not in self.dropped:
                found[number - bisect_left(dropped, number)] = live[0]
        return found

    @property
    def live_count(self) -> int:
        return self.count - len(self.dropped) - len(self.deleted)

    def written(self) -> WrittenRun:
        """Return the run, which is written or about to be."""
        if self.segment is None:
            raise ValueError("the run is not finished")
        return WrittenRun(
            self.segment.segid,
            self.count,
            tuple(sorted(self.dropped)),
            tuple(sorted(self.deleted)),
        )

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
    :param runs: those that were written by another process, to go on behind them;
        None if no other will ever go on behind those of this one.
    :param older: finds what documents are copies of in older segments; None without
        any.
    """

    def __init__(
        self,
        edition: Path,
        kernels: Kernels,
        work: Work,
        dictionary: bytes | None,
        runs: Sequence[WrittenRun] | None = None,
        older: OlderCopies | None = None,
    ) -> None:
        self._edition = edition
        self._kernels = kernels
        self._work = work
        self._batch: list[Document] = []
        self._batch_bytes = 0
        self._parts: list[_Part] = []
        #: What has to be done before the runs written so far are on the disk.
        self._writes: list[Task] = []
        self._are_runs_lasting = runs is not None
        for run in runs or ():
            self._resume(run)
        filled = [run for run in runs or () if not run.is_empty]
        if filled:
            dictionary = filled[0].frame_dictionary(edition)
        self._frames = FrameWork(work, dictionary, is_chosen=bool(filled))
        self._open = self._begin()
        self._last_read: list[Task] = []
        #: Those of each segment, once all are written but the last.
        self._stories: list[Stories] = []
        # Of the tasks that read, of which one is made at a time.
        self._read_run: Run | None = None
        self._tokenizer = BatchTokenizer(kernels)
        self._sketcher = Sketcher(self._tokenizer, kernels)
        self._older = older

    @property
    def has_written(self) -> bool:
        """Whether documents are in a segment's file already."""
        return len(self._parts) > 1

    @property
    def live_count(self) -> int:
        """Documents that were added and not dropped."""
        return sum(part.live_count for part in self._parts)

    @property
    def run_count(self) -> int:
        """Runs that were written or are about to be."""
        return len(self._parts) - 1

    def runs(self) -> tuple[WrittenRun, ...]:
        """Return those runs, as they are."""
        return tuple(part.written() for part in self._parts[:-1])

    def after_runs(self, call: Callable[[], object]) -> None:
        """Have *call* made when those runs are on the disk."""
        with writing(self._edition):
            self._writes = [self._work.submit(call, self._writes)]

    def add(self, document: Document) -> int:
        """Add *document* and return what :meth:`drop` knows it by."""
        part = self._open
        place = part.first_place + part.count
        part.count += 1
        self._batch.append(document)
        self._batch_bytes += len(document.payload)
        if self._batch_bytes >= BATCH_BYTES:
            with writing(self._edition):
                # One small batch is soon done by this thread.
                self._work.start()
                self._flush()
                if part.bytes >= RUN_BYTES or part.count >= RUN_DOCUMENTS:
                    self._write(part, is_last=False)
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
        self._write(
            self._open, languages if stays else (), is_last=True, is_final=stays
        )
        self._work.finish()
        files = [self._file(part) for part in self._parts if part.live_count]
        return [
            NewSegment(*each, stories)
            for each, stories in zip(files, self._stories, strict=True)
        ]

    def _begin(self) -> _Part:
        part = _Part(place_of(len(self._parts), 0), Run(self._kernels))
        self._parts.append(part)
        return part

    def _flush(self) -> None:
        """Have what was added worked on."""
        part = self._open
        documents, self._batch = self._batch, []
        part.bytes += self._batch_bytes
        self._batch_bytes = 0
        read = partial(self._read, part, part.run, documents)
        self._last_read = [self._work.submit(read, self._last_read)]
        self._frames.add(part.run, [document.payload for document in documents])

    def _read(self, part: _Part, run: Run, documents: list[Document]) -> None:
        if self._read_run is not run:
            self._read_run = run
            if len(self._tokenizer.forms) > _MOST_FORMS:
                self._tokenizer = BatchTokenizer(self._kernels)
                self._sketcher = Sketcher(self._tokenizer, self._kernels)
        first = len(run.ids)
        bodies = run.read(documents, self._tokenizer, self._sketcher)
        if self._older is not None:
            found = self._older.find(self._sketcher, bodies, run.sketches[-1])
            part.copies.update((first + number, x) for number, x in found.items())

    def _write(
        self,
        part: _Part,
        languages: Sequence[str] = (),
        *,
        is_last: bool,
        is_final: bool = False,
    ) -> None:
        frames = self._frames.end(part.run)
        part.segment = ColumnarSegment(INDEX_NAME, part.live_count)
        if not part.live_count:
            if is_last:
                self._work.submit(self._find_stories, self._writes)
            return
        words = RunWords(part.run, tuple(part.dropped), languages, self._kernels)
        ranked = self._work.submit(words.rank, self._last_read)
        inverted = self._work.submit(words.invert, [ranked])
        stemmed = self._work.submit(words.find_stems, [ranked])
        done = [inverted, stemmed, *frames]
        if is_last:
            find = partial(self._find_stories, words)
            done.append(self._work.submit(find, [ranked, *self._writes]))
        write = partial(
            write_run,
            part.segment.path(self._edition),
            part.segment.segment_id(),
            part.run,
            words,
            self._kernels,
            is_lasting=is_final if is_last else self._are_runs_lasting,
            is_final=is_final,
        )
        # The task holds the run until it is written.
        part.run = Run(self._kernels)
        self._writes.append(self._work.submit(write, done))

    def _find_stories(self, words: RunWords | None = None) -> None:
        """Find the stories of all segments; those of the last go to its run, too.

        :param words: those of the last; None if it has no documents.
        """
        texts = [
            self._texts(part)
            for part in self._parts
            if part.live_count and part is not self._open
        ]
        if words is None:
            self._stories = find_stories(texts, self._kernels)
            return
        run, kept = words.run, words.kept
        last = NewTexts(
            run.kept_sketches(kept),
            np.ones(np.count_nonzero(kept), np.bool_),
            run.kept_keys(kept),
            self._open.known(),
        )
        self._stories = find_stories([*texts, last], self._kernels)
        run.stories = self._stories[-1]

    def _texts(self, part: _Part) -> NewTexts:
        """Return the texts of a run that is written."""
        _segment, file, live = self._file(part)
        return NewTexts(
            [file.array("sketches")],
            live.mask,
            own_keys(file.array("digest")),
            part.known(),
        )

    def _resume(self, run: WrittenRun) -> None:
        part = self._begin()
        part.count = run.count
        part.dropped.update(run.dropped)
        part.deleted.update(run.deleted)
        part.segment = run.to_segment()

    def _file(self, part: _Part) -> tuple[ColumnarSegment, SegmentFile, Live]:
        """Return what is written of a run, and which of its documents are left."""
        segment = part.written().to_segment()
        file = SegmentFile(segment.path(self._edition))
        return segment, file, part.live(file)
