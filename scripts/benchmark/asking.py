"""Asking: every question several times, each at its median."""

from __future__ import annotations

import time
from statistics import fmean, median
from typing import TYPE_CHECKING

from .engine import CannotAskError, ask
from .figures import Asked, percentile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .engine import Searcher
    from .questions import Question


def ask_all(
    searcher: Searcher, questions: Sequence[Question], rounds: int
) -> Asked | None:
    """Ask the questions of one class; see :func:`ask_classes`."""
    return ask_classes(searcher, {"": questions}, rounds)[""]


def ask_classes(
    searcher: Searcher, classes: Mapping[str, Sequence[Question]], rounds: int
) -> dict[str, Asked | None]:
    """Ask the questions of all classes in turn, *rounds* times.

    In rounds, so that some seconds in which the machine is slow meet many questions
    once and not one question, or one class, each time.

    :returns: None for a class that cannot be asked.
    """
    asked = {name: _Class(questions) for name, questions in classes.items()}
    for _ in range(rounds):
        for each in asked.values():
            each.ask(searcher)
    return {name: each.figures() for name, each in asked.items()}


class _Class:
    """The questions of one class, and how long each took so far."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions
        self._times: list[list[float]] = [[] for _ in questions]
        self._totals: list[int] = []
        self._can_be_asked = True

    def ask(self, searcher: Searcher) -> None:
        """Ask each once."""
        if not self._can_be_asked:
            return
        try:
            answers = [ask_once(searcher, question) for question in self._questions]
        except CannotAskError:
            self._can_be_asked = False
            return
        self._totals = [total for _, total in answers]
        for several, (took, _) in zip(self._times, answers, strict=True):
            several.append(took)

    def figures(self) -> Asked | None:
        """Return the figures of the class; None if it cannot be asked."""
        if not self._can_be_asked:
            return None
        middles = [median(several) for several in self._times]
        totals = fmean(self._totals)
        return Asked(percentile(middles, 50), percentile(middles, 95), totals)


def ask_once(searcher: Searcher, question: Question) -> tuple[float, int]:
    """Return how many milliseconds an answer took, and its total."""
    started = time.perf_counter()
    total = ask(searcher, question).total
    return milliseconds_since(started), total


def milliseconds_since(started: float) -> float:
    """Return how long ago ``perf_counter`` gave *started*."""
    return (time.perf_counter() - started) * 1_000
