"""Refused by the system at any step, a change is done or not begun, and no more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.errors import ArchiveWriteError
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

    def opening(path: Path, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if mode[0] == "r":
            return opened(path, mode, *arguments, **options)
        stream = failing(opened)(path, mode, *arguments, **options)
        return _Stream(stream, failing(stream.write))

    opened = Path.open
    patch.setattr(Path, "open", opening)
    return lambda: count


class _Stream:
    """A file whose writes may fail."""

    def __init__(self, stream: Any, write: Callable[[bytes], int]) -> None:
        self._stream = stream
        self.write = write

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream.close()


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
            is_refused = False
            with pytest.MonkeyPatch.context() as patch:
                counted = _fail_from(patch, step, float("inf") if is_lasting else step)
                try:
                    change(store)
                except ArchiveWriteError:
                    is_refused = True
                steps = counted()
            store.close()
            # Fewer: what was verified in the background is closed by now.
            assert _open_files() <= opened, f"step {step}"
            with store.snapshot() as snapshot:
                found = {article.id: article for article in snapshot.articles()}
            assert found == after or (found == _OLD and is_refused), f"step {step}"
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
