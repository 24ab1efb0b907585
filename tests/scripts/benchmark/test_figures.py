"""The arithmetic of figures, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadsheet.scripts.benchmark.figures import (
    middle,
    percentile,
    ratio,
    spread,
)

if TYPE_CHECKING:
    from .conftest import MakeRun


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7.0], 50, 7.0),
        ([7.0], 95, 7.0),
        ([2.0, 1.0], 50, 1.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([float(n) for n in range(1, 21)], 50, 10.0),
        ([float(n) for n in range(20, 0, -1)], 95, 19.0),
        ([float(n) for n in range(1, 101)], 95, 95.0),
        ([float(n) for n in range(1, 101)], 100, 100.0),
        ([1.0, 2.0], 0, 1.0),
    ],
)
def test_percentile_is_the_nearest_rank(
    values: list[float], percent: float, expected: float
) -> None:
    assert percentile(values, percent) == expected


@pytest.mark.parametrize(
    ("ours", "other", "expected"),
    [
        (1.0, 2.0, 0.5),
        (3.0, 1.5, 2.0),
        (0.0, 4.0, 0.0),
        (1.0, 0.0, None),
        (None, 2.0, None),
        (2.0, None, None),
    ],
)
def test_ratio_is_ours_over_the_other(
    ours: float | None, other: float | None, expected: float | None
) -> None:
    assert ratio(ours, other) == expected


def test_middle_is_the_median_of_each_figure(make_run: MakeRun) -> None:
    assert middle([make_run(9.0), make_run(1.0), make_run(2.0)]) == make_run(2.0)
    assert middle([make_run(1.0), make_run(3.0)]) == make_run(2.0)
    assert middle([make_run(1.0, fuzzy=False)]) == make_run(1.0, fuzzy=False)


def test_spread_is_slowest_over_fastest(make_run: MakeRun) -> None:
    runs = {
        "a": [make_run(1.0), make_run(1.5)],
        "b": [make_run(2.0), make_run(6.0, fuzzy=False)],
    }
    # a: 1.5 twice; b: 3 for the term, 1 for what only one run could be asked.
    assert spread(runs) == (1.5, 3.0)
    assert spread({"a": [make_run(1.0)]}) == (1.0, 1.0)
