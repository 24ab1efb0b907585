"""Changes of many threads: each is told its own, in few commits."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.api.write_queue import WriteQueue
from broadsheet.index import ArchiveLockedError, ArchiveWriteError, Article
from broadsheet.index.lock import WriteLock
from broadsheet.search import Archive

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.index import Changed, Changes


class Slow:
    """An archive whose first commit waits until *go* is set."""

    def __init__(self, archive: Archive, error: Exception | None = None) -> None:
        self.go = threading.Event()
        self.commits: list[int] = []
        self._archive = archive
        self._error = error

    def change(self, changes: Changes) -> Changed:
        self.commits.append(len(changes.puts) + len(changes.deletions))
        if len(self.commits) == 1:
            assert self.go.wait(30)
        if self._error is not None:
            raise self._error
        return self._archive.change(changes)


def article(name: str, body: str = "oil") -> Article:
    return Article(id=name, title="", body=body)


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    with Archive.open(tmp_path / "archive", create=True) as made:
        yield made


def waiting(queue: WriteQueue, pool: ThreadPoolExecutor, changes: list[Any]) -> Any:
    """Hand in *changes*, in this order, while a commit is under way."""
    handed = []
    for number, change in enumerate(changes):
        handed.append(pool.submit(queue.make, change))
        while len(queue._waiting) < number:
            pass
    return handed


def test_who_waits_is_served_together(archive: Archive) -> None:
    slow = Slow(archive)
    queue = WriteQueue(slow)  # type: ignore[arg-type]
    with ThreadPoolExecutor(20) as pool:
        changes = [article(f"a{number}") for number in range(20)]
        handed = waiting(queue, pool, changes)
        slow.go.set()
        results = [each.result(30) for each in handed]
    assert {result for result, _revision in results} == {"added"}
    assert slow.commits == [1, 19]
    assert archive.search().total == 20
    assert results[-1][1] == archive.revision


def test_changes_of_one_id_are_made_in_their_order(archive: Archive) -> None:
    slow = Slow(archive)
    queue = WriteQueue(slow)  # type: ignore[arg-type]
    changes = [article("b"), article("a", "1"), "a", article("a", "2"), "a", "a"]
    with ThreadPoolExecutor(len(changes)) as pool:
        handed = waiting(queue, pool, changes)
        slow.go.set()
        results = [each.result(30)[0] for each in handed]
    assert results == ["added", "added", True, "added", True, False]
    assert [hit.id for hit in archive.search()] == ["b"]


def test_a_commit_that_fails_is_told_to_each_and_the_next_is_made(
    archive: Archive, tmp_path: Path
) -> None:
    slow = Slow(archive, ArchiveWriteError(tmp_path, "no space left"))
    queue = WriteQueue(slow)  # type: ignore[arg-type]
    with ThreadPoolExecutor(5) as pool:
        handed = waiting(queue, pool, [article(f"a{number}") for number in range(5)])
        slow.go.set()
        for each in handed:
            with pytest.raises(ArchiveWriteError):
                each.result(30)
    slow._error = None
    assert queue.make(article("b"))[0] == "added"
    assert archive.search().total == 1


def test_who_waits_for_another_writer_waits_as_long_for_one_id_as_for_many(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "archive"
    with Archive.open(folder, create=True, lock_timeout=0.5) as archive:
        queue = WriteQueue(archive)
        with ThreadPoolExecutor(8) as pool, WriteLock(folder, 1).hold("rebuild"):
            started = time.monotonic()
            handed = [pool.submit(queue.make, article("a", str(n))) for n in range(8)]
            errors = [each.exception(20) for each in handed]
            seconds = time.monotonic() - started
    assert {type(error) for error in errors} == {ArchiveLockedError}
    assert seconds < 3
