"""Stamps: tell by one look whether a file or folder is as it was.

A stamp is what the system says of a path without reading it: its inode and the
times of its last changes. A file that is replaced and a folder that gets, loses
or renames an entry have another stamp afterwards, unless two changes fall into
one tick of the file system's clock. So a path has a stamp only once it has been
left alone for longer than a tick.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SECOND = 1_000_000_000
#: Longer than a tick of any kernel, in nanoseconds.
_TICK = _SECOND // 10
#: Longer than a tick of file systems that keep whole seconds, or every second one.
_COARSE_TICK = 5 * _SECOND // 2


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a path was; :func:`take_stamp` makes it."""

    path: str
    state: tuple[int, int, int]

    def holds(self) -> bool:
        """Tell whether nothing at the path has changed since the stamp was taken."""
        try:
            # A Path would take a fifth longer, at each request.
            found = os.stat(self.path)  # noqa: PTH116
        except OSError:
            return False
        return (found.st_ino, found.st_ctime_ns, found.st_mtime_ns) == self.state


def take_stamp(path: Path) -> Stamp | None:
    """Return the stamp of *path*, to be taken before it is read.

    :return: None if there is nothing, or it has changed so lately that another
        change might leave the same stamp.
    """
    now = time.time_ns()
    try:
        found = path.stat()
    except OSError:
        return None
    changed = max(found.st_ctime_ns, found.st_mtime_ns)
    tick = _TICK if changed % _SECOND else _COARSE_TICK
    if now - changed < tick:
        return None
    return Stamp(str(path), (found.st_ino, found.st_ctime_ns, found.st_mtime_ns))
