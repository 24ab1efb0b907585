"""Datelines: the date that stands at the head of a text or in an address.

Both say when something was written, or when it happened, or when a page was made: they
are read only when asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..dates import parse_date

if TYPE_CHECKING:
    from ..canonical_dates import ArticleDate

#: How much of a text is its head: so many lines and characters.
_HEAD_LINES = 4
_HEAD_LENGTH = 400

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"\b(?:{_DAY} {_MONTH},? \d{{4}}|{_MONTH} {_DAY},? \d{{4}}|\d{{4}}-\d\d-\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
# What a date of the text itself follows: a place in capitals, or a word that says so.
_WORDS = frozenset(("published", "posted", "updated", "created", "date", "dated"))
_PLACE = re.compile(r"^[^a-z]*[A-Z][^a-z]*$")
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*$",
    re.IGNORECASE,
)

_ADDRESS_DATE = re.compile(
    r"(?<![\d])(?P<year>(?:19|20)\d\d)(?P<mark>[/-])(?P<month>0?[1-9]|1[0-2]|[a-z]{3})"
    r"(?:(?P=mark)(?P<day>[0-3]?\d))?(?![\d])",
    re.IGNORECASE | re.ASCII,
)
_PACKED_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)", re.ASCII
)
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)


def date_from_dateline(body: str) -> ArticleDate | None:
    """Return the date that *body* begins with; None if none is plainly its own.

    It has day, month and year, and stands at the head of a line: alone, after a
    place in capitals, or after a word such as "Published".
    """
    for line in body[:_HEAD_LENGTH].split("\n")[:_HEAD_LINES]:
        for match in _DATE.finditer(line):
            before = _WEEKDAY.sub("", line[: match.start()])
            after = line[match.end() :].lstrip()
            if not _introduces(before) or after[:1].islower():
                continue
            if found := parse_date(match.group().replace(",", ", ")):
                return found
    return None


def date_from_url(url: str) -> ArticleDate | None:
    """Return the date in the path of *url*; None if there is none."""
    path = url.partition("://")[2] or url
    path = path.partition("/")[2].partition("?")[0].partition("#")[0]
    for match in _ADDRESS_DATE.finditer(path):
        if found := _found(match["year"], match["month"], match["day"], match["mark"]):
            return found
    packed = _PACKED_DATE.search(path)
    return parse_date("-".join(packed.groups())) if packed else None


def _introduces(before: str) -> bool:
    text = before.strip()
    if not text or text[-1] in "|•·/(":
        return True
    if _PLACE.match(text.rstrip(",:—–- ")) and len(text) <= 60:
        return True
    words = text.rstrip(": ").lower().split()
    if words and words[-1] in ("on", "at"):
        words.pop()
    return bool(words) and words[-1] in _WORDS and len(words) <= 3


def _found(year: str, month: str, day: str | None, mark: str) -> ArticleDate | None:
    if month.isdigit():
        number = int(month)
    elif month.lower() in _MONTHS:
        number = _MONTHS.index(month.lower()) + 1
    else:
        return None
    if day is None:
        # A year and a month alone are a date as folders, not within a name.
        return parse_date(f"{year}-{number:02}") if mark == "/" else None
    return parse_date(f"{year}-{number:02}-{int(day):02}")
