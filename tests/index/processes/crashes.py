"""Kills a change of an archive at each of its steps, and looks at what is left.

Run as a program of its own: it forks, which a process with threads must not.
Arguments: a scratch folder and the change. It prints how many steps there were.
"""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dying import die_at, sync_nothing

from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Set

_OLD = {str(n): Article(str(n), f"title {n}", "old words " * n) for n in range(6)}
_NEW = {str(n): Article(str(n), f"title {n}", "new words " * n) for n in range(3, 9)}


def _prepare(store: Store) -> None:
    store.rebuild([Article("first")])
    store.rebuild(_OLD.values())
    store.add([Article("passing")])
    store.delete(["passing"])


def _without(ids: set[str]) -> dict[str, Article]:
    return {key: article for key, article in _OLD.items() if key not in ids}


CHANGES: dict[str, tuple[Callable[[Store], Any], dict[str, Article]]] = {
    "add": (lambda store: store.add(_NEW.values()), _OLD | _NEW),
    "delete": (lambda store: store.delete(["1", "2"]), _without({"1", "2"})),
    "purge": (lambda store: store.delete(["1", "2"], purge=True), _without({"1", "2"})),
    "rebuild": (lambda store: store.rebuild(_NEW.values()), _NEW),
    "rollback": (lambda store: store.rollback(), {"first": Article("first")}),
}


def _change_and_die(
    archive: Path, change: Callable[[Store], Any], step: int
) -> NoReturn:
    try:
        die_at(step)
        change(Store.open(archive))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _contents(archive: Path) -> dict[str, Article]:
    with Store.open(archive) as store, store.snapshot() as snapshot:
        return {article.id: article for article in snapshot.articles()}


def _change_again(archive: Path, ids: Set[str]) -> None:
    """The next writer needs no repair, and leaves nothing over."""
    with Store.open(archive, lock_timeout=0) as store:
        store.add([Article("later")])
    assert not list(archive.rglob("*.tmp"))
    assert _contents(archive).keys() == ids | {"later"}


def main(scratch: Path, name: str) -> int:
    """Try every step of the change *name*; return how many there are."""
    os.fsync = sync_nothing
    change, after = CHANGES[name]
    prepared, archive = scratch / "prepared", scratch / "archive"
    with Store.open(prepared, create=True) as store:
        _prepare(store)
    step = 0
    while True:
        step += 1
        # No file is ever changed in place, so a link is as good as a copy.
        shutil.copytree(prepared, archive, copy_function=os.link)
        child = os.fork()
        if not child:
            _change_and_die(archive, change, step)
        _pid, status = os.waitpid(child, 0)
        found = _contents(archive)
        assert found in (_OLD, after), f"step {step}: {sorted(found)}"
        assert check_archive(archive) == (), f"step {step}"
        if step % 3 == 0:
            _change_again(archive, found.keys())
        shutil.rmtree(archive)
        if not os.WIFSIGNALED(status):
            assert status == 0, "the change failed"
            assert found == after
            return step - 1


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2]))  # noqa: T201 - read by the test
