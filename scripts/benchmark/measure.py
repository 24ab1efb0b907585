"""Measuring: each job in a process of its own, which it hands back as figures."""

from __future__ import annotations

import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from .articles import load_articles
from .asking import ask_all, ask_classes, milliseconds_since
from .figures import Added, Built, Opened, Searched

if TYPE_CHECKING:
    from collections.abc import Callable

    from .engine import Engine, Searcher
    from .plan import Plan

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: Times that an index is opened again, and of all adds the first and the last,
#: of which the median counts.
_OPENINGS = 5
_FIRST_ADDS = 20
_LAST_ADDS = 100
#: Times that the rare words are asked in both indexes, the first not counted.
_TURNS = 16


def in_own_process(job: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Return what *job* returns, called in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(job, *args, **kwargs).result()


def read(articles: Path) -> float:
    """Return the seconds that reading a file of articles takes, part of each build."""
    started = time.perf_counter()
    for _ in load_articles(articles):
        pass
    return time.perf_counter() - started


def build(engine: Engine, articles: Path, folder: Path, threads: int) -> Built:
    """Build the index of a file of articles in *folder*; reading it counts too."""
    engine.version()
    folder.mkdir()
    started = time.perf_counter()
    engine.build(load_articles(articles), folder, threads)
    seconds = time.perf_counter() - started
    sizes = (file.stat().st_size for file in folder.rglob("*") if file.is_file())
    # Not ru_maxrss: on Linux that begins with the peak of the process before exec.
    return Built(seconds, sum(sizes), _kernel_bytes("/proc/self/status", "VmHWM"))


def search(engine: Engine, folder: Path, plan: Plan) -> Searched:
    """Open an index, ask all questions once and then measured, and add to it."""
    engine.version()
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        untouched = shutil.copytree(folder, Path(place) / "index")
        return _search(engine, folder, untouched, plan)


def _search(engine: Engine, folder: Path, untouched: Path, plan: Plan) -> Searched:
    private = _private_bytes()
    opened = _open(engine, folder)
    searcher = engine.open(folder)
    try:
        ask_classes(searcher, plan.questions, 1)
        private = _private_bytes() - private
        classes = ask_classes(searcher, plan.questions, plan.rounds)
        times = _add(searcher, plan)
        added = Added(
            median(times[:_FIRST_ADDS]),
            median(times[-_LAST_ADDS:]),
            max(times),
            _rare_ratio(engine, searcher, untouched, plan),
        )
        return Searched(opened, private, classes, added)
    finally:
        searcher.close()


def _open(engine: Engine, folder: Path) -> Opened:
    private = _private_bytes()
    times = []
    for number in range(1 + _OPENINGS):
        started = time.perf_counter()
        searcher = engine.open(folder)
        times.append(milliseconds_since(started))
        if number == 0:
            private = _private_bytes() - private
        searcher.close()
    return Opened(times[0], median(times[1:]), private)


def _add(searcher: Searcher, plan: Plan) -> list[float]:
    """Return how many milliseconds each add took, until a search found it."""
    times = []
    for word, article in plan.additions():
        started = time.perf_counter()
        searcher.add(article)
        total = searcher.all_of((word,), None).total
        times.append(milliseconds_since(started))
        if total != 1:
            raise RuntimeError(f"an added article was found {total} times, not once")
    return times


def _rare_ratio(
    engine: Engine, searcher: Searcher, untouched: Path, plan: Plan
) -> float | None:
    """Return the p50 of the rare words, beside that of the index before all adds.

    Both are asked in turns: what a machine gives changes from minute to minute.
    """
    before = engine.open(untouched)
    try:
        turns = [
            (ask_all(searcher, plan.probe, 1), ask_all(before, plan.probe, 1))
            for _ in range(_TURNS)
        ]
    finally:
        before.close()
    ratios = [one.p50_ms / other.p50_ms for one, other in turns[1:] if one and other]
    return median(ratios) if ratios else None


def _private_bytes() -> int:
    return _kernel_bytes("/proc/self/smaps_rollup", "Private_Dirty")


def _kernel_bytes(path: str, name: str) -> int:
    """Return a figure that the kernel keeps in kB under *name*."""
    for line in Path(path).read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1_024
    raise RuntimeError(f"{path} has no {name}")
