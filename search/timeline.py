"""Timeline: hits over civil days, weeks, months or years of the query's zone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ..index import DAY, DateKind
from .dates import at_instant
from .errors import ParameterError, Problem
from .results import Bucket, Timeline

if TYPE_CHECKING:
    from datetime import tzinfo

    from numpy.typing import NDArray

    from ..index import Columns
    from .plan import Plan

    Days = NDArray[np.int64]

Interval: TypeAlias = Literal["day", "week", "month", "year"]

#: More buckets than this are refused; every year there is fits in.
MAX_BUCKETS = 10_000
#: ``auto`` takes the finest interval that gives at most so many buckets.
_AUTO_BUCKETS = 120
_INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "year")
#: 1970-01-01 was a Thursday; weeks start on Monday (ISO 8601).
_THURSDAY = 3
_EPOCH = date(1970, 1, 1)
_DAYS_BEFORE_EPOCH = (_EPOCH - date.min).days
_DAYS_AFTER_EPOCH = (date.max - _EPOCH).days


def count_timeline(plan: Plan, columns: Columns, found: NDArray[np.bool_]) -> Timeline:
    """Return the hits of each bucket beside all the articles of the archive.

    Buckets run from the first hit to the last, or to the ends of the plan's
    date range where it has them. An article whose date spans several buckets
    is in none and counted as imprecise.

    :raises ParameterError: if the interval gives more than 10,000 buckets.
    """
    dated = columns.live & (columns.date_kind != DateKind.UNDATED)
    first, last = civil_days(columns, dated, plan.zone)
    hits = found[dated]
    undated = int(np.count_nonzero(found & (columns.date_kind == DateKind.UNDATED)))
    ends = _ends(plan, first[hits], last[hits])
    if ends is None:
        fallback = plan.interval if plan.interval in _INTERVALS else "year"
        return Timeline(str(fallback), (), undated, 0)
    interval = _interval(plan, ends)
    low, high = (int(each) for each in _buckets(np.array(ends), interval))
    if high - low >= MAX_BUCKETS:
        raise ParameterError(_too_many(interval, high - low + 1))
    firsts, lasts = _buckets(first, interval), _buckets(last, interval)
    precise = firsts == lasts
    inside = precise & (firsts >= low) & (firsts <= high)
    counts = np.bincount(firsts[inside & hits] - low, minlength=high - low + 1)
    totals = np.bincount(firsts[inside] - low, minlength=high - low + 1)
    return Timeline(
        interval=interval,
        buckets=tuple(
            _bucket(low + number, interval, int(counts[number]), int(totals[number]))
            for number in range(high - low + 1)
        ),
        undated=undated,
        imprecise=int(np.count_nonzero(hits & ~precise)),
    )


def civil_days(
    columns: Columns, chosen: NDArray[np.bool_], zone: tzinfo
) -> tuple[Days, Days]:
    """Return the first and last civil day of the *chosen* articles' dates.

    Days count from 1970-01-01. Instants are read off the clocks of *zone*.
    """
    starts = columns.date_start[chosen].copy()
    ends = columns.date_end[chosen] - 1
    instants = columns.date_kind[chosen] == DateKind.INSTANT
    shifts = _offsets(starts[instants], zone)
    starts[instants] += shifts
    ends[instants] += shifts
    return starts // DAY, ends // DAY


def _offsets(instants: NDArray[np.int64], zone: tzinfo) -> NDArray[np.int64]:
    """Return the zone's offset from UTC at each instant, in microseconds."""
    hours, places = np.unique(instants // 900_000_000, return_inverse=True)
    # Offsets change on quarter hours of UTC, but for some local mean times of
    # long ago whose last minutes no archive tells apart.
    offsets = [
        at_instant(int(hour) * 900_000_000, zone).civil - int(hour) * 900_000_000
        for hour in hours
    ]
    return np.array(offsets, dtype=np.int64)[places]


def _ends(plan: Plan, first: Days, last: Days) -> tuple[int, int] | None:
    """Return the first and last day of the timeline; None if it has none."""
    low = int(first.min()) if len(first) else None
    high = int(last.max()) if len(last) else None
    if plan.dates is not None and plan.dates.lower is not None:
        low = plan.dates.lower.civil // DAY
    if plan.dates is not None and plan.dates.upper is not None:
        high = (plan.dates.upper.civil - 1) // DAY
    if low is None or high is None or low > high:
        return None
    return max(low, -_DAYS_BEFORE_EPOCH), min(high, _DAYS_AFTER_EPOCH)


def _interval(plan: Plan, ends: tuple[int, int]) -> Interval:
    if plan.interval is not None and plan.interval != "auto":
        return plan.interval
    for interval in _INTERVALS:
        low, high = _buckets(np.array(ends), interval)
        if high - low < _AUTO_BUCKETS:
            return interval
    return "year"


def _buckets(days: Days, interval: Interval) -> Days:
    """Return the number of each day's bucket; neighbours differ by one."""
    if interval == "day":
        return days
    if interval == "week":
        return (days + _THURSDAY) // 7
    unit = "M" if interval == "month" else "Y"
    return days.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)


def _first_day(bucket: int, interval: Interval) -> date:
    if interval == "day":
        return _EPOCH + timedelta(days=bucket)
    if interval == "week":
        days = max(bucket * 7 - _THURSDAY, -_DAYS_BEFORE_EPOCH)
        return _EPOCH + timedelta(days=days)
    if interval == "month":
        year, month = divmod(bucket, 12)
        return date(1970 + year, month + 1, 1)
    return date(1970 + bucket, 1, 1)


def _bucket(number: int, interval: Interval, count: int, of: int) -> Bucket:
    first = _first_day(number, interval)
    try:
        last = _first_day(number + 1, interval) - timedelta(days=1)
    except (ValueError, OverflowError):
        last = date.max
    return Bucket(_key(first, interval), first.isoformat(), last.isoformat(), count, of)


def _key(first: date, interval: Interval) -> str:
    if interval == "week":
        week = first.isocalendar()
        return f"{week.year:04}-W{week.week:02}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[interval]]


def _too_many(interval: Interval, number: int) -> Problem:
    return Problem(
        parameter="interval",
        code="too_many_buckets",
        detail=f"{interval} gives {number:,} buckets, at most {MAX_BUCKETS:,} are "
        "given; take a longer interval or a shorter range",
        suggestion="auto",
    )
