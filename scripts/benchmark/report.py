"""The report of a benchmark: medians over the runs, ratios, tables and JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any

from .measure import Asked, Built, Searched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: The engine that the others are compared with.
OURS = "broadsheet"
_ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Run:
    """One engine's figures, of one run or the medians of several."""

    built: Built
    searched: Searched


@dataclass(frozen=True, slots=True)
class Measure:
    """One line about the whole index: less is better."""

    name: str
    value: Callable[[Run], float]


MEASURES = (
    Measure("rebuild, seconds", lambda run: run.built.seconds),
    Measure("size on disk, MB", lambda run: run.built.disk_bytes / 1e6),
    Measure("peak memory of the rebuild, MB", lambda run: run.built.peak_bytes / 1e6),
    Measure("open, ms", lambda run: run.searched.open_ms),
    Measure(
        "private memory after a round, MB",
        lambda run: run.searched.private_bytes / 1e6,
    ),
    Measure("add one article, ms", lambda run: run.searched.add_ms),
)


def middle(runs: Sequence[Run]) -> Run:
    """Return the median of each figure."""
    built = [run.built for run in runs]
    searched = [run.searched for run in runs]
    return Run(
        Built(
            median(each.seconds for each in built),
            round(median(each.disk_bytes for each in built)),
            round(median(each.peak_bytes for each in built)),
        ),
        Searched(
            median(each.open_ms for each in searched),
            round(median(each.private_bytes for each in searched)),
            {
                name: _middle_of_class([each.classes[name] for each in searched])
                for name in searched[0].classes
            },
            median(each.add_ms for each in searched),
        ),
    )


def ratio(ours: float, other: float) -> float | None:
    """Return how many times *other* ours is; None where there is nothing to divide."""
    return ours / other if other else None


def spread(runs: Mapping[str, Sequence[Run]]) -> tuple[float, float]:
    """Return the median and the most of slowest run / fastest run, over all p50s."""
    factors = []
    for several in runs.values():
        for name in several[0].searched.classes:
            times = [
                asked.p50_ms
                for run in several
                if (asked := run.searched.classes[name]) is not None
            ]
            if times and min(times) > 0:
                factors.append(max(times) / min(times))
    return (median(factors), max(factors)) if factors else (1.0, 1.0)


def to_text(
    runs: Mapping[str, Sequence[Run]], text_bytes: int, notes: Sequence[str]
) -> str:
    """Return the report as aligned tables with footnotes."""
    middles = {name: middle(several) for name, several in runs.items()}
    usual, most = spread(runs)
    return "\n\n".join(
        [
            _whole_table(middles, text_bytes),
            _class_table("p50 / p95 in ms", middles, _times),
            _ratio_table(middles),
            _class_table("mean hits", middles, _hits),
            "\n".join(
                [
                    "-: cannot be asked.",
                    *notes,
                    f"Between runs a p50 differed by a factor of {usual:.2f} as a"
                    f" rule, of {most:.2f} at most.",
                ]
            ),
        ]
    )


def to_json(
    runs: Mapping[str, Sequence[Run]], circumstances: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the report as a JSON object: every run, the medians, the ratios."""
    middles = {name: middle(several) for name, several in runs.items()}
    return {
        **circumstances,
        "median": {name: asdict(run) for name, run in middles.items()},
        "ratios": {
            name: _ratios(middles[OURS], run)
            for name, run in middles.items()
            if name != OURS
        },
        "runs": {name: [asdict(run) for run in each] for name, each in runs.items()},
    }


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return *rows* aligned: the first column left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:<{width}}" if place == 0 else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _middle_of_class(several: Sequence[Asked | None]) -> Asked | None:
    asked = [each for each in several if each is not None]
    if not asked:
        return None
    return replace(
        asked[0],
        p50_ms=median(each.p50_ms for each in asked),
        p95_ms=median(each.p95_ms for each in asked),
    )


def _ratios(ours: Run, other: Run) -> dict[str, Any]:
    whole = {each.name: ratio(each.value(ours), each.value(other)) for each in MEASURES}
    classes = {}
    for name, asked in ours.searched.classes.items():
        beside = other.searched.classes[name]
        if asked is not None and beside is not None:
            classes[name] = {
                "p50": ratio(asked.p50_ms, beside.p50_ms),
                "p95": ratio(asked.p95_ms, beside.p95_ms),
            }
    return {"whole": whole, "classes": classes}


def _whole_table(middles: Mapping[str, Run], text_bytes: int) -> str:
    rows = [["the index", *middles]]
    speeds = (text_bytes / 1e6 / run.built.seconds for run in middles.values())
    rows.append(["rebuild, MB/s", *(_figure(speed) for speed in speeds)])
    for each in MEASURES:
        rows.append(
            [each.name, *(_figure(each.value(run)) for run in middles.values())]
        )
    return table(rows)


def _class_table(
    heading: str, middles: Mapping[str, Run], show: Callable[[Asked], str]
) -> str:
    rows = [[heading, *middles]]
    for name in middles[OURS].searched.classes:
        cells = [run.searched.classes[name] for run in middles.values()]
        rows.append([name, *(show(cell) if cell else _ABSENT for cell in cells)])
    return table(rows)


def _ratio_table(middles: Mapping[str, Run]) -> str:
    others = {
        name: _ratios(middles[OURS], run)
        for name, run in middles.items()
        if name != OURS
    }
    rows = [["broadsheet / other, p50 / p95", *others]]
    for each in MEASURES:
        cells = (_figure(ratios["whole"][each.name]) for ratios in others.values())
        rows.append([each.name, *cells])
    for name in middles[OURS].searched.classes:
        pairs = (ratios["classes"].get(name) for ratios in others.values())
        rows.append([name, *(_pair(pair) for pair in pairs)])
    return table(rows)


def _times(asked: Asked) -> str:
    return f"{_figure(asked.p50_ms)} / {_figure(asked.p95_ms)}"


def _hits(asked: Asked) -> str:
    return f"{asked.hits:,.1f}"


def _pair(pair: Mapping[str, float | None] | None) -> str:
    if pair is None:
        return _ABSENT
    return f"{_figure(pair['p50'])} / {_figure(pair['p95'])}"


def _figure(value: float | None) -> str:
    """Return *value* with three digits that count, or all before the point."""
    if value is None:
        return _ABSENT
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"
