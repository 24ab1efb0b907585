"""The arithmetic of the report, by table."""

from __future__ import annotations

import orjson
import pytest

from broadsheet.scripts.benchmark.measure import (
    Asked,
    Built,
    Searched,
    percentile,
)
from broadsheet.scripts.benchmark.report import (
    Run,
    middle,
    ratio,
    spread,
    table,
    to_json,
    to_text,
)


def _run(factor: float, *, fuzzy: bool = True) -> Run:
    """Return figures that are *factor* times those of the first engine."""
    asked = Asked(2.0 * factor, 5.0 * factor, 12.5)
    return Run(
        Built(4.0 * factor, round(3_000_000 * factor), round(50_000_000 * factor)),
        Searched(
            8.0 * factor,
            round(1_000_000 * factor),
            {"term": asked, "fuzzy": asked if fuzzy else None},
            16.0 * factor,
        ),
    )


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
    [(1.0, 2.0, 0.5), (3.0, 1.5, 2.0), (0.0, 4.0, 0.0), (1.0, 0.0, None)],
)
def test_ratio_is_ours_over_the_other(
    ours: float, other: float, expected: float | None
) -> None:
    assert ratio(ours, other) == expected


def test_middle_is_the_median_of_each_figure() -> None:
    assert middle([_run(9.0), _run(1.0), _run(2.0)]) == _run(2.0)
    assert middle([_run(1.0), _run(3.0)]) == _run(2.0)
    assert middle([_run(1.0, fuzzy=False)]).searched.classes["fuzzy"] is None


def test_spread_is_slowest_over_fastest() -> None:
    runs = {"a": [_run(1.0), _run(1.5)], "b": [_run(2.0), _run(6.0, fuzzy=False)]}
    # a: 1.5 twice; b: 3 for the term, 1 for what only one run could be asked.
    assert spread(runs) == (1.5, 3.0)
    assert spread({"a": [_run(1.0)]}) == (1.0, 1.0)


def test_table_is_aligned() -> None:
    rows = [["name", "a", "long"], ["x", "1.00", "-"]]
    assert table(rows) == "name     a  long\nx     1.00     -"


def test_text_shows_times_ratios_hits_and_notes() -> None:
    runs = {"broadsheet": [_run(1.0)], "other": [_run(4.0, fuzzy=False)]}
    text = to_text(runs, 8_000_000, ["other is odd."])
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "rebuild, MB/s 2.00 0.50" in lines
    assert "rebuild, seconds 4.00 16.0" in lines
    assert "term 2.00 / 5.00 8.00 / 20.0" in lines
    assert "fuzzy 2.00 / 5.00 -" in lines
    assert "rebuild, seconds 0.25" in lines
    assert "term 0.25 / 0.25" in lines
    assert "fuzzy -" in lines
    assert "term 12.5 12.5" in lines
    assert "other is odd." in lines


def test_text_needs_no_other_engine() -> None:
    text = to_text({"broadsheet": [_run(1.0)]}, 1_000_000, [])
    assert "term" in text


def test_json_has_every_run_the_medians_and_the_ratios() -> None:
    runs = {"broadsheet": [_run(1.0)], "other": [_run(3.0), _run(5.0, fuzzy=False)]}
    found = orjson.loads(orjson.dumps(to_json(runs, {"commit": "abc"})))
    assert found["commit"] == "abc"
    assert [each["built"]["seconds"] for each in found["runs"]["other"]] == [12.0, 20.0]
    assert found["median"]["other"]["searched"]["classes"]["term"]["p50_ms"] == 8.0
    assert found["ratios"]["other"]["classes"]["term"] == {"p50": 0.25, "p95": 0.25}
    assert found["ratios"]["other"]["whole"]["open, ms"] == 0.25
