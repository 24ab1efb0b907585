"""The canonical form of a date, and the dates that nearly have it already.

Nine dates in ten are ISO 8601 to the letter and in UTC. They are their own
canonical form but for a letter or two, and cost no more than the proof that
there is such a day.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from .article import DatePrecision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .worded_dates import Reading

# Of the usual forms, by what stands at every third place from the fifth: where the
# clock ends, and the precision.
_USUAL: Mapping[str, tuple[int, DatePrecision]] = {
    "--": (10, "day"),
    "--T:": (16, "minute"),
    "--T:Z": (16, "minute"),
    "--T:+": (16, "minute"),
    "--T:-": (16, "minute"),
    "--T::": (19, "second"),
    "-- ::": (19, "second"),
}
_FRACTION_AND_ZONE = re.compile(r"(\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


class ArticleDate(NamedTuple):
    """A date in the canonical form of ``Article.published``, and its precision."""

    text: str
    precision: DatePrecision


def canonical_date(reading: Reading, zone: tzinfo) -> ArticleDate:
    """Return the canonical form of *reading*; a time without a zone is in *zone*.

    :raises OverflowError: if it is beyond the years 1 to 9999 in UTC.
    """
    moment, precision = reading
    if precision not in ("minute", "second"):
        length = {"year": 4, "month": 7, "day": 10}[precision]
        return ArticleDate(moment.isoformat()[:length], precision)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    text = moment.astimezone(UTC).isoformat().removesuffix("+00:00")
    if precision == "minute":
        text = text[:16]
    elif moment.microsecond:
        text = text.rstrip("0")
    return ArticleDate(text + "Z", precision)


def read_usual_date(text: str, zone: tzinfo) -> ArticleDate | None:
    """Return the date that *text* is to the letter in a usual form, else None.

    It is the one that all the rules of :mod:`.dates` would find.

    :raises ValueError: if there is no such zone.
    :raises OverflowError: if it is beyond the years 1 to 9999 in UTC.
    """
    form = _USUAL.get(text[4:19:3])
    if form is None:
        return None
    end, precision = form
    day_and_clock, rest = text[:end], text[end:]
    try:
        moment = datetime.fromisoformat(day_and_clock)
    except ValueError:
        return None
    if precision == "day":
        return None if rest else ArticleDate(text, precision)
    if text[11:13] == "24":  # which some versions of Python take for the next day
        return None
    if rest == "Z" or rest == "+00:00" or (not rest and zone is UTC):
        return ArticleDate(day_and_clock.replace(" ", "T") + "Z", precision)
    return _with_fraction_and_zone(text, moment, precision)


def _with_fraction_and_zone(
    text: str, moment: datetime, precision: DatePrecision
) -> ArticleDate | None:
    """Return what *text* is, of which *moment* has all but fraction and zone."""
    end = 19 if precision == "second" else 16
    rest = _FRACTION_AND_ZONE.fullmatch(text, end)
    if rest is None or (rest[1] and precision != "second"):
        return None
    whole = datetime.fromisoformat(text)
    shift = whole.utcoffset()
    clock = text[:end].replace(" ", "T")
    if shift:
        clock = (moment - shift).isoformat()[:end]
    fraction = rest[1][:7].rstrip("0") if whole.microsecond else ""
    return ArticleDate(f"{clock}{fraction}Z", precision)
