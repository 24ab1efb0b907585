"""A question's time is the median of its askings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from broadsheet.scripts.benchmark import asking
from broadsheet.scripts.benchmark.asking import ask_all, ask_classes
from broadsheet.scripts.benchmark.engine import CannotAskError
from broadsheet.scripts.benchmark.figures import Asked
from broadsheet.scripts.benchmark.questions import Answer, Question

if TYPE_CHECKING:
    from broadsheet.scripts.benchmark.engine import Searcher

_QUESTIONS = [Question("prefix", ("slow",)), Question("prefix", ("fast",))]


class _Clock:
    """A clock that only answering moves on: by what is listed for a word."""

    def __init__(self, **seconds: list[float]) -> None:
        self.now = 0.0
        self._seconds = seconds

    def perf_counter(self) -> float:
        return self.now

    def prefix(self, letters: str) -> Answer:
        self.now += self._seconds[letters].pop(0)
        return Answer(len(letters), ())


def _searcher(each: Any) -> Searcher:
    return cast("Searcher", each)


def test_slow_moment_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock(slow=[0.4, 9.0, 0.5], fast=[9.0, 0.1, 0.2])
    monkeypatch.setattr(asking, "time", clock)
    asked = ask_all(_searcher(clock), _QUESTIONS, 3)
    assert asked is not None
    assert (asked.p50_ms, asked.p95_ms) == pytest.approx((200.0, 500.0))
    assert asked == Asked(asked.p50_ms, asked.p95_ms, 4.0)


def test_class_that_cannot_be_asked_has_no_figures() -> None:
    class _Unable:
        def prefix(self, letters: str) -> Answer:
            raise CannotAskError(letters)

    assert ask_all(_searcher(_Unable()), _QUESTIONS, 2) is None


def test_slow_seconds_meet_each_class_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not one class each time."""
    clock = _Clock(slow=[9.0, 0.4, 0.4], fast=[9.0, 0.1, 0.1])
    monkeypatch.setattr(asking, "time", clock)
    order = []
    classes = {word: [Question("prefix", (word,))] for word in ("slow", "fast")}

    class _Noting:
        def prefix(self, letters: str) -> Answer:
            order.append(letters)
            return clock.prefix(letters)

    asked = ask_classes(_searcher(_Noting()), classes, 3)
    assert order == ["slow", "fast"] * 3
    slow, fast = asked["slow"], asked["fast"]
    assert slow is not None
    assert fast is not None
    assert (slow.p50_ms, fast.p50_ms) == pytest.approx((400.0, 100.0))
