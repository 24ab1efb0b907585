"""Dates in a form that a profile describes: ``%d.%m.%Y %H:%M``."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from .canonical_dates import ArticleDate, canonical_date
from .errors import SettingsError
from .worded_dates import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .article import DatePrecision

#: What a date is true to, by the directives of ``strptime`` that its form has: the
#: first of these that has one.
_PRECISIONS: tuple[tuple[DatePrecision, frozenset[str]], ...] = (
    ("second", frozenset("ScX")),
    ("minute", frozenset("MHI")),
    ("day", frozenset("djxuaA")),
    ("month", frozenset("mbB")),
    ("year", frozenset("YyG")),
)
_YEARS = frozenset("YyGcx")


def check_date_format(form: str) -> None:
    """Return if dates can be read in the form *form*.

    :raises SettingsError: if it has no year, or is none that ``strptime`` knows.
    """
    if not _directives(form) & _YEARS:
        reason = f"the date format {form!r} has no year; write it as %Y"
        raise SettingsError("dates", reason)
    try:
        datetime.strptime("", form)
    except ValueError as error:
        if "does not match" not in str(error):
            reason = f"the date format {form!r} cannot be used: {error}"
            raise SettingsError("dates", reason) from error


def read_date_as_written(
    value: object, forms: Sequence[str], zone: tzinfo
) -> ArticleDate | None:
    """Return the date that *value* is in the first of *forms* that fits, else None.

    A time without a zone is in *zone*.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    for form in forms:
        try:
            moment = datetime.strptime(text, form)
            return canonical_date(Reading(moment, _precision(form)), zone)
        except (ValueError, OverflowError):
            continue
    return None


@lru_cache(maxsize=64)
def _precision(form: str) -> DatePrecision:
    found = _directives(form)
    return next(name for name, directives in _PRECISIONS if directives & found)


def _directives(form: str) -> set[str]:
    """Return the letters that stand after a percent sign."""
    return {part[:1] for part in form.replace("%%", "").split("%")[1:]}
