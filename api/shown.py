"""How values are told to the reader of a page: dates, numbers, links."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from ..search import Article

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
#: The parameters that have a field in the form, and its label.
_FIELDS = {"q": "Search", "date_from": "From", "date_to": "To", "sort": "Order"}


def shown_date(article: Article, tz: str) -> str:
    """Return the article's date in words, cut at its precision.

    An instant is told by the clocks of *tz*, which it names; a civil date is
    told as it stands.
    """
    published = article.published
    if published is None:
        return "undated"
    if "T" not in published:
        return shown_day(published)
    instant = datetime.fromisoformat(published)
    try:
        instant = instant.astimezone(ZoneInfo(tz))
    except OverflowError:  # the first or last day of all, across its edge
        tz = "UTC"
    part = "seconds" if article.date_precision == "second" else "minutes"
    clock = instant.time().isoformat(timespec=part)
    return f"{shown_day(instant.date().isoformat())}, {clock} {tz}"


def shown_day(published: str) -> str:
    """Return a day, a month or a year in words."""
    year, *rest = published.split("-")
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


def shown_parameter(name: str) -> str:
    """Return what the pages call the parameter *name*."""
    return _FIELDS.get(name, name)


def web_address(url: str | None) -> str | None:
    """Return *url* if a page may link to it: http and https alone."""
    if url is None:
        return None
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    return url if scheme in ("http", "https") else None


def counted(number: int, one: str, many: str) -> str:
    """Return *number* with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def capitalised(text: str) -> str:
    """Return *text* as a sentence of its own: a capital first, a stop last."""
    stop = "" if text.endswith((".", "!", "?")) else "."
    return f"{text[:1].upper()}{text[1:]}{stop}"
