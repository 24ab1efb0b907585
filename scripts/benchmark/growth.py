"""Growth: figures against the number of articles, as a table and as panels."""

from __future__ import annotations

from statistics import geometric_mean
from typing import TYPE_CHECKING

from .chart import Line, Panel
from .figures import middle
from .report import threads_text
from .tables import Rows, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .figures import Run
    from .runner import Measured

    #: Takes a figure out of an archive's medians of one engine.
    _Figure = Callable[[Measured, Run], float | None]

#: Classes that grow alike, each with those of its kind; a panel each.
GROUPS: Mapping[str, Sequence[str]] = {
    "one word": ("rare term", "medium term", "common term"),
    "AND, OR, NOT": ("AND of 2", "AND of 3", "OR of 3", "OR of 8", "NOT"),
    "phrases": ("phrase of 2", "phrase of 4"),
    "phrases, very common": ("phrase, very common",),
    "dates": ("phrase in dates", "term in dates", "dates, newest first"),
    "prefix and misspelling": ("prefix", "fuzzy, 1 edit"),
    "facets and timeline": ("facets and timeline",),
}


def growth_table(archives: Sequence[Measured]) -> Rows:
    """Return a line for each engine's mean p50 of a group and for its rebuild."""
    rows = [
        ["p50 in ms by articles", *(f"{each.articles:,}" for each in archives)],
    ]
    for title, _, value in _figures(archives):
        for name in archives[0].runs:
            found = (value(each, middle(each.runs[name])) for each in archives)
            rows.append([f"{title}: {name}", *map(figure, found)])
    return rows


def growth_panels(archives: Sequence[Measured]) -> list[Panel]:
    """Return a panel for each line of the table, with a line for each engine."""
    return [
        Panel(title, unit, _lines(archives, value))
        for title, unit, value in _figures(archives)
    ]


def _figures(archives: Sequence[Measured]) -> list[tuple[str, str, _Figure]]:
    """Return title, unit and figure of everything that is shown."""
    runs = [run for each in archives[0].runs.values() for run in each]
    threads = min(number for run in runs for number in run.built)
    return [
        *((title, "ms", _mean_of(classes)) for title, classes in GROUPS.items()),
        (f"rebuild, {threads_text(threads)}, MB/s", "MB/s", _speed_with(threads)),
    ]


def _mean_of(classes: Sequence[str]) -> _Figure:
    """Return what gives the geometric mean of p50s: each class counts alike."""

    def mean(_: Measured, run: Run) -> float | None:
        asked = [run.searched.classes[name] for name in classes]
        times = [each.p50_ms for each in asked if each is not None]
        # Where a class cannot be asked, the mean of the others is of other work.
        return geometric_mean(times) if len(times) == len(classes) else None

    return mean


def _speed_with(threads: int) -> _Figure:
    def speed(archive: Measured, run: Run) -> float | None:
        built = run.built.get(threads)
        return archive.text_bytes / 1e6 / built.seconds if built else None

    return speed


def _lines(archives: Sequence[Measured], value: _Figure) -> list[Line]:
    lines = []
    for name in archives[0].runs:
        found = (
            (each.articles, value(each, middle(each.runs[name]))) for each in archives
        )
        points = [(float(x), y) for x, y in found if y is not None]
        lines.append(Line(name, points))
    return lines
