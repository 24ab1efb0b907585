"""The write lock: one holder, named to others, freed whatever becomes of it."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.article import Article
from broadsheet.index.errors import ArchiveLockedError
from broadsheet.index.lock import WriteLock
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HOLDER = """
import sys, time
from pathlib import Path
from broadsheet.index.lock import WriteLock
with WriteLock(Path(sys.argv[1]), 0).hold("rebuild"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of *tmp_path*."""
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_holds_the_lock(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with (
        pytest.raises(ArchiveLockedError) as caught,
        WriteLock(tmp_path, 0.05).hold("add"),
    ):
        pytest.fail("two hold the lock")
    assert f"process {holder.pid} (-c: rebuild) since 20" in caught.value.holder
    assert caught.value.path == tmp_path
    assert caught.value.waited_seconds == 0.05


def test_the_lock_is_free_at_once_when_its_holder_is_killed(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with WriteLock(tmp_path, 0).hold("add"):
        assert (tmp_path / "LOCK").read_bytes().endswith(b"}")


def test_a_writer_waits_until_the_lock_is_free(tmp_path: Path) -> None:
    order = []
    holding = threading.Event()

    def hold() -> None:
        with WriteLock(tmp_path, 0).hold("rebuild"):
            holding.set()
            order.append("first")

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    with WriteLock(tmp_path, 10).hold("add"):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_the_lock_is_free_after_an_exception(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path, 0)
    with pytest.raises(ZeroDivisionError), lock.hold("add"):
        raise ZeroDivisionError
    with lock.hold("add"):
        pass
    assert (tmp_path / "LOCK").read_bytes() == b""


def test_two_stores_of_one_process_exclude_each_other(archive: Path) -> None:
    with (
        Store.open(archive, create=True) as first,
        Store.open(archive, lock_timeout=0) as second,
    ):

        def articles() -> Iterator[Article]:
            with pytest.raises(ArchiveLockedError):
                second.add([])
            yield Article("1")

        assert first.add(articles()).added == 1


def test_two_threads_that_share_a_store_exclude_each_other(archive: Path) -> None:
    with Store.open(archive, create=True, lock_timeout=0) as store:
        failures = []

        def add() -> None:
            try:
                store.add([])
            except ArchiveLockedError as error:
                failures.append(error.holder)

        def articles() -> Iterator[Article]:
            thread = threading.Thread(target=add)
            thread.start()
            thread.join()
            yield Article("1")

        assert store.rebuild(articles()).added == 1
        assert len(failures) == 1
        assert ": rebuild)" in failures[0]


def test_an_unreadable_note_in_the_lock_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "LOCK").write_bytes(b"\xff garbage")
    with WriteLock(tmp_path, 0).hold("add"):
        (tmp_path / "LOCK").write_bytes(b"[]")
        with (
            pytest.raises(ArchiveLockedError) as caught,
            WriteLock(tmp_path, 0).hold("add"),
        ):
            pytest.fail("two hold the lock")
    assert caught.value.holder == "another process"


def test_a_full_disk_does_not_keep_a_change_from_freeing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who holds the lock is not noted then."""

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.pwrite", full)
    with WriteLock(tmp_path, 0).hold("delete"):
        pass


def test_a_program_of_any_name_can_hold_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File names that are not UTF-8 come with lone surrogates."""
    monkeypatch.setattr("sys.argv", ["/bin/caf\udce9"])
    with WriteLock(tmp_path, 0).hold("add"):
        assert "caf" in (tmp_path / "LOCK").read_text()
