"""A tiny archive whose answers can be counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from broadsheet.scripts.benchmark.articles import PlainArticle
from broadsheet.scripts.benchmark.figures import (
    Added,
    Asked,
    Built,
    Opened,
    Run,
    Searched,
)
from broadsheet.scripts.benchmark.runner import Measured
from broadsheet.scripts.benchmark.workload import CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _article(
    number: int, title: str, body: str, source: str = "Wire", month: int | None = None
) -> PlainArticle:
    date = datetime(1987, month, 2, 3, 4, 5, tzinfo=UTC) if month else None
    return PlainArticle(f"a{number}", title, body, source, date)


@pytest.fixture(scope="session")
def articles() -> list[PlainArticle]:
    """Seven articles; words that stemming leaves alone, but for the last."""
    return [
        _article(1, "Gold", "The silver and the gold of the north.", month=1),
        _article(2, "Copper", "The gold went south with silver.", "Post", month=2),
        _article(3, "Silver", "North wind, and nothing else of note.", month=3),
        _article(4, "Tin", "Silver gold, an alloy of the south.", "Post", month=4),
        _article(5, "Goldsmith", "A goldsmith of the old school.", month=5),
        _article(6, "Zinc", "Undated zinc and silver.", "Post"),
        _article(7, "Ships", "Of ships shipping what was shipped.", month=7),
    ]


class MakeRun(Protocol):
    """Makes figures that are *factor* times those of a first engine."""

    def __call__(self, factor: float, *, fuzzy: bool = True) -> Run: ...


class MakeMeasured(Protocol):
    """Makes what was measured on a number of articles, a megabyte each thousand."""

    def __call__(
        self, articles: int, runs: Mapping[str, Sequence[Run]]
    ) -> Measured: ...


@pytest.fixture(scope="session")
def make_run() -> MakeRun:
    """Return runs that can be told by their factor."""

    def make(factor: float, *, fuzzy: bool = True) -> Run:
        asked = Asked(2.0 * factor, 5.0 * factor, 12.5 * factor)
        size = round(3_000_000 * factor), round(50_000_000 * factor)
        built = {1: Built(4.0 * factor, *size), 2: Built(2.0 * factor, *size)}
        opened = Opened(8.0 * factor, 1.0 * factor, round(500_000 * factor))
        added = Added(16.0 * factor, 32.0 * factor, 64.0 * factor, 1.25 * factor)
        classes: dict[str, Asked | None] = dict.fromkeys(CLASSES, asked)
        classes["fuzzy, 1 edit"] = asked if fuzzy else None
        memory = round(1_000_000 * factor)
        return Run(built, Searched(opened, memory, classes, added))

    return make


@pytest.fixture(scope="session")
def make_measured() -> MakeMeasured:
    """Return what was measured of the runs given."""
    return lambda articles, runs: Measured(articles, articles * 1_000, 0.5, runs)
