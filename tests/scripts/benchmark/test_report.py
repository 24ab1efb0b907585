"""The report on one archive shows every figure and compares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from broadsheet.scripts.benchmark.report import remarks, tables, to_json
from broadsheet.scripts.benchmark.tables import aligned

if TYPE_CHECKING:
    from broadsheet.scripts.benchmark.runner import Measured

    from .conftest import MakeMeasured, MakeRun


def _lines(measured: Measured) -> list[str]:
    text = "\n".join(aligned(rows) for rows in tables(measured))
    return [" ".join(line.split()) for line in text.splitlines()]


def test_tables_show_figures_times_ratios_and_hits(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    other = make_run(4.0, fuzzy=False)
    lines = _lines(
        make_measured(8_000, {"broadsheet": [make_run(1.0)], "other": [other]})
    )
    for line in (
        "rebuild, 1 thread, MB/s 2.00 0.50",
        "rebuild, 2 threads, MB/s 4.00 1.00",
        "rebuild, 1 thread, s 4.00 16.0",
        "size on disk, MB 3.00 12.0",
        "peak memory, 2 threads, MB 50.0 200",
        "open in a new process, ms 8.00 32.0",
        "open again, ms 1.00 4.00",
        "private memory once open, MB 0.50 2.00",
        "private memory after a round, MB 1.00 4.00",
        "add one article, ms 16.0 64.0",
        "add one in the end, ms 32.0 128",
        "rare words after / before adding 1.25 5.00",
        "rare term 2.00 / 5.00 8.00 / 20.0",
        "fuzzy, 1 edit 2.00 / 5.00 -",
        "rebuild, 1 thread, s 0.25",
        "rare term 0.25 / 0.25",
        "fuzzy, 1 edit -",
        "rare term 12.5 50.0",
    ):
        assert line in lines


def test_engine_with_one_thread_has_no_figure_of_two(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    one = make_run(1.0)
    one = type(one)({1: one.built[1]}, one.searched)
    lines = _lines(
        make_measured(8_000, {"broadsheet": [make_run(1.0)], "other": [one]})
    )
    assert "rebuild, 2 threads, MB/s 4.00 -" in lines
    assert "rebuild, 2 threads, s -" in lines


def test_nothing_is_compared_without_ours_or_without_another(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    for name in ("broadsheet", "other"):
        measured = make_measured(8_000, {name: [make_run(1.0)]})
        assert len(tables(measured)) == 3
        assert to_json(measured)["ratios"] == {}


def test_remarks_tell_reading_notes_and_spread(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    runs = {"broadsheet": [make_run(1.0), make_run(1.5)]}
    told = "\n".join(remarks(make_measured(8_000, runs), ["It is odd."]))
    assert "It is odd." in told
    assert "took 0.50 s of each rebuild" in told
    assert "a factor of 1.50 as a rule, of 1.50 at most" in told


def test_json_has_every_run_the_medians_and_the_ratios(
    make_run: MakeRun, make_measured: MakeMeasured
) -> None:
    runs = {
        "broadsheet": [make_run(1.0)],
        "other": [make_run(3.0), make_run(5.0, fuzzy=False)],
    }
    packed = orjson.dumps(
        to_json(make_measured(8_000, runs)), option=orjson.OPT_NON_STR_KEYS
    )
    found = orjson.loads(packed)
    assert [each["built"]["1"]["seconds"] for each in found["runs"]["other"]] == [
        12.0,
        20.0,
    ]
    middle = found["median"]["other"]
    assert middle["searched"]["classes"]["rare term"]["p50_ms"] == 8.0
    ratios = found["ratios"]["other"]
    assert ratios["classes"]["rare term"] == {"p50": 0.25, "p95": 0.25}
    assert ratios["whole"]["open again, ms"] == 0.25
