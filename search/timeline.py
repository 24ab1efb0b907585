"""Timeline: hits over civil days, weeks, months or years of the query's zone."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from ..index import DAY, DateKind
from .dates import at_instant
from .errors import ParameterError, Problem
from .results import Bucket, Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from numpy.typing import NDArray

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
#: Microseconds of a quarter of an hour.
_QUARTER = 900_000_000
_DAYS_BEFORE_EPOCH = (_EPOCH - date.min).days
_DAYS_AFTER_EPOCH = (date.max - _EPOCH).days


class Spans:
    """The spans of civil days that the dates of some documents have in a zone.

    Instants are read off the zone's clocks. Days count from 1970-01-01. Safe to
    share between threads.
    """

    def __init__(self, numbers: NDArray[np.uint32], first: Days, last: Days) -> None:
        #: Of each document the number of its span; undated ones are behind all.
        self.numbers = numbers
        #: Of each span its first and last day.
        self.first = first
        self.last = last
        self._buckets: dict[Interval, tuple[Days, Days]] = {}

    @classmethod
    def of(
        cls,
        kinds: NDArray[np.uint8],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        zone: tzinfo,
    ) -> Spans:
        """Return the spans of dates as :class:`~broadsheet.index.Columns` has them."""
        dated = kinds != DateKind.UNDATED
        first, last = _civil_days(kinds[dated], starts[dated], ends[dated], zone)
        # A pair of days as one number.
        distinct, places = np.unique(first << 32 | last - first, return_inverse=True)
        numbers = np.full(len(kinds), len(distinct), np.uint32)
        numbers[dated] = places
        first = distinct >> 32
        return cls(numbers, first, first + (distinct & 0xFFFFFFFF))

    def __len__(self) -> int:
        return len(self.first)

    def buckets(self, interval: Interval) -> tuple[Days, Days]:
        """Return the bucket of each span's first day and that of its last."""
        found = self._buckets.get(interval)
        if found is None:
            found = _buckets(self.first, interval), _buckets(self.last, interval)
            self._buckets[interval] = found
        return found


class Tally(NamedTuple):
    """How many articles have each of some spans."""

    spans: Spans
    #: Hits by span; the last number is that of the undated ones.
    hits: Days
    #: All articles, likewise.
    totals: Days


def count_timeline(plan: Plan, tallies: Sequence[Tally]) -> Timeline:
    """Return the hits of each bucket beside all the articles of the archive.

    Buckets run from the first hit to the last, or to the ends of the plan's
    date range where it has them. An article whose date spans several buckets
    is in none and counted as imprecise.

    :raises ParameterError: if the interval gives more than 10,000 buckets.
    """
    undated = sum(int(each.hits[-1]) for each in tallies)
    ends = _ends(plan, tallies)
    if ends is None:
        fallback = plan.interval if plan.interval in _INTERVALS else "year"
        return Timeline(str(fallback), (), undated, 0)
    interval = _interval(plan, ends)
    low, high = (int(each) for each in _buckets(np.array(ends), interval))
    if high - low >= MAX_BUCKETS:
        raise ParameterError(_too_many(interval, high - low + 1))
    counts = np.zeros(high - low + 1, np.int64)
    totals = np.zeros(high - low + 1, np.int64)
    imprecise = 0
    for spans, hits, all_of in tallies:
        firsts, lasts = spans.buckets(interval)
        precise = firsts == lasts
        inside = precise & (firsts >= low) & (firsts <= high)
        places = firsts[inside] - low
        counts += _sums(places, hits[:-1][inside], len(counts))
        totals += _sums(places, all_of[:-1][inside], len(totals))
        imprecise += int(hits[:-1][~precise].sum())
    return Timeline(
        interval=interval,
        buckets=_read_buckets(low, interval, counts.tolist(), totals.tolist()),
        undated=undated,
        imprecise=imprecise,
    )


def _sums(places: Days, numbers: Days, count: int) -> Days:
    """Return the sum of the *numbers* at each of the *count* places."""
    # Exact: they are far below 2**53.
    return np.bincount(places, numbers, minlength=count).astype(np.int64)


def _civil_days(
    kinds: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    zone: tzinfo,
) -> tuple[Days, Days]:
    """Return the first and last civil day of each date."""
    instants = kinds == DateKind.INSTANT
    firsts, lasts = starts.copy(), ends - 1
    shifts = _offsets(starts[instants], zone)
    firsts[instants] += shifts
    lasts[instants] += shifts
    return firsts // DAY, lasts // DAY


def _offsets(instants: NDArray[np.int64], zone: tzinfo) -> NDArray[np.int64]:
    """Return the zone's offset from UTC at each instant, in microseconds.

    No zone has ever changed its offset twice within a day.
    """
    days, places = np.unique(instants // DAY, return_inverse=True)
    before, after = (
        np.array([_offset((day + more) * DAY, zone) for day in days.tolist()], np.int64)
        for more in (0, 1)
    )
    offsets = before[places]
    changing = (before != after)[places]
    # Offsets change on quarter hours of UTC, but for some local mean times of
    # long ago whose last minutes no archive tells apart.
    quarters, places = np.unique(instants[changing] // _QUARTER, return_inverse=True)
    exact = [_offset(quarter * _QUARTER, zone) for quarter in quarters.tolist()]
    offsets[changing] = np.array(exact, np.int64)[places]
    return offsets


def _offset(instant: int, zone: tzinfo) -> int:
    return at_instant(instant, zone).civil - instant


def _ends(plan: Plan, tallies: Sequence[Tally]) -> tuple[int, int] | None:
    """Return the first and last day of the timeline; None if it has none."""
    hit = [(spans, hits[:-1] > 0) for spans, hits, _totals in tallies]
    lows = [int(spans.first[each].min()) for spans, each in hit if each.any()]
    highs = [int(spans.last[each].max()) for spans, each in hit if each.any()]
    low, high = min(lows, default=None), max(highs, default=None)
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


def _read_buckets(
    low: int, interval: Interval, counts: list[int], totals: list[int]
) -> tuple[Bucket, ...]:
    names = _columns_of_names(low, len(counts), interval)
    columns = zip(*names, counts, totals, strict=True)
    # As Bucket(...) does, of which there are hundreds, without a call of each.
    return tuple(map(tuple.__new__, repeat(Bucket), columns))


@lru_cache(16)
def _columns_of_names(
    low: int, count: int, interval: Interval
) -> tuple[tuple[str, ...], ...]:
    """Return the keys, first days and last days of buckets that follow each other."""
    names = map(_names, range(low, low + count), repeat(interval))
    return tuple(zip(*names, strict=True))


@lru_cache(MAX_BUCKETS)
def _names(number: int, interval: Interval) -> tuple[str, str, str]:
    """Return the key of a bucket, its first day and its last."""
    first = _first_day(number, interval)
    try:
        last = _first_day(number + 1, interval) - timedelta(days=1)
    except (ValueError, OverflowError):
        last = date.max
    return _key(first, interval), first.isoformat(), last.isoformat()


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
