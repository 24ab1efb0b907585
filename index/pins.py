"""Pins: how readers, in any process, keep a generation from being removed.

``pins/<generation>`` exists before the generation does. A snapshot holds a
shared ``flock`` on it; the writer removes the generation only under an
exclusive one. A cursor outlives its snapshot: each use sets the file's time,
and the generation stays for some minutes after it. The file lists the
generation's segments, so that they can still be told from rubbish when its
table of contents is gone.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from .durable import write_file
from .errors import ArchiveCorruptError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FOLDER = "pins"
_NEVER_USED = (0, 0)
#: Of uses that follow each other faster, one is noted: it is written to the disk.
_NOTED_EVERY_SECONDS = 1.0
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


class Pin:
    """An open pin file, locked one way or the other until closed."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        self._next_note = 0.0

    def touch(self) -> None:
        """Note a use now, or one not a second ago.

        In an archive that cannot be written this does nothing.
        """
        now = time.monotonic()
        if now < self._next_note:
            return
        self._next_note = now + _NOTED_EVERY_SECONDS
        try:
            os.utime(self.path)
        except FileNotFoundError:
            # The generation was dropped while its snapshot stays open.
            return
        except OSError as error:
            if error.errno not in _READ_ONLY:
                raise

    def unlink(self) -> None:
        """Remove the file; its generation can be opened no more."""
        self.path.unlink()

    def close(self) -> None:
        """Unlock the file."""
        os.close(self._descriptor)


def pin_folder(edition: Path) -> Path:
    """Return the folder of an edition's pins."""
    return edition / _FOLDER


def make_pin(edition: Path, generation: int, segments: Iterable[str]) -> None:
    """Make the pin of a generation that is about to be published, durably."""
    folder = pin_folder(edition)
    folder.mkdir(exist_ok=True)
    path = folder / str(generation)
    write_file(path, "\n".join(segments).encode())
    os.utime(path, _NEVER_USED)


def list_pins(edition: Path) -> list[int]:
    """Return the generations that have a pin, newest first."""
    with suppress(FileNotFoundError):
        names = [path.name for path in pin_folder(edition).iterdir()]
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)
    return []


def read_pin(edition: Path, generation: int) -> set[str]:
    """Return the names of the segments of a pinned generation.

    :raises ArchiveCorruptError: if they cannot be read.
    """
    path = pin_folder(edition) / str(generation)
    try:
        return set(path.read_text("ascii").split())
    except UnicodeDecodeError as error:
        raise ArchiveCorruptError(path, "is not what was written") from error


def share_pin(edition: Path, generation: int) -> Pin | None:
    """Return the pin, locked against removal; None if it is being removed."""
    return _lock(pin_folder(edition) / str(generation), fcntl.LOCK_SH)


def seize_pin(edition: Path, generation: int, keep_seconds: float) -> Pin | None:
    """Return the pin, locked against readers, if its generation may be removed.

    :param keep_seconds: how long it stays after a cursor's last use.
    """
    pin = _lock(pin_folder(edition) / str(generation), fcntl.LOCK_EX)
    if pin is None:
        return None
    if time.time() - pin.path.stat().st_mtime < keep_seconds:
        pin.close()
        return None
    return pin


def _lock(path: Path, kind: int) -> Pin | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Pin(path, descriptor)
