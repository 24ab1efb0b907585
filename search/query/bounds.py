"""The bounds of a date range: their shapes, and whether they name a real date.

A bound is a year, month, day or RFC 3339 time (``2016``, ``2016-07``,
``2016-07-04``, ``2016-07-04T10:30Z``), or a span before now: a number and
``h``, ``d``, ``w``, ``mo`` or ``y``, a thousand years at most. What a bound
means in a zone is told elsewhere; here alone is told what is one.
"""

from __future__ import annotations

import re
from datetime import date, time

_RELATIVE = re.compile(r"(?P<count>[0-9]{1,7})(?P<unit>h|d|w|mo|y)")
#: The longest that each unit is.
DAYS_OF_UNIT = {"h": 1 / 24, "d": 1, "w": 7, "mo": 31, "y": 366}
#: A thousand years.
LONGEST_DAYS = 366_000
_ABSOLUTE = re.compile(
    r"""(?P<year>[0-9]{4})
    (?:-(?P<month>[0-9]{2})
    (?:-(?P<day>[0-9]{2})
    (?:T(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.(?P<fraction>[0-9]{1,9}))?)?)
    (?P<zone>Z|[+-](?P<offset>[0-9]{2}:[0-9]{2}))?)?)?)?""",
    re.VERBOSE,
)
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})(?:\2([0-9]{1,2}))?")
_UNBROKEN_SIZE = 8


def match_relative(text: str) -> re.Match[str] | None:
    """Return the ``count`` and ``unit`` of a span before now; None if it is none."""
    found = _RELATIVE.fullmatch(text)
    if found and int(found["count"]) * DAYS_OF_UNIT[found["unit"]] <= LONGEST_DAYS:
        return found
    return None


def match_date(text: str) -> re.Match[str] | None:
    """Return the parts of a real date or time; None if it is none.

    The groups are ``year``, ``month``, ``day``, ``time``, ``fraction`` (of the
    time's second, which has it too) and ``zone`` (with its ``offset``).
    """
    found = _ABSOLUTE.fullmatch(text)
    if found is None:
        return None
    try:
        date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
        for clock in (found["time"], found["offset"]):
            if clock:
                time.fromisoformat(clock[:8])
    except ValueError:
        return None
    return found


def is_relative(text: str) -> bool:
    """Tell a span before now, such as ``7d``, from a date."""
    return match_relative(text) is not None


def is_bound(text: str) -> bool:
    """Tell whether *text* has the shape of a bound and names a real date."""
    return match_date(text) is not None or is_relative(text)


def nearest_bound(text: str) -> str | None:
    """Return what *text* must have meant, where only one thing can be meant.

    >>> nearest_bound("2016-02-31"), nearest_bound("2016/7/4"), nearest_bound("4/7/16")
    ('2016-02', '2016-07-04', None)
    """
    tidy = text.strip("-+,;.*?").upper().replace(" ", "T")
    if match_date(tidy):
        return tidy
    if is_relative(tidy.lower()):
        return tidy.lower()
    found = _YEAR_FIRST.fullmatch(tidy)
    if found and (found[2] or len(tidy) == _UNBROKEN_SIZE):
        numbers = filter(None, (found[1], found[3], found[4]))
        tidy = "-".join(number.zfill(2) for number in numbers)
    pieces = (
        tidy[:size] for size in (10, 7, 4) if tidy[size : size + 1] in ("", *"-T")
    )
    return next((piece for piece in pieces if match_date(piece)), None)


def is_inverted(lower: str, upper: str) -> bool:
    """Tell whether *lower* is certainly after *upper*.

    Judged are two civil dates, and two spans before now in the same unit: what
    a time means depends on its zone, and what other spans mean on the clock.
    """
    first, last = match_relative(lower), match_relative(upper)
    if first and last:
        same = first["unit"] == last["unit"]
        return same and int(first["count"]) < int(last["count"])
    size = min(len(lower), len(upper))
    civil = len(lower) <= 10 and len(upper) <= 10
    dated = not (first or last)
    return civil and dated and "*" not in (lower, upper) and lower[:size] > upper[:size]
