"""Dates as articles give them: read without guessing, kept at their precision.

A text is read by the first of these that knows its form:

1. ISO 8601 (``2016``, ``2016-07``, ``2016-07-04``, ``20160704``, ``2016-W27-1``,
   times with or without zone), a year-first date with ``/``, ``.`` or spaces and
   without leading zeros, ``YYYYMM`` where it cannot be a ``YYMMDD``;
2. seconds (9 or 10 digits) or milliseconds (13) since 1970;
3. RFC 2822; 4. dates in English words and numbers (:mod:`.worded_dates`).

Nothing is filled in. A two-digit year, a day/month order that cannot be told,
a missing year, an unknown or ambiguous zone name and a week without a day
cannot be read. An hour written alone (``T15``, ``3 pm``) is the full hour.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from .canonical_dates import ArticleDate, canonical_date, read_usual_date
from .worded_dates import Reading, read_worded_date
from .zones import zone_of

if TYPE_CHECKING:
    from .article import DatePrecision

#: No date is written in more characters than this.
MAX_DATE_LENGTH = 100

_EPOCH = datetime(1970, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()
#: Microseconds of a civil day.
DAY = 86_400_000_000
_MINUTE = 60_000_000

_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})", re.ASCII)
_PACKED_MONTH = re.compile(r"(\d\d)(\d\d)(\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"^(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_CALENDAR = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d-?\d)(?!\d)", re.ASCII)
_PACKED = re.compile(r"(\d{8})(\d{4}(?:\d\d)?)", re.ASCII)
_DAY_IN_ZONE = re.compile(r"Z|[+-]\d\d:\d\d", re.ASCII)
_CLOCK = re.compile(
    r"[T ]([01]\d|2[0-3])(?:(:?)([0-5]\d)(?:\2([0-5]\d)(?:[.,]\d+)?)?)?"
    r"(?: ?(?:Z|[+-]\d\d(?::?\d\d)?))?",
    re.ASCII,
)
_SECONDS = re.compile(r"-?\d{9,10}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS = re.compile(r"-?\d{13}(?:\.\d{1,9})?", re.ASCII)
_RFC_2822 = re.compile(
    r"(?:[A-Z]{3}, )?\d{1,2} [A-Z]{3} \d{4} \d\d:\d\d(:\d\d)?"
    r" (?:[+-]\d{4}|UTC?|GMT|[ECMP][SD]T)",
    re.ASCII,
)


class DateKind(IntEnum):
    """What a date's span is counted in."""

    #: No date.
    UNDATED = 0
    #: A civil date: the span is that of the wall clock, in no zone.
    CIVIL = 1
    #: An instant: the span is in UTC.
    INSTANT = 2


class DateSpanKeys(NamedTuple):
    """A date as numbers: microseconds since 1970-01-01, half-open."""

    kind: DateKind
    start: int
    end: int


#: The span of an article without a date.
UNDATED = DateSpanKeys(DateKind.UNDATED, 0, 0)
# To look up the member of an enumeration takes longer than the sum beside it.
_CIVIL, _INSTANT = DateKind.CIVIL, DateKind.INSTANT


def parse_date(
    value: str | int | float | datetime | date | None,
    *,
    timezone: str = "UTC",
    day_first: bool | None = None,
) -> ArticleDate | None:
    """Read a date, or return None where it cannot be read without guessing.

    Zones are converted to UTC; a time without one is read in *timezone* (the
    first of two where the clock goes back). *day_first* says how ``03/04/2016``
    is meant. Never raises for any *value*, of whatever type.

    :raises SettingsError: if *timezone* is not an IANA name.
    """
    zone = UTC if timezone == "UTC" else zone_of(timezone)
    if value is None:
        return None
    try:
        if type(value) is str and (usual := read_usual_date(value, zone)):
            return usual
        reading = _read(value, day_first=day_first)
        return None if reading is None else canonical_date(reading, zone)
    except (ValueError, OverflowError):  # no such day, or beyond the years 1 to 9999
        return None


def date_span(text: str | None, precision: DatePrecision | None) -> DateSpanKeys:
    """Return the span of a canonical date; :data:`UNDATED` for None.

    Years, months and days are spans of whole days, a minute is 60 seconds, a
    second (with or without a fraction) is the one microsecond it names.
    """
    if text is None or precision is None:
        return UNDATED
    if precision in ("minute", "second"):
        since = datetime.fromisoformat(text[:-1]) - _EPOCH
        seconds = since.days * 86_400 + since.seconds
        start = seconds * 1_000_000 + since.microseconds
        end = start + (_MINUTE if precision == "minute" else 1)
        return DateSpanKeys(_INSTANT, start, end)
    first = date.fromisoformat((text + "-01-01")[:10])
    days = _days_of(first, precision)
    start = (first.toordinal() - _EPOCH_ORDINAL) * DAY
    return DateSpanKeys(_CIVIL, start, start + days * DAY)


def _days_of(first: date, precision: DatePrecision) -> int:
    if precision == "day":
        return 1
    if precision == "year" or first.month == 12:
        last = first.replace(month=12, day=31)
    else:
        last = first.replace(month=first.month + 1) - timedelta(days=1)
    return last.toordinal() - first.toordinal() + 1


def _read(value: object, *, day_first: bool | None) -> Reading | None:
    if isinstance(value, str):
        return _read_text(value, day_first=day_first)
    if isinstance(value, datetime):
        return Reading(value, "second")
    if isinstance(value, date):
        return Reading(datetime(value.year, value.month, value.day), "day")
    if isinstance(value, int) and not isinstance(value, bool):
        in_reach = abs(value) < 10**14  # and str() refuses thousands of digits
        return _read_text(str(value), day_first=day_first) if in_reach else None
    if isinstance(value, float):
        text = f"{value:.6f}".removesuffix(".000000")
        return _read_text(text, day_first=day_first)
    return None


def _read_text(text: str, *, day_first: bool | None) -> Reading | None:
    if len(text) > MAX_DATE_LENGTH:
        return None
    text = " ".join(text.split()).upper()
    if not text.isascii() or not text.isprintable() or not text:
        return None
    text = _PACKED.sub(r"\1T\2", text) if _PACKED.fullmatch(text) else text
    text = _YEAR_FIRST.sub(_with_zeros, text, count=1)
    return (
        _read_iso(text)
        or _read_partial(text)
        or _read_epoch(text)
        or _read_rfc_2822(text)
        or read_worded_date(text, day_first=day_first)
    )


def _read_iso(text: str) -> Reading | None:
    calendar = _CALENDAR.match(text)
    if calendar is None:
        return None
    day, rest = calendar.group(), text[calendar.end() :]
    midnight = datetime.fromisoformat(day)
    if not rest or _DAY_IN_ZONE.fullmatch(rest):
        return Reading(midnight, "day")
    clock = _CLOCK.fullmatch(rest)
    if clock is None:
        return None
    moment = datetime.fromisoformat(day + "T" + rest[1:].replace(" ", ""))
    return Reading(moment, "second" if clock.group(4) else "minute")


def _with_zeros(match: re.Match[str]) -> str:
    year, _, month, day = match.groups()
    return f"{year}-{month:0>2}-{day:0>2}"


def _read_partial(text: str) -> Reading | None:
    if _YEAR.fullmatch(text):
        return Reading(datetime(int(text), 1, 1), "year")
    if month := _MONTH.fullmatch(text):
        return Reading(datetime(int(month[1]), int(month[2]), 1), "month")
    if packed := _PACKED_MONTH.fullmatch(text):
        century, year, month_number = (int(part) for part in packed.groups())
        if 1 <= year <= 12 and 1 <= month_number <= 31:
            return None  # also the day YYMMDD
        return Reading(datetime(century * 100 + year, month_number, 1), "month")
    return None


def _read_epoch(text: str) -> Reading | None:
    if _SECONDS.fullmatch(text):
        microseconds = round(Decimal(text) * 1_000_000)
    elif _MILLISECONDS.fullmatch(text):
        microseconds = round(Decimal(text) * 1_000)
    else:
        return None
    moment = _EPOCH.replace(tzinfo=UTC) + timedelta(microseconds=microseconds)
    return Reading(moment, "second")


def _read_rfc_2822(text: str) -> Reading | None:
    match = _RFC_2822.fullmatch(text)
    if match is None:
        return None
    moment = parsedate_to_datetime(text)
    if moment.tzinfo is None:  # -0000: in UTC, from a place that is not told
        moment = moment.replace(tzinfo=UTC)
    return Reading(moment, "second" if match.group(1) else "minute")
