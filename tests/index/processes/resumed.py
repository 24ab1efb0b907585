"""Kills a rebuild at its steps, goes on with it, and compares it with one in one go.

Run as a program of its own: it forks, which a process with threads must not.
Arguments: a scratch folder, and of how many steps one is tried. It prints how many
steps there were, and how many times something was there to go on with.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dying import die_at, sync_nothing

from broadsheet.index import builder, frame_work
from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Some come twice, and some again with other content.
_ITEMS = [
    Article(str(number % 41), f"title {number % 43}", f"words {number % 47} " * 30)
    for number in range(90)
]


class Items:
    """The items, to be gone on with."""

    def __init__(self) -> None:
        self.start = self._next = 0

    def __iter__(self) -> Iterator[Article]:
        for place in range(self.start, len(_ITEMS)):
            self._next = place + 1
            yield _ITEMS[place]

    def mark(self) -> int:
        return self._next

    def go_on(self, mark: int) -> None:
        self.start = mark


def main(scratch: Path, stride: int) -> None:
    os.fsync = sync_nothing
    builder.BATCH_BYTES, builder.RUN_BYTES = 2_000, 6_000
    frame_work.CHOICE_BYTES, frame_work.LEAST_CHOICE_BYTES = 5_000, 3_000
    once = _rebuilt(scratch / "once")
    step, resumed = 1, 0
    while True:
        folder = scratch / str(step)
        with Store.open(folder, create=True):
            pass
        was_killed = _killed_at(step, folder)
        resumed += any(folder.glob("editions/*/checkpoint.json"))
        if _rebuilt(folder) != once:
            raise AssertionError(f"another archive after step {step}")
        if faults := check_archive(folder):
            raise AssertionError(f"{faults} after step {step}")
        shutil.rmtree(folder)
        if not was_killed:
            print(step, resumed)  # noqa: T201 - read by the test
            return
        step += stride


def _rebuilt(folder: Path) -> list[Any]:
    """Go on with what was begun in *folder* and return all that stands in its files."""
    with Store.open(folder, create=True) as store:
        report = store.rebuild(Items(), resume=True)
        counts = report.added, report.replaced, report.unchanged, report.duplicate
        if sum(counts) != len(_ITEMS):
            raise AssertionError(f"{counts} of {len(_ITEMS)} records")
        with store.snapshot() as snapshot:
            return [
                [(name, file.array(name).tobytes()) for name in file.container.names()]
                for file in (segment.file for segment in snapshot.segments)
            ]


def _killed_at(step: int, folder: Path) -> bool:
    child = os.fork()
    if child == 0:
        die_at(step)
        _run(folder)
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise AssertionError(f"the rebuild failed at step {step}")
    return False


def _run(folder: Path) -> NoReturn:
    try:
        with Store.open(folder) as store:
            store.rebuild(Items(), threads=0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
