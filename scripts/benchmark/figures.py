"""What is measured: figures of one run, and the medians of several."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index took."""

    seconds: float
    disk_bytes: int
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening an index took."""

    #: In a fresh process, libraries imported.
    first_ms: float
    #: In the same process, the first let go: the median of several.
    again_ms: float
    #: Memory of the first that no other process could share.
    private_bytes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How the questions of one class were answered, each at its median time."""

    p50_ms: float
    p95_ms: float
    #: Mean over the questions.
    hits: float


@dataclass(frozen=True, slots=True)
class Added:
    """What it took to add articles, one at a time, each until it is found."""

    #: Median of the first of them.
    first_ms: float
    #: Median of the last 100.
    last_ms: float
    worst_ms: float
    #: The p50 of the rare words after them, beside that of the index before them.
    rare_ratio: float | None


@dataclass(frozen=True, slots=True)
class Searched:
    """What opening an index, asking it and adding to it took."""

    opened: Opened
    #: Memory that no other process could share, after opening and one round.
    private_bytes: int
    #: By class; None where the engine cannot be asked.
    classes: Mapping[str, Asked | None]
    added: Added


@dataclass(frozen=True, slots=True)
class Run:
    """One engine's figures, of one run or the medians of several."""

    #: By number of threads.
    built: Mapping[int, Built]
    searched: Searched


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the least value that *percent* of *values* do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def ratio(ours: float | None, other: float | None) -> float | None:
    """Return how many times *other* ours is; None where there is nothing to divide."""
    return ours / other if ours is not None and other else None


def middle(several: Sequence[_T]) -> _T:
    """Return one like *several*, with the median of each figure that is not None."""
    found: Any = _middle([each for each in several if each is not None])
    return found  # type: ignore[no-any-return]


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


def _middle(several: Sequence[Any]) -> Any:
    if not several:
        return None
    first = several[0]
    if isinstance(first, Mapping):
        return {name: middle([each[name] for each in several]) for name in first}
    if is_dataclass(first) and not isinstance(first, type):
        return type(first)(
            **{
                field.name: middle([getattr(each, field.name) for each in several])
                for field in fields(first)
            }
        )
    found = median(several)
    return round(found) if isinstance(first, int) else found
