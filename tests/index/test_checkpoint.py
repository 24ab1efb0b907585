"""Checkpoints: a rebuild that was stopped goes on and ends as if it had not been."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import builder as builder_module
from broadsheet.index import frame_work
from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.checkpoint import Resumable, find_unfinished, read_checkpoint
from broadsheet.index.editions import Editions
from broadsheet.index.errors import (
    ArchiveCorruptError,
    ArchiveWriteError,
    BadRecordError,
    CannotResumeError,
)
from broadsheet.index.report import Rejection
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.store import Store

from .codec.conftest import make_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from broadsheet.index.report import Report
    from broadsheet.index.tally import Item

_PROGRAM = Path(__file__).parent / "processes" / "resumed.py"


class Items:
    """Items that can be gone on with, and that may end early."""

    def __init__(
        self, items: Sequence[Item], stop: Callable[[int], None] = lambda _: None
    ) -> None:
        self._items = items
        self._stop = stop
        self.start = self._next = 0

    def __iter__(self) -> Iterator[Item]:
        for place in range(self.start, len(self._items)):
            self._stop(place)
            self._next = place + 1
            yield self._items[place]

    def mark(self) -> dict[str, int]:
        return {"next": self._next, "count": len(self._items)}

    def go_on(self, mark: Any) -> None:
        if mark["count"] != len(self._items):
            raise CannotResumeError(mark, "other items")
        self.start = mark["next"]


@pytest.fixture(autouse=True)
def _small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that some dozen articles make many runs."""
    _make_runs_small(monkeypatch)


def _make_runs_small(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(builder_module, "BATCH_BYTES", 2_000)
    patch.setattr(builder_module, "RUN_BYTES", 6_000)
    patch.setattr(frame_work, "CHOICE_BYTES", 5_000)
    patch.setattr(frame_work, "LEAST_CHOICE_BYTES", 3_000)


def _stop_at(number: int, error: BaseException) -> Callable[[int], None]:
    def stop(place: int) -> None:
        if place == number:
            raise error

    return stop


def _make_items(count: int, seed: int) -> list[Item]:
    """Articles, some of them again or with other content, and rejections."""
    rng = random.Random(seed)
    articles = make_articles(count, seed)
    items: list[Item] = []
    for article in articles:
        items.append(article)
        if rng.random() < 0.15:
            items.append(rng.choice(articles[: len(items)]))
        if rng.random() < 0.15:
            twin = rng.choice(articles[: len(items)])
            items.append(replace(twin, body=f"again {rng.random()}"))
        if rng.random() < 0.1:
            items.append(Rejection("feed", len(items), "is no article", b"\x00\xff"))
        if rng.random() < 0.1:
            empty = Article(rng.choice(articles).id)
            items.append(empty)
    return items


def _contents(store: Store) -> list[Any]:
    """Everything that stands in the files of the newest edition, but for names."""
    with store.snapshot() as snapshot:
        return [
            [
                (name, part.file.array(name).tobytes())
                for name in part.file.container.names()
            ]
            for part in snapshot.segments
        ]


def _account(report: Report) -> dict[str, Any]:
    return {
        **report.to_dict(),
        "seconds": 0,
        "megabytes_per_second": 0,
        "rejections": report.rejections,
    }


def _open(folder: Path) -> Store:
    return Store.open(folder, create=True, settings=ArchiveSettings("en", "UTC"))


def test_items_of_the_tests_are_resumable() -> None:
    assert isinstance(Items([]), Resumable)
    assert not isinstance([], Resumable)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 1_000),
    count=st.integers(20, 90),
    stops=st.lists(st.integers(0, 120), min_size=1, max_size=3),
    threads=st.sampled_from([0, 1, 2]),
)
def test_what_was_stopped_ends_as_if_it_had_not_been(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    count: int,
    stops: list[int],
    threads: int,
) -> None:
    """Stopped anywhere, any number of times: the same bytes, the same account."""
    folder = tmp_path_factory.mktemp("resumed")
    items = _make_items(count, seed)
    first = make_articles(10, seed + 1)
    with _open(folder / "once") as once, _open(folder / "resumed") as resumed:
        for store in (once, resumed):
            store.rebuild(first)
        expected = once.rebuild(Items(items), threads=threads)
        for stop in sorted(stops):
            if stop < len(items):
                with pytest.raises(KeyboardInterrupt):
                    resumed.rebuild(
                        Items(items, _stop_at(stop, KeyboardInterrupt())),
                        resume=True,
                        threads=threads,
                    )
        found = resumed.rebuild(Items(items), resume=True, threads=threads)
        assert _account(found) == _account(expected)
        assert _contents(resumed) == _contents(once)
        # Nothing is left of the runs.
        edition = max((folder / "resumed" / "editions").iterdir())
        assert sum(path.suffix == ".bsg" for path in edition.iterdir()) <= 1
        assert read_checkpoint(edition) is None
    assert check_archive(folder / "resumed") == ()


def test_a_rebuild_that_was_killed_at_any_step_goes_on(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(_PROGRAM), str(tmp_path), "7"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    steps, resumed = map(int, run.stdout.split())
    assert steps > 300
    assert resumed > 20


def _interrupted(store: Store, items: Sequence[Item]) -> None:
    # With none beside this thread what was begun does not depend on their pace.
    with pytest.raises(KeyboardInterrupt):
        store.rebuild(
            Items(items, _stop_at(len(items) - 1, KeyboardInterrupt())), threads=0
        )


def test_what_is_on_the_disk_is_not_read_again(archive: Path, store: Store) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    found = find_unfinished(Editions(archive))
    assert found is not None
    rest = Items(items)
    store.rebuild(rest, resume=True)
    assert rest.start == found[1].mark["next"] > len(items) // 2


def test_without_being_asked_to_a_rebuild_begins_anew(
    archive: Path, store: Store
) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    again = Items(items)
    report = store.rebuild(again)
    assert again.start == 0
    assert report.added == 80
    # The number of what was begun stays used.
    assert [path.name for path in (archive / "editions").iterdir()] == ["000003"]


def test_with_nothing_begun_a_rebuild_begins(store: Store) -> None:
    assert store.rebuild(Items(make_articles(30, 5)), resume=True).added == 30


def test_what_was_begun_for_other_settings_is_refused_and_kept(store: Store) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    with pytest.raises(CannotResumeError, match="without --resume"):
        store.rebuild(Items(items), settings=ArchiveSettings("fr", "UTC"), resume=True)
    with pytest.raises(CannotResumeError, match="other items"):
        store.rebuild(Items(items[:-1]), resume=True)
    rest = Items(items)
    store.rebuild(rest, resume=True)
    assert rest.start > 0


def test_a_change_of_the_archive_takes_what_was_begun_away(
    archive: Path, store: Store
) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    store.add([Article("1")])
    assert find_unfinished(Editions(archive)) is None
    again = Items(items)
    store.rebuild(again, resume=True)
    assert again.start == 0


def test_reading_takes_nothing_away(archive: Path, store: Store) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    with store.snapshot() as snapshot:
        assert snapshot.doc_count == 0
    assert find_unfinished(Editions(archive)) is not None
    assert check_archive(archive) == ()
    store.rebuild(Items(items), resume=True)


def test_a_strict_run_that_failed_leaves_nothing(archive: Path, store: Store) -> None:
    items = [*make_articles(80, 5), Rejection("feed", 81, "is no article", b"")]
    with pytest.raises(BadRecordError):
        store.rebuild(Items(items), strict=True, threads=0)
    assert find_unfinished(Editions(archive)) is None


def test_after_a_full_disk_a_rebuild_goes_on(archive: Path, store: Store) -> None:
    items = make_articles(80, 5)
    full = ArchiveWriteError(archive, "No space left on device")
    with pytest.raises(ArchiveWriteError):
        store.rebuild(Items(items, _stop_at(79, full)), threads=0)
    rest = Items(items)
    assert store.rebuild(rest, resume=True).added == 80
    assert rest.start > 0


def test_a_damaged_run_is_told(archive: Path, store: Store) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    found = find_unfinished(Editions(archive))
    assert found is not None
    number, checkpoint = found
    path = checkpoint.runs[0].to_segment().path(Editions(archive).folder(number))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArchiveCorruptError):
        store.rebuild(Items(items), resume=True)
    # It cannot be gone on with, so the next one begins anew.
    again = Items(items)
    assert store.rebuild(again, resume=True).added == 80
    assert again.start == 0


def test_a_damaged_checkpoint_is_none(archive: Path, store: Store) -> None:
    items = make_articles(80, 5)
    _interrupted(store, items)
    (path,) = archive.glob("editions/*/checkpoint.json")
    path.write_bytes(path.read_bytes().replace(b'"count"', b'"count "'))
    again = Items(items)
    store.rebuild(again, resume=True)
    assert again.start == 0


def test_what_cannot_be_gone_on_with_is_refused(store: Store) -> None:
    with pytest.raises(TypeError, match="gone on with"):
        store.rebuild([Article("1")], resume=True)
