"""Measuring: each job in a process of its own, which it hands back as figures."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from .articles import load_articles
from .asking import ask_all, milliseconds_since
from .figures import Added, Built, Opened, Searched, ratio

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
    private = _private_bytes()
    opened = _open(engine, folder)
    searcher = engine.open(folder)
    try:
        for asked in plan.questions.values():
            ask_all(searcher, asked, 1)
        private = _private_bytes() - private
        classes = {
            name: ask_all(searcher, asked, plan.rounds)
            for name, asked in plan.questions.items()
        }
        return Searched(opened, private, classes, _add(searcher, plan))
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


def _add(searcher: Searcher, plan: Plan) -> Added:
    before = ask_all(searcher, plan.probe, plan.rounds)
    times = []
    for word, article in plan.additions():
        started = time.perf_counter()
        searcher.add(article)
        total = searcher.all_of((word,), None).total
        times.append(milliseconds_since(started))
        if total != 1:
            raise RuntimeError(f"an added article was found {total} times, not once")
    after = ask_all(searcher, plan.probe, plan.rounds)
    return Added(
        median(times[:_FIRST_ADDS]),
        median(times[-_LAST_ADDS:]),
        max(times),
        ratio(after.p50_ms, before.p50_ms) if before and after else None,
    )


def _private_bytes() -> int:
    return _kernel_bytes("/proc/self/smaps_rollup", "Private_Dirty")


def _kernel_bytes(path: str, name: str) -> int:
    """Return a figure that the kernel keeps in kB under *name*."""
    for line in Path(path).read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1_024
    raise RuntimeError(f"{path} has no {name}")
