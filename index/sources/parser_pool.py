"""ParserPool: pages are parsed in other processes, and come out in their order."""

from __future__ import annotations

import os
import pickle
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from .judge import UnreadArticle
from .ordered import Mark, Stream
from .parser_process import MOST_SECONDS, Answer, ParserProcess, ProcessEndedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..article import Article
    from ..documents import Document
    from ..report import Rejection
    from .ordered import Ordered

#: Each takes some 100 MB.
_MOST_PROCESSES = 16
#: For each process, so many pages may wait to be parsed or to be taken.
_AHEAD = 8
_AHEAD_BYTES = 64 * 2**20
#: What takes less to parse is parsed here: processes take about as long to start. With
#: 0 nothing is, once they were waited for.
BEGIN_AFTER_SECONDS = 1.0
#: Another process may end since there is no memory for it; a page that ends two is
#: refused.
_MOST_TRIES = 2


class _Sent(NamedTuple):
    """An article that another process reads."""

    article: UnreadArticle
    answer: Future[Answer | Rejection | None]


class ParserPool:
    """Reads what stands in sources, the pages in other processes; for one reading.

    What comes out is what comes out with none, in the same order, and whenever
    something does, the articles that cleaning has changed are counted up to it. The
    processes start when it pays, and end when the reading does or on :meth:`close`.

    :param count: how many processes; 0 for none, None for as many as pay.
    """

    def __init__(self, count: int | None) -> None:
        self._count = _default_count() if count is None else count
        self._spent = 0.0
        self._waiting: deque[_Sent | Ordered] = deque()
        self._waiting_bytes = 0
        self._threads: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()
        #: All that run.
        self.processes: set[ParserProcess] = set()
        # Those of them that have nothing to do.
        self._idle: list[ParserProcess] = []
        self._is_ready = self._is_closed = False

    def in_order(
        self, things: Iterable[Ordered]
    ) -> Iterator[Article | Document | Rejection]:
        """Yield what becomes of *things*.

        An error that they end with is raised when all before it is out.
        """
        try:
            for thing in _with_error(things):
                self._add(thing)
                # What a stream reads is counted when it is read.
                is_last = isinstance(thing, Stream)
                while self._waiting and (is_last or self._is_full or self._is_next):
                    yield from self._take()
            while self._waiting:
                yield from self._take()
        finally:
            self.close()

    def close(self) -> None:
        """End all processes, whatever they do, and return when none is left."""
        with self._lock:
            self._is_closed = True
            for process in self.processes:
                process.kill()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for process in self.processes:
            process.end()
        self.processes.clear()

    @property
    def _is_full(self) -> bool:
        is_long = len(self._waiting) > _AHEAD * self._count
        return is_long or self._waiting_bytes > _AHEAD_BYTES

    @property
    def _is_next(self) -> bool:
        first = self._waiting[0]
        return not isinstance(first, _Sent) or first.answer.done()

    def _add(self, thing: Ordered) -> None:
        if isinstance(thing, UnreadArticle) and self._has_begun():
            assert self._threads is not None  # noqa: S101 - it has begun
            answer = self._threads.submit(self._read, thing)
            self._waiting.append(_Sent(thing, answer))
            self._waiting_bytes += len(thing.record.raw)
        else:
            self._waiting.append(thing)

    def _take(self) -> Iterator[Article | Document | Rejection]:
        match self._waiting.popleft():
            case _Sent() as sent:
                self._waiting_bytes -= len(sent.article.record.raw)
                yield self._answered(sent)
            case UnreadArticle() as article:
                yield self._read_here(article)
            case Stream() as stream:
                yield from stream.items
            case Mark() as mark:
                mark.passed()
            case item:
                yield item

    def _answered(self, sent: _Sent) -> Article | Rejection:
        match sent.answer.result():
            case Answer(item, counts):
                sent.article.judge.cleaner.counts.update(counts)
                return item
            case None:
                return sent.article.read()
            case rejection:
                return rejection

    def _read_here(self, article: UnreadArticle) -> Article | Rejection:
        began = time.perf_counter()
        try:
            return article.read()
        finally:
            self._spent += time.perf_counter() - began

    def _has_begun(self) -> bool:
        """Whether there are processes; they are started, if it is time to."""
        is_due = self._count and self._spent >= BEGIN_AFTER_SECONDS
        if is_due and self._threads is None:
            self._threads = ThreadPoolExecutor(self._count, "parser")
            starts = [self._threads.submit(self._start) for _ in range(self._count)]
            if not BEGIN_AFTER_SECONDS:
                wait(starts)
        return self._is_ready

    # What follows is done in threads, one a process: they wait for the answers.

    def _start(self) -> None:
        if process := self._started():
            self._idle.append(process)
            self._is_ready = True

    def _read(self, article: UnreadArticle) -> Answer | Rejection | None:
        """Return what another process reads; None if it is to be read here."""
        try:
            asked = pickle.dumps(article)
        except Exception:
            # A profile or a mapping in Python may have anything in it.
            return None
        ended = ""
        for _ in range(_MOST_TRIES):
            process = self._free()
            if process is None:
                return None
            try:
                answer = process.read(asked)
            except ProcessEndedError as error:
                self._forget(process)
                if error.was_slow:
                    reason = f"takes longer than {MOST_SECONDS} seconds to read"
                    return article.refused(reason)
                ended = str(error)
            else:
                self._idle.append(process)
                return answer
        reason = f"ended the process that read it, {_MOST_TRIES} times: {ended}"
        return article.refused(reason)

    def _free(self) -> ParserProcess | None:
        try:
            return self._idle.pop()
        except IndexError:
            return self._started()

    def _started(self) -> ParserProcess | None:
        """Return a new process that is ready; None if there can be none."""
        with self._lock:
            if self._is_closed:
                return None
            try:
                process = ParserProcess()
            except OSError:
                return None
            self.processes.add(process)
        try:
            process.wait()
        except ProcessEndedError:
            self._forget(process)
            return None
        return process

    def _forget(self, process: ParserProcess) -> None:
        with self._lock:
            self.processes.discard(process)


def _default_count() -> int:
    """Return how many processes pay beside the one that writes."""
    cores = len(os.sched_getaffinity(0))
    return min(cores, _MOST_PROCESSES) if cores > 1 else 0


def _with_error(things: Iterable[Ordered]) -> Iterator[Ordered]:
    """Yield *things*, and what raises the error that they end with."""
    try:
        yield from things
    except Exception as error:
        yield Mark(partial(_raise, error))


def _raise(error: Exception) -> NoReturn:
    raise error
