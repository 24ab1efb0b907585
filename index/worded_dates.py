"""Dates in English words and numbers: ``4 July 2016``, ``Jul 4, 2016 3:05 pm ET``.

What a text leaves out is found by parsing it twice with different defaults:
whatever differs between the two was not in the text.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import ClassVar, NamedTuple

from dateutil import parser

from .article import DatePrecision
from .zones import zone_by_abbreviation

# No part of one equals that part of the other, even after a weekday has moved
# the day onwards by up to six; both years are leap years.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 15, 1, 1, 1, 1))

_MONTH = (
    r"(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)\.?"
)
_WEEKDAY = r"(?:(?:MON|TUES?|WED(?:NES)?|THU(?:RS?)?|FRI|SAT(?:UR)?|SUN)(?:DAY)?\.?,? )"
_DAY = r"\d{1,2}(?:ST|ND|RD|TH)?"
_DATE = (
    rf"(?:{_DAY}(?: OF)?[-/., ]{{0,2}}{_MONTH}[-/, ]{{0,2}}\d{{4}}"
    rf"|{_MONTH}[-/ ]?{_DAY}(?:,|-|/|, | )\d{{4}}"
    rf"|{_MONTH}[-/, ]{{1,2}}\d{{4}}"
    rf"|\d{{4}}[-/ ]{_MONTH}(?:[-/ ]{_DAY})?"
    r"|\d{1,2}([-/. ])\d{1,2}\1\d{4}|\d{1,2}[-/]\d{4}|\d{4}-\d\d-\d\d)"
)
_CLOCK = r"(?:\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AP]M)?|\d{1,2} ?[AP]M)"
_ZONE = r"(?: ?[+-]\d\d?(?::?\d\d)?| ?[A-Z]{1,5})?"
# Only what can be read in one way reaches dateutil, which would read much more:
# "2016,07,04" as April, "-0500" as five o'clock, "10.30 PM" as ten.
_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"{_WEEKDAY}?{_DATE}(?:(?:(?:,| AT| -|, AT)? |T){_CLOCK}{_ZONE})?",
        rf"{_CLOCK}{_ZONE}(?:,| ON| -)? {_WEEKDAY}?{_DATE}",
        rf"{_WEEKDAY}{_MONTH} {_DAY} {_CLOCK}{_ZONE} \d{{4}}",
    )
)
_YEAR_FIRST = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HALF_OF_DAY = re.compile(r"\b([AP])\.M\b\.?|(?<=\d)([AP])\.M\.?", re.ASCII)
_POINTED_CLOCK = re.compile(r"(\d)\.(\d\d)(?= ?[AP]M\b)", re.ASCII)
_REMARK = re.compile(r"([+-]\d\d:?\d\d) ?\([^()]*\)$", re.ASCII)
_BRACKETED_ZONE = re.compile(r"\(([A-Z]+(?:[+-][\d:]+)?)\)$", re.ASCII)
_UTC_OFFSET = re.compile(r"\b(?:UTC|GMT) ?(?=[+-]\d)", re.ASCII)


class Reading(NamedTuple):
    """A moment, aware where the text gave a zone, true down to its precision."""

    moment: datetime
    precision: DatePrecision


class _NoGuesses(parser.parserinfo):
    """English names; a year without its century is refused, not completed."""

    WEEKDAYS: ClassVar[list[tuple[str, ...]]] = [  # type: ignore[assignment, misc]
        ("Mon", "Monday"),
        ("Tue", "Tues", "Tuesday"),
        ("Wed", "Wednesday"),
        ("Thu", "Thur", "Thurs", "Thursday"),
        ("Fri", "Friday"),
        ("Sat", "Saturday"),
        ("Sun", "Sunday"),
    ]

    def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: FBT001, FBT002
        if year < 100 and not century_specified:
            raise ValueError("a year without its century")
        return year


_PARSER = parser.parser(_NoGuesses())


# Reading one takes long, and the articles of a day have the same.
@lru_cache(maxsize=4096)
def read_worded_date(text: str, *, day_first: bool | None) -> Reading | None:
    """Read *text* (upper-case ASCII, single spaces), or return None.

    *day_first* says how a numeric date is meant whose order cannot be told;
    without it such a date cannot be read.

    :raises ValueError: if the date does not exist, or in place of None.
    """
    text = _plain(text)
    if not any(shape.fullmatch(text) for shape in _SHAPES):
        return None
    if _YEAR_FIRST.match(text):
        day_first = False
    first, second = (
        _parse(text, each, day_first=bool(day_first)) for each in _DEFAULTS
    )
    if day_first is None and _parse(text, _DEFAULTS[0], day_first=True) != first:
        return None
    return _precise(first, second)


def _plain(text: str) -> str:
    """Return *text* with its clock and its zone as dateutil knows them."""
    text = _HALF_OF_DAY.sub(lambda match: f"{match[1] or match[2]}M", text)
    text = _POINTED_CLOCK.sub(r"\1:\2", text)
    text = _BRACKETED_ZONE.sub(r"\1", _REMARK.sub(r"\1", text))
    return _UTC_OFFSET.sub("", text)


def _parse(text: str, default: datetime, *, day_first: bool) -> datetime:
    try:
        moment = _PARSER.parse(text, default=default, dayfirst=day_first, tzinfos=_zone)
    except (OverflowError, TypeError, ArithmeticError, AttributeError) as error:
        raise ValueError(str(error)) from error
    return moment


def _zone(name: str | None, offset: int | None) -> tzinfo | int | None:
    """Answer dateutil, which knows a zone by its *name*, its *offset* or both."""
    if name is None:
        return offset
    zone = zone_by_abbreviation(name)
    if zone is None or offset:
        raise ValueError(f"{name} is not one zone")
    return zone


def _precise(first: datetime, second: datetime) -> Reading | None:
    """Return *first* down to the last part that *second* shares with it."""
    if first.year != second.year:
        return None
    if first.month != second.month:
        return Reading(first, "year")
    if first.day != second.day:
        return Reading(first, "month")
    if first.hour != second.hour:
        return Reading(first, "day")
    if first.second != second.second:
        return Reading(first, "minute")
    return Reading(first, "second")
