"""After a loss of power at any moment, an archive opens before or after a change."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.index.article import Article
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OLD = {str(n): Article(str(n), f"title {n}", "old words " * n) for n in range(6)}
_NEW = {str(n): Article(str(n), f"title {n}", "new words " * n) for n in range(3, 9)}
_LEFT = {key: article for key, article in _OLD.items() if key not in {"1", "2"}}
_FIRST = {"first": Article("first")}


def _contents(archive: Path) -> dict[str, Article]:
    with Store.open(archive) as store, store.snapshot() as snapshot:
        return {article.id: article for article in snapshot.articles()}


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda store: store.add(_NEW.values()), _OLD | _NEW),
        (lambda store: store.delete(["1", "2"]), _LEFT),
        (lambda store: store.delete(["1", "2"], purge=True), _LEFT),
        (lambda store: store.rebuild(_NEW.values()), _NEW),
        (lambda store: store.rollback(), _FIRST),
    ],
    ids=["add", "delete", "purge", "rebuild", "rollback"],
)
def test_power_lost_at_any_moment_leaves_the_revision_before_or_after(
    tmp_path: Path,
    disk: Any,
    losses: Any,
    change: Callable[[Store], Any],
    after: dict[str, Article],
) -> None:
    seed = random.randrange(2**32)
    archive, lost = tmp_path / "archive", tmp_path / "lost"
    with Store.open(archive, create=True) as store:
        store.rebuild(_FIRST.values())
        store.rebuild(_OLD.values())
        store.add([Article("passing")])
        store.delete(["passing"])
    watched = disk(archive)
    with pytest.MonkeyPatch.context() as patch:
        watched.watch(patch)
        with Store.open(archive) as store:
            change(store)
        watched.note("acknowledged")
    assert len(watched.moments) > 5
    chance = random.Random(seed)
    for moment in watched.moments:
        for fate, only_promised in losses(chance):
            watched.restore(moment, lost, fate, only_promised)
            found = _contents(lost)
            where = f"seed {seed}, before {moment.step}"
            if moment.step == "acknowledged":
                assert found == after, where
            assert found in (_OLD, after), where
            shutil.rmtree(lost)


def test_a_watched_disk_loses_what_is_not_synced(tmp_path: Path, disk: Any) -> None:
    folder, lost = tmp_path / "folder", tmp_path / "lost"
    folder.mkdir()
    watched = disk(folder)
    with pytest.MonkeyPatch.context() as patch:
        watched.watch(patch)
        with (folder / "a").open("wb") as stream:
            stream.write(b"written")
            stream.flush()
            os.fsync(stream.fileno())
        (folder / "b").write_bytes(b"not synced")
        watched.note("end")
    watched.restore(watched.moments[-1], lost, lambda: "truncated", lambda: False)
    assert (lost / "a").read_bytes() == b"written"
    assert (lost / "b").read_bytes() == b"not s"
    shutil.rmtree(lost)
    watched.restore(watched.moments[-1], lost, lambda: "kept", lambda: True)
    assert not list(lost.iterdir())
