"""Verification: reads every byte of the segments that are served, in the background.

What is needed to open a segment is verified before it is used; its arrays are
hundreds of megabytes. A thread reads them once, a MiB at a time and only when
nothing else wants the processor, and ends.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from .errors import ArchiveCorruptError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from .codec.layout import SegmentFile

#: A command that only asks something has ended by then.
_DELAY_SECONDS = 1.0
#: Between two MiB, each of which takes a twentieth of that.
_PAUSE_SECONDS = 0.01
_LOWEST_PRIORITY = 19

_log = logging.getLogger(__name__)

#: A path and what the system says of the file there: a mended one is another.
_Identity = tuple[str, int, int]


class _StoppedError(Exception):
    """The archive was closed."""


class Verification:
    """Verifies each segment's file once; safe to share between threads.

    :param report: called, in the thread, with what is wrong with a file.
    """

    def __init__(self, report: Callable[[ArchiveCorruptError], None]) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._waiting: deque[SegmentFile] = deque()
        self._known: set[_Identity] = set()
        self._faults: dict[_Identity, ArchiveCorruptError] = {}
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def begin(self, files: Iterable[SegmentFile]) -> None:
        """Verify those of *files* that were not verified, after a while."""
        with self._lock:
            for file in files:
                identity = _identify(file.path)
                if identity is not None and identity not in self._known:
                    self._known.add(identity)
                    self._waiting.append(file)
            # A forked process has none of its parent's threads.
            is_running = self._thread is not None and self._thread.is_alive()
            if self._waiting and not is_running:
                self._stop = threading.Event()
                self._thread = threading.Thread(
                    target=self._run, name="broadsheet-verification", daemon=True
                )
                self._thread.start()

    def fault(self, file: SegmentFile) -> ArchiveCorruptError | None:
        """Return what is known to be wrong with *file*."""
        if not self._faults:
            return None
        identity = _identify(file.path)
        return None if identity is None else self._faults.get(identity)

    @property
    def faults(self) -> tuple[ArchiveCorruptError, ...]:
        """All that was found wrong."""
        return tuple(self._faults.values())

    def wait(self) -> None:
        """Return when all is verified."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Give up what is not verified yet, and wait for the thread to end."""
        with self._lock:
            self._waiting.clear()
            self._stop.set()
        if self._thread is not threading.current_thread():
            self.wait()

    def _run(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
        self._stop.wait(_DELAY_SECONDS)
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                file = self._waiting.popleft()
            self._verify(file)

    def _verify(self, file: SegmentFile) -> None:
        identity = _identify(file.path)
        try:
            file.container.verify(self._pause)
        except _StoppedError:
            return
        except ArchiveCorruptError as error:
            if identity is not None:
                self._faults[identity] = error
            _log.error("%s", error)
            self._report(error)

    def _pause(self) -> None:
        if self._stop.wait(_PAUSE_SECONDS):
            raise _StoppedError


def _identify(path: Path) -> _Identity | None:
    """Return None where there is no file any more: nobody will open it again."""
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_ino, found.st_mtime_ns
