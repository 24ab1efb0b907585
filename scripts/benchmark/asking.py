"""Asking: every question several times, each at its median."""

from __future__ import annotations

import time
from statistics import fmean, median
from typing import TYPE_CHECKING

from .engine import CannotAskError, ask
from .figures import Asked, percentile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .engine import Searcher
    from .questions import Question


def ask_all(
    searcher: Searcher, questions: Sequence[Question], rounds: int
) -> Asked | None:
    """Ask the questions of a class in turn, *rounds* times; None if that cannot be.

    In rounds, so that a moment in which the machine is busy with something else
    meets many questions once and not one question each time.
    """
    times: list[list[float]] = [[] for _ in questions]
    totals: list[int] = []
    for _ in range(rounds):
        try:
            answers = [ask_once(searcher, question) for question in questions]
        except CannotAskError:
            return None
        totals = [total for _, total in answers]
        for several, (took, _) in zip(times, answers, strict=True):
            several.append(took)
    middles = [median(several) for several in times]
    return Asked(percentile(middles, 50), percentile(middles, 95), fmean(totals))


def ask_once(searcher: Searcher, question: Question) -> tuple[float, int]:
    """Return how many milliseconds an answer took, and its total."""
    started = time.perf_counter()
    total = ask(searcher, question).total
    return milliseconds_since(started), total


def milliseconds_since(started: float) -> float:
    """Return how long ago ``perf_counter`` gave *started*."""
    return (time.perf_counter() - started) * 1_000
