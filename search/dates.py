"""Date ranges: what the dates of a request mean in its zone.

A bound has two readings, because articles have two kinds of date: an instant
in UTC, for articles that give one, and the wall clock of the query's zone, for
civil dates, which are never shifted. Both are microseconds since 1970-01-01.
Ranges are half-open, so that no last moment of a day has to be named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from ..index import DAY
from .query import is_bound, match_date, match_relative, nearest_bound

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_END_OF_TIME = (datetime.max - _EPOCH) // _MICROSECOND + 1
_FIRST = (datetime.min - _EPOCH) // _MICROSECOND
_LAST = _END_OF_TIME - 1
_MONTHS_A_YEAR = 12
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, in both readings."""

    #: Wall clock of the query's zone.
    civil: int
    #: UTC.
    instant: int


@dataclass(frozen=True, slots=True)
class DateRange:
    """From *lower* up to but not including *upper*; None is open."""

    lower: Moment | None
    upper: Moment | None


def read_span(text: str, zone: tzinfo, clock: datetime) -> tuple[Moment, Moment]:
    """Return the start and the end of the time that *text* names.

    :param text: a bound as in queries: a year, month, day or RFC 3339 time
        (without an offset: in *zone*), or how long before *clock*, such as
        ``7d``: that whole civil day, or for hours the instant.
    :raises ValueError: saying what is wrong and what would do.
    """
    span = _read(text, zone, clock)
    return span.at(span.start, zone), span.at(span.end, zone)


def read_start(text: str, zone: tzinfo, clock: datetime) -> Moment:
    """Return the start alone of what :func:`read_span` reads."""
    span = _read(text, zone, clock)
    return span.at(span.start, zone)


def read_end(text: str, zone: tzinfo, clock: datetime) -> Moment:
    """Return the end alone of what :func:`read_span` reads."""
    span = _read(text, zone, clock)
    return span.at(span.end, zone)


def why_unreadable(text: str) -> str | None:
    """Return what :func:`read_span` would raise; None if it can read *text*."""
    if is_bound(text):
        return None
    near = nearest_bound(text)
    cure = "write 2016, 2016-07, 2016-07-04, 2016-07-04T10:30Z or a span such as 7d"
    return f"{text!r} is not a date; {f'did you mean {near}?' if near else cure}"


def read_since(text: str, zone: tzinfo, clock: datetime) -> DateRange:
    """Return the range from *text*, such as ``7d``, up to now.

    Counted in hours it ends at *clock*; otherwise today is in it whole.

    :raises ValueError: if *text* is no date.
    """
    today = "0h" if text.endswith("h") else "0d"
    return DateRange(read_start(text, zone, clock), read_end(today, zone, clock))


def at_civil(civil: int, zone: tzinfo) -> Moment:
    """Return the moment at which the clocks of *zone* show *civil*.

    Where a clock change skips or repeats that time, the offset before the
    change holds (PEP 495, ``fold=0``).
    """
    wall = _EPOCH + timedelta(microseconds=min(max(civil, _FIRST), _LAST))
    return Moment(civil, civil - _micros(zone.utcoffset(wall)))


def at_instant(instant: int, zone: tzinfo) -> Moment:
    """Return the moment of *instant*, with what the clocks of *zone* show then."""
    inside = min(max(instant, _FIRST + DAY), _LAST - DAY)
    utc = (_EPOCH + timedelta(microseconds=inside)).replace(tzinfo=UTC)
    return Moment(instant + _micros(utc.astimezone(zone).utcoffset()), instant)


def describe(moment: Moment | None) -> str | None:
    """Return *moment* as RFC 3339 in its zone, to the second; None stays None."""
    if moment is None:
        return None
    inside = min(max(moment.civil, _FIRST), _LAST)
    wall = _EPOCH + timedelta(microseconds=inside)
    offset = moment.civil - moment.instant
    sign, minutes = ("-" if offset < 0 else "+"), abs(offset) // 60_000_000
    hours = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{wall.isoformat(timespec='seconds')}{sign}{hours}"


def micros(wall: datetime) -> int:
    """Return a wall clock as microseconds since 1970-01-01."""
    return (wall.replace(tzinfo=None) - _EPOCH) // _MICROSECOND


def _micros(offset: timedelta | None) -> int:
    return (offset or timedelta()) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class _Span:
    """A time that was named, in one reading; :attr:`at` gives the other."""

    at: Callable[[int, tzinfo], Moment]
    start: int
    end: int


def _read(text: str, zone: tzinfo, clock: datetime) -> _Span:
    if absolute := match_date(text):
        return _absolute_span(absolute)
    if relative := match_relative(text):
        return _relative_span(int(relative["count"]), relative["unit"], zone, clock)
    raise ValueError(why_unreadable(text))


def _absolute_span(match: re.Match[str]) -> _Span:
    start, length = _wall_span(match)
    if not match["zone"]:
        return _Span(at_civil, start, start + length)
    start -= _offset_micros(match["zone"])
    return _Span(at_instant, start, start + length)


def _wall_span(match: re.Match[str]) -> tuple[int, int]:
    """Return the start and the length of the wall-clock span that was written."""
    year, month = int(match["year"]), int(match["month"] or 1)
    first = _day_start(year, month, int(match["day"] or 1))
    if not match["month"]:
        return first, _year_start(year + 1) - first
    if not match["day"]:
        following = (year + 1, 1) if month == _DECEMBER else (year, month + 1)
        return first, _month_start(*following) - first
    if not match["time"]:
        return first, DAY
    clock, _dot, fraction = match["time"].partition(".")
    wall = datetime.combine(
        date(year, month, int(match["day"])), time.fromisoformat(clock)
    )
    start = micros(wall) + int(fraction[:6].ljust(6, "0"))
    if fraction:
        return start, 1
    return start, 1_000_000 if clock.count(":") > 1 else 60_000_000


def _year_start(year: int) -> int:
    return _month_start(year, 1)


def _month_start(year: int, month: int) -> int:
    if year > date.max.year:
        return _END_OF_TIME
    return _day_start(year, month, 1)


def _day_start(year: int, month: int, day: int) -> int:
    return (date(year, month, day).toordinal() - _EPOCH.toordinal()) * DAY


def _offset_micros(zone: str) -> int:
    if zone == "Z":
        return 0
    offset = time.fromisoformat(zone[1:])
    total = (offset.hour * 60 + offset.minute) * 60_000_000
    return -total if zone[0] == "-" else total


def _relative_span(count: int, unit: str, zone: tzinfo, clock: datetime) -> _Span:
    now = at_instant(micros(clock.astimezone(UTC)), zone)
    if unit == "h":
        then = now.instant - count * 3_600_000_000
        return _Span(at_instant, then, then)
    today = now.civil - now.civil % DAY
    day = max(_back(today, count, unit), _FIRST)
    return _Span(at_civil, day, day + DAY)


def _back(today: int, count: int, unit: str) -> int:
    """Return the civil day *count* units before *today*, at most its month's last."""
    if unit in "dw":
        return today - count * DAY * (7 if unit == "w" else 1)
    day = (_EPOCH + timedelta(microseconds=today)).date()
    months = count * (_MONTHS_A_YEAR if unit == "y" else 1)
    ordinal = day.year * _MONTHS_A_YEAR + day.month - 1 - months
    if ordinal < _MONTHS_A_YEAR:
        return _FIRST
    year, month = divmod(ordinal, _MONTHS_A_YEAR)
    start = _month_start(year, month + 1)
    last = _month_start(*((year + 1, 1) if month == 11 else (year, month + 2)))
    return min(start + (day.day - 1) * DAY, last - DAY)
