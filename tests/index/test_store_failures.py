"""Refused by the system at any step, a change is done or not begun, and no more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.structfile import StructFile

from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.errors import ArchiveWriteError
from broadsheet.index.storage import TrackedStorage
from broadsheet.index.store import Store

_STEPS = ("fsync", "replace", "mkdir", "utime")
_OLD = {str(n): Article(str(n), f"title {n}", "old words " * n) for n in range(6)}
_NEW = {str(n): Article(str(n), f"title {n}", "new words " * n) for n in range(3, 9)}


def _delete(store: Store) -> None:
    store.delete(["1"], purge=True)


def _fail_from(patch: pytest.MonkeyPatch, step: int, last: float) -> Callable[[], int]:
    """Let every call from *step* to *last* fail as on a full disk."""
    count = 0

    def failing(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if step <= count <= last:
                raise OSError(28, "No space left on device")
            return call(*arguments, **options)

        return wrapper

    for name in _STEPS:
        call = getattr(os, name) if name != "fsync" else lambda _descriptor: None
        patch.setattr(os, name, failing(call))
    patch.setattr(StructFile, "write", failing(StructFile.write))
    patch.setattr(TrackedStorage, "create_file", failing(TrackedStorage.create_file))
    return lambda: count


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("is_lasting", [False, True])
@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda store: store.add(_NEW.values()), _OLD | _NEW),
        (lambda store: store.rebuild(_NEW.values()), _NEW),
        (_delete, {key: value for key, value in _OLD.items() if key != "1"}),
    ],
    ids=["add", "rebuild", "purge"],
)
def test_a_change_refused_at_any_step_is_done_or_not_begun(
    tmp_path: Path,
    change: Callable[[Store], Any],
    after: dict[str, Article],
    is_lasting: bool,
) -> None:
    prepared, archive = tmp_path / "prepared", tmp_path / "archive"
    with Store.open(prepared, create=True) as store:
        store.add(_OLD.values())
    step, stride = 1, 1
    while True:
        shutil.copytree(prepared, archive, copy_function=os.link)
        with Store.open(archive, lock_timeout=0) as store:
            opened = _open_files()
            error = None
            with pytest.MonkeyPatch.context() as patch:
                counted = _fail_from(patch, step, float("inf") if is_lasting else step)
                try:
                    change(store)
                except ArchiveWriteError as caught:
                    error = caught
                steps = counted()
            store.close()
            assert _open_files() == opened, f"step {step}"
            with store.snapshot() as snapshot:
                found = {article.id: article for article in snapshot.articles()}
            assert found == after or (found == _OLD and error), f"step {step}"
            # The lock is free, and the same process can try again.
            change(store)
            with store.snapshot() as snapshot:
                assert {each.id: each for each in snapshot.articles()} == after
        assert check_archive(archive) == (), f"step {step}"
        shutil.rmtree(archive)
        if steps < step:
            break
        # Writes are many and alike: every one of the first, then some.
        stride = 1 if step < 20 else 41
        step += stride
    assert step > 100
