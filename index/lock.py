"""WriteLock: at most one writer of an archive, in any thread of any process.

The lock is an advisory ``flock`` on the file ``LOCK``. The system frees it when
its holder dies, so there is no stale lock to clear. Each hold opens the file
anew; two threads therefore exclude each other as two processes do.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from .errors import ArchiveLockedError
from .gate import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE_NAME = "LOCK"
_POLL_SECONDS = 0.02


class WriteLock:
    """The lock of one archive.

    :param archive: the archive's folder, which must exist.
    :param timeout: seconds to wait for another holder, by the monotonic clock.
    """

    def __init__(self, archive: Path, timeout: float) -> None:
        self._archive = archive
        self._path = archive / _FILE_NAME
        self._timeout = timeout

    @contextmanager
    def hold(self, operation: str) -> Iterator[None]:
        """Hold the lock for the block; it is free afterwards whatever happens.

        It cannot be taken twice by one thread.

        :param operation: what others are told that the holder is doing.
        :raises ArchiveLockedError: if it was not free within the timeout.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        with writing(self._archive):
            descriptor = os.open(self._path, flags, 0o666)
        try:
            self._acquire(descriptor)
            try:
                _write_holder(descriptor, operation)
                yield
            finally:
                os.ftruncate(descriptor, 0)
        finally:
            # Closing is not enough: a forked child may share the descriptor.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)

    def _acquire(self, descriptor: int) -> None:
        started = time.monotonic()
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = time.monotonic() - started
                if waited >= self._timeout:
                    holder = _read_holder(descriptor)
                    raise ArchiveLockedError(
                        self._archive, holder, self._timeout
                    ) from None
                time.sleep(min(_POLL_SECONDS, self._timeout - waited))
            else:
                return


def _write_holder(descriptor: int, operation: str) -> None:
    """Note who holds the lock; read only to name the holder to others.

    Where that cannot be written it is left out: on a full disk the change may be
    what frees it.
    """
    name = Path(sys.argv[0]).name if sys.argv else ""
    # The name of a file need not be Unicode text.
    program = name.encode(errors="replace").decode()
    holder = {
        "pid": os.getpid(),
        "command": f"{program or 'python'}: {operation}",
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    line = orjson.dumps(holder)
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, line, 0)


def _read_holder(descriptor: int) -> str:
    try:
        holder = orjson.loads(os.pread(descriptor, 4096, 0))
        return f"process {holder['pid']} ({holder['command']}) since {holder['since']}"
    except (orjson.JSONDecodeError, KeyError, TypeError):
        # It has just been taken or freed.
        return "another process"
