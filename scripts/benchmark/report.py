"""The report on one archive: medians over the runs, ratios, tables and JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from .figures import middle, ratio, spread
from .tables import ABSENT, Rows, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .figures import Asked, Run
    from .runner import Measured

#: The engine that is compared with the others.
OURS = "broadsheet"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line about the whole index: less is better."""

    name: str
    value: Callable[[Run], float | None]


def tables(measured: Measured) -> list[Rows]:
    """Return the tables of the report, the ratios if there is something to compare."""
    middles = {name: middle(several) for name, several in measured.runs.items()}
    found = [
        _whole_table(middles, measured.text_bytes),
        _class_table("p50 / p95 in ms", middles, _times),
        _class_table("mean hits", middles, lambda asked: f"{asked.hits:,.1f}"),
    ]
    if OURS in middles and len(middles) > 1:
        found.insert(2, _ratio_table(middles))
    return found


def remarks(measured: Measured, notes: Sequence[str]) -> list[str]:
    """Return what is to be said below the tables, one sentence or two each."""
    usual, most = spread(measured.runs)
    return [
        f"{ABSENT}: cannot be asked, or is not done.",
        *notes,
        f"Reading the articles took {figure(measured.read_seconds)} s of each rebuild.",
        f"Between runs a p50 differed by a factor of {usual:.2f} as a rule, of"
        f" {most:.2f} at most.",
    ]


def to_json(measured: Measured) -> dict[str, Any]:
    """Return the report as a JSON object: every run, the medians, the ratios."""
    middles = {name: middle(several) for name, several in measured.runs.items()}
    ours = middles.get(OURS)
    return {
        "articles": measured.articles,
        "text_bytes": measured.text_bytes,
        "read_seconds": measured.read_seconds,
        "median": {name: asdict(run) for name, run in middles.items()},
        "ratios": {
            name: _ratios(ours, run, measures(middles))
            for name, run in middles.items()
            if ours is not None and name != OURS
        },
        "runs": {
            name: [asdict(run) for run in each] for name, each in measured.runs.items()
        },
    }


def measures(middles: Mapping[str, Run]) -> list[Measure]:
    """Return what is compared of whole indexes, by every number of threads."""
    threads = _threads(middles)
    return [
        *(_seconds(number) for number in threads),
        Measure(
            "size on disk, MB",
            lambda run: next(iter(run.built.values())).disk_bytes / 1e6,
        ),
        *(_peak(number) for number in threads),
        Measure("open in a new process, ms", lambda run: run.searched.opened.first_ms),
        Measure("open again, ms", lambda run: run.searched.opened.again_ms),
        Measure(
            "private memory once open, MB",
            lambda run: run.searched.opened.private_bytes / 1e6,
        ),
        Measure(
            "private memory after a round, MB",
            lambda run: run.searched.private_bytes / 1e6,
        ),
        Measure("add one article, ms", lambda run: run.searched.added.first_ms),
        Measure("add one in the end, ms", lambda run: run.searched.added.last_ms),
    ]


def threads_text(number: int) -> str:
    """Return a number of threads in words."""
    return f"{number} thread" if number == 1 else f"{number} threads"


def _threads(middles: Mapping[str, Run]) -> list[int]:
    return sorted({number for run in middles.values() for number in run.built})


def _seconds(threads: int) -> Measure:
    def value(run: Run) -> float | None:
        built = run.built.get(threads)
        return built.seconds if built else None

    return Measure(f"rebuild, {threads_text(threads)}, s", value)


def _peak(threads: int) -> Measure:
    def value(run: Run) -> float | None:
        built = run.built.get(threads)
        return built.peak_bytes / 1e6 if built else None

    return Measure(f"peak memory, {threads_text(threads)}, MB", value)


def _whole_table(middles: Mapping[str, Run], text_bytes: int) -> Rows:
    rows = [["the index", *middles]]
    for threads in _threads(middles):
        name = f"rebuild, {threads_text(threads)}, MB/s"
        seconds = [_seconds(threads).value(run) for run in middles.values()]
        rows.append(
            [name, *(figure(ratio(text_bytes / 1e6, each)) for each in seconds)]
        )
    for measure in measures(middles):
        cells = (figure(measure.value(run)) for run in middles.values())
        rows.append([measure.name, *cells])
    slower = (run.searched.added.rare_ratio for run in middles.values())
    rows.append(["rare words after / before adding", *map(figure, slower)])
    return rows


def _class_table(
    heading: str, middles: Mapping[str, Run], show: Callable[[Asked], str]
) -> Rows:
    rows = [[heading, *middles]]
    for name in _classes(middles):
        cells = [run.searched.classes[name] for run in middles.values()]
        rows.append([name, *(show(cell) if cell else ABSENT for cell in cells)])
    return rows


def _ratio_table(middles: Mapping[str, Run]) -> Rows:
    compared = measures(middles)
    others = {
        name: _ratios(middles[OURS], run, compared)
        for name, run in middles.items()
        if name != OURS
    }
    rows = [["broadsheet / other, p50 / p95", *others]]
    for each in compared:
        cells = (figure(ratios["whole"][each.name]) for ratios in others.values())
        rows.append([each.name, *cells])
    for name in _classes(middles):
        pairs = (ratios["classes"].get(name) for ratios in others.values())
        rows.append([name, *(_pair(pair) for pair in pairs)])
    return rows


def _ratios(ours: Run, other: Run, compared: Sequence[Measure]) -> dict[str, Any]:
    whole = {each.name: ratio(each.value(ours), each.value(other)) for each in compared}
    classes = {}
    for name, asked in ours.searched.classes.items():
        beside = other.searched.classes[name]
        if asked is not None and beside is not None:
            classes[name] = {
                "p50": ratio(asked.p50_ms, beside.p50_ms),
                "p95": ratio(asked.p95_ms, beside.p95_ms),
            }
    return {"whole": whole, "classes": classes}


def _classes(middles: Mapping[str, Run]) -> Sequence[str]:
    return [*next(iter(middles.values())).searched.classes]


def _times(asked: Asked) -> str:
    return f"{figure(asked.p50_ms)} / {figure(asked.p95_ms)}"


def _pair(pair: Mapping[str, float | None] | None) -> str:
    if pair is None:
        return ABSENT
    return f"{figure(pair['p50'])} / {figure(pair['p95'])}"
