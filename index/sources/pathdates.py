"""Dates in paths: ``2016/07/04/storm.txt``, ``2016-07-04-storm.md`` and the like."""

from __future__ import annotations

import re
from datetime import date

_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
# A folder is the whole of a date or a part of it; a file's name begins with one.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:^|/){_YEAR}(?P<mark>[-_.]?){_MONTH}(?P=mark){_DAY}(?=[^/\d][^/]*$|$)",
        rf"(?:^|/){_YEAR}/{_MONTH}/{_DAY}(?=/|[^/\d][^/]*$)",
        rf"(?:^|/){_YEAR}(?P<mark>[-_.]?){_MONTH}(?P=mark){_DAY}(?=/)",
        rf"(?:^|/){_YEAR}[-_/]{_MONTH}(?=/)",
    )
)


def date_from_path(path: str) -> str | None:
    """Return the date that *path* names, to the day or the month; None if none."""
    path = path.replace("!/", "/")
    for form in _FORMS:
        for match in reversed(list(form.finditer(path))):
            if written := _written(match.groupdict()):
                return written
    return None


def _written(parts: dict[str, str]) -> str | None:
    year, month, day = parts["year"], parts["month"], parts.get("day")
    if day is None:
        return f"{year}-{month}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
