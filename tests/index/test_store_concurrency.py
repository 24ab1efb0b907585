"""Readers in threads and processes see whole revisions while a writer works."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.index.store import Store

if TYPE_CHECKING:
    from types import ModuleType

_PROGRAM = Path(__file__).parent / "processes" / "reader.py"
#: At least so much is written while others read, however slow the machine is.
_CHANGES = 12
_SECONDS = 2


@pytest.fixture
def reader() -> ModuleType:
    """The reading program, as a module."""
    spec = importlib.util.spec_from_file_location("reader", _PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _change(store: Store, reader: ModuleType, number: int) -> None:
    """Bring the archive from one state to the next, in one commit."""
    articles = reader.articles_of(number)
    if len(articles) > 3 and number % 7:
        store.add(articles)
    else:
        # Fewer than before: an add does not take the others out.
        store.rebuild(articles)


def test_each_snapshot_is_one_revision_while_a_writer_works(
    archive: Path, tmp_path: Path, reader: Any
) -> None:
    stop = tmp_path / "stop"
    with (
        Store.open(archive, create=True, pin_seconds=0) as store,
        ThreadPoolExecutor(4) as threads,
    ):
        store.add(reader.articles_of(0))
        command = [sys.executable, str(_PROGRAM), str(archive), str(stop)]
        processes = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            for _process in range(2)
        ]
        reading = [
            threads.submit(reader.read_until, archive, stop) for _thread in range(4)
        ]
        number = 0
        started = time.monotonic()
        while number < _CHANGES or time.monotonic() - started < _SECONDS:
            number += 1
            _change(store, reader, number)
        stop.touch()
        seen = [future.result() for future in reading]
        for process in processes:
            output, _errors = process.communicate()
            assert process.returncode == 0
            snapshots, revisions = map(int, output.split())
            seen.append((snapshots, revisions))
    assert all(snapshots >= revisions > 1 for snapshots, revisions in seen)


def test_threads_that_share_a_store_see_whole_revisions(
    archive: Path, reader: Any
) -> None:
    """One store for all, the writer's too."""
    with (
        Store.open(archive, create=True) as store,
        ThreadPoolExecutor(4) as threads,
    ):
        store.add(reader.articles_of(0))

        def read(_thread: int) -> int:
            seen = set()
            for _request in range(60):
                with store.snapshot() as snapshot:
                    found = sorted(snapshot.articles(), key=lambda each: each.id)
                    state = int(found[0].title.removeprefix("state"))
                    assert found == reader.articles_of(state)
                    seen.add(snapshot.revision)
            return len(seen)

        counts = threads.map(read, range(4))
        for number in range(1, 12):
            _change(store, reader, number)
        assert all(count >= 1 for count in counts)


def test_statistics_are_given_while_files_come_and_go(archive: Path) -> None:
    """A writer removes what it wrote aside; the rest is counted all the same."""
    with Store.open(archive, create=True) as store, ThreadPoolExecutor(1) as threads:
        passing = archive / "editions" / "passing.tmp"
        done = threading.Event()

        def come_and_go() -> None:
            while not done.is_set():
                passing.touch()
                passing.unlink()

        future = threads.submit(come_and_go)
        try:
            for _look in range(300):
                assert store.stats().bytes_on_disk > 0
        finally:
            done.set()
        future.result()
