"""Work: calls shared out among threads, some of which wait for others.

The thread that hands them out does its share: when more than a few wait, it takes
calls itself, so that no processor idles and what waits takes little memory.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

#: Calls that may wait, for each thread, the one that hands out included.
_WAITING = 4


def default_threads() -> int:
    """Return the number of threads that pays beside the one that reads a feed.

    That one needs a processor of its own, and cannot feed more than two others.
    """
    return max(1, min(2, len(os.sched_getaffinity(0)) - 1))


@dataclass(slots=True, eq=False)
class Task:
    """A call that is to be made once."""

    #: None once it is made: what it holds is let go.
    call: Callable[[], object] | None
    #: Tasks that have to be done before.
    waits: int = 0
    is_done: bool = False
    followers: list[Task] = field(default_factory=list)


class Work:
    """Makes calls in any order that they allow, in some threads.

    One thread hands calls out, and makes them all until :meth:`start` is called; at
    the end of the ``with`` block none is left of the others. The first error of a call
    is raised where calls are handed out.

    :param threads: beside the one that hands out; with none, it makes each call at
        once.
    """

    def __init__(self, threads: int) -> None:
        self._count = threads
        self._most_waiting = _WAITING * (threads + 1) if threads else 0
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._ready: deque[Task] = deque()
        self._undone = 0
        self._error: BaseException | None = None
        self._is_closed = False

    def submit(self, call: Callable[[], object], after: Iterable[Task] = ()) -> Task:
        """Have *call* made when all of *after* are done.

        :raises BaseException: what an earlier call raised.
        """
        task = Task(call)
        with self._changed:
            self._raise()
            for each in after:
                if not each.is_done:
                    each.followers.append(task)
                    task.waits += 1
            self._undone += 1
            if not task.waits:
                self._ready.append(task)
                self._changed.notify()
        self._help(self._most_waiting)
        return task

    def start(self) -> None:
        """Have the other threads make calls too: it pays when there is much to do."""
        while len(self._threads) < self._count:
            thread = threading.Thread(target=self._serve, name="broadsheet-writer")
            thread.daemon = True
            thread.start()
            self._threads.append(thread)

    def finish(self) -> None:
        """Return when all calls were made.

        :raises BaseException: what a call raised.
        """
        self._help(0)

    def close(self) -> None:
        """Make no more calls; return when no thread is left."""
        with self._changed:
            self._is_closed = True
            self._ready.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        # It holds the calls that led to it, and all that they held.
        self._error = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _help(self, most_waiting: int) -> None:
        """Make calls until at most so many are undone."""
        while True:
            with self._changed:
                self._raise()
                if self._undone <= most_waiting:
                    return
                if not self._ready:
                    self._changed.wait()
                    continue
                task = self._ready.popleft()
            self._make(task)

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._ready and not self._is_closed:
                    self._changed.wait()
                if self._is_closed:
                    return
                task = self._ready.popleft()
            self._make(task)

    def _make(self, task: Task) -> None:
        call, task.call = task.call, None
        try:
            if call is not None:
                call()
        except BaseException as error:
            with self._changed:
                self._error = self._error or error
                self._ready.clear()
                self._changed.notify_all()
            return
        del call
        with self._changed:
            task.is_done = True
            self._undone -= 1
            for each in task.followers:
                each.waits -= 1
                if not each.waits:
                    self._ready.append(each)
            self._changed.notify_all()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error
