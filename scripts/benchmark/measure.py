"""Measuring: each job in a process of its own, which it hands back as figures."""

from __future__ import annotations

import math
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from .articles import PlainArticle, load_articles
from .engine import CannotAskError, ask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .engine import Engine, Searcher
    from .questions import Question

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: Articles added one by one, of which the median counts.
_ADDED = 5


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index took."""

    seconds: float
    disk_bytes: int
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How the questions of one class were answered."""

    p50_ms: float
    p95_ms: float
    #: Mean over the questions.
    hits: float


@dataclass(frozen=True, slots=True)
class Searched:
    """What opening an index, asking it and adding to it took."""

    open_ms: float
    #: Memory that no other process could share, after opening and one round.
    private_bytes: int
    #: By class; None where the engine cannot be asked.
    classes: Mapping[str, Asked | None]
    add_ms: float


def in_own_process(job: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Return what *job* returns, called in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(job, *args, **kwargs).result()


def build(engine: Engine, articles: Path, folder: Path) -> Built:
    """Build the index of a file of articles in *folder*; reading it counts too."""
    engine.version()
    folder.mkdir()
    started = time.perf_counter()
    engine.build(load_articles(articles), folder)
    seconds = time.perf_counter() - started
    sizes = (file.stat().st_size for file in folder.rglob("*") if file.is_file())
    # Not ru_maxrss: on Linux that begins with the peak of the process before exec.
    return Built(seconds, sum(sizes), _kernel_bytes("/proc/self/status", "VmHWM"))


def search(
    engine: Engine, folder: Path, questions: Mapping[str, Sequence[Question]]
) -> Searched:
    """Open an index, ask all questions twice, the second time measured, and add."""
    engine.version()
    private = _private_bytes()
    started = time.perf_counter()
    searcher = engine.open(folder)
    open_ms = _milliseconds_since(started)
    try:
        for asked in questions.values():
            _ask_all(searcher, asked)
        private = _private_bytes() - private
        classes = {name: _ask_all(searcher, asked) for name, asked in questions.items()}
        return Searched(open_ms, private, classes, _add(searcher))
    finally:
        searcher.close()


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the least value that *percent* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _ask_all(searcher: Searcher, questions: Sequence[Question]) -> Asked | None:
    times, totals = [], []
    for question in questions:
        started = time.perf_counter()
        try:
            answer = ask(searcher, question)
        except CannotAskError:
            return None
        times.append(_milliseconds_since(started))
        totals.append(answer.total)
    return Asked(percentile(times, 50), percentile(times, 95), fmean(totals))


def _add(searcher: Searcher) -> float:
    """Return the median of the times until an added article is found."""
    times = []
    for number in range(_ADDED):
        word = "zyxadded" + "abcdefghij"[number]
        article = PlainArticle(f"added-{number}", word, f"One {word} more.", "", None)
        started = time.perf_counter()
        searcher.add(article)
        total = searcher.all_of((word,), None).total
        times.append(_milliseconds_since(started))
        if total != 1:
            raise RuntimeError(f"an added article was found {total} times, not once")
    return median(times)


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1_000


def _private_bytes() -> int:
    return _kernel_bytes("/proc/self/smaps_rollup", "Private_Dirty")


def _kernel_bytes(path: str, name: str) -> int:
    """Return a figure that the kernel keeps in kB under *name*."""
    for line in Path(path).read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1_024
    raise RuntimeError(f"{path} has no {name}")
