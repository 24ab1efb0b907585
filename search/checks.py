"""Checks: what is wrong with one value of a parameter, and what would do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeAlias

from ..index import find_zone
from .dates import why_unreadable
from .errors import Problem
from .query import BOUND_PATTERN, RELATIVE_PATTERN, is_relative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    #: Takes the parameter's name and value.
    Check: TypeAlias = Callable[[str, Any], Sequence[Problem]]

_HALF_LIFE = re.compile(r"(\d{1,5})(d|w|mo|y)", re.ASCII)
#: The same without a length of 0.
_HALF_LIFE_PATTERN = (
    "^([1-9][0-9]{0,4}|0[1-9][0-9]{0,3}|00[1-9][0-9]{0,2}|000[1-9][0-9]?|0000[1-9])"
    "(d|w|mo|y)$"
)
_UNIT_DAYS = {"d": 1.0, "w": 7.0, "mo": 30.4375, "y": 365.25}
_FINE: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A check that tells which values pass it, too."""

    check: Check
    #: Of a value of the right type, as keywords of JSON Schema.
    allowed: Mapping[str, Any]

    def __call__(self, name: str, value: Any) -> Sequence[Problem]:
        """Return what is wrong with *value*."""
        return self.check(name, value)


def check_text(name: str, value: Any) -> Sequence[Problem]:
    """Refuse what is no string."""
    return (
        _FINE if isinstance(value, str) else [bad_value(name, value, "give a string")]
    )


def check_optional_text(name: str, value: Any) -> Sequence[Problem]:
    """Refuse what is neither a string nor None."""
    return _FINE if value is None else check_text(name, value)


def check_texts(name: str, value: Any) -> Sequence[Problem]:
    """Refuse what is no tuple of strings."""
    if is_texts(value):
        return _FINE
    return [bad_value(name, value, "give one string or a list of strings")]


def check_flag(name: str, value: Any) -> Sequence[Problem]:
    """Refuse what is neither True nor False."""
    if isinstance(value, bool):
        return _FINE
    return [bad_value(name, value, "give true or false")]


def choice_of(choices: Sequence[str], *, optional: bool = False) -> Rule:
    """Return what refuses all but *choices*, and None unless *optional*."""

    def check(name: str, value: Any) -> Sequence[Problem]:
        if value in choices or (value is None and optional):
            return _FINE
        return [_no_choice(name, value, "choose", choices)]

    return Rule(check, {"enum": list(choices)})


def choices_of(choices: Sequence[str]) -> Rule:
    """Return what refuses strings that are none of *choices*."""

    def check(name: str, value: Any) -> Sequence[Problem]:
        if not is_texts(value):
            return _FINE
        wrong = [each for each in value if each not in choices]
        return [_no_choice(name, each, "choose from", choices) for each in wrong]

    return Rule(check, {"items": {"type": "string", "enum": list(choices)}})


def at_least_one_of(choices: Sequence[str]) -> Rule:
    """Return what refuses an empty tuple."""

    def check(name: str, value: Any) -> Sequence[Problem]:
        if value != ():
            return _FINE
        return [bad_value(name, "", f"choose from {_listed(choices)}")]

    return Rule(check, {"minItems": 1})


def number_in(low: int, high: int, *, word: str | None = None) -> Rule:
    """Return what refuses all but whole numbers from *low* to *high* and *word*."""
    also = f" or {word!r}" if word else ""
    cure = f"give a number from {low:,} to {high:,}{also}"

    def check(name: str, value: Any) -> Sequence[Problem]:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if (is_number and low <= value <= high) or (word and value == word):
            return _FINE
        return [bad_value(name, value, cure)]

    numbers = {"minimum": low, "maximum": high}
    if word is None:
        return Rule(check, numbers)
    either = [{"type": "integer", **numbers}, {"type": "string", "enum": [word]}]
    return Rule(check, {"anyOf": either})


def _check_date(name: str, value: Any) -> Sequence[Problem]:
    """Refuse a string that names no date."""
    reason = why_unreadable(value) if isinstance(value, str) else None
    return [Problem(name, "bad_date", reason)] if reason else _FINE


def _check_since(name: str, value: Any) -> Sequence[Problem]:
    """Refuse a string that is no span before now."""
    if not isinstance(value, str) or is_relative(value):
        return _FINE
    return [bad_value(name, value, "give a span such as 24h, 7d, 3mo or 1y")]


def _check_half_life(name: str, value: Any) -> Sequence[Problem]:
    """Refuse a string that is no half-life, or one of no length."""
    if not isinstance(value, str) or half_life_days(value):
        return _FINE
    return [bad_value(name, value, "give a half-life such as 30d or 1y")]


def _check_zone(name: str, value: Any) -> Sequence[Problem]:
    """Refuse a string that names no time zone."""
    if not isinstance(value, str) or find_zone(value) is not None:
        return _FINE
    return [bad_value(name, value, "give an IANA name such as Europe/London")]


check_date = Rule(_check_date, {"pattern": BOUND_PATTERN})
check_since = Rule(_check_since, {"pattern": RELATIVE_PATTERN})
check_half_life = Rule(_check_half_life, {"pattern": _HALF_LIFE_PATTERN})
check_zone = Rule(_check_zone, {"format": "iana-time-zone"})


def half_life_days(text: str) -> float | None:
    """Return the days of a half-life such as ``30d``; None if it is none."""
    match = _HALF_LIFE.fullmatch(text)
    return int(match[1]) * _UNIT_DAYS[match[2]] if match else None


def is_texts(value: object) -> bool:
    """Tell a tuple of strings from all else."""
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


def bad_value(
    name: str, value: object, cure: str, suggestion: str | None = None
) -> Problem:
    """Return the problem of a value that is not usable."""
    try:
        shown = repr(value)
    except ValueError:
        # A number of thousands of digits has no text.
        shown = f"this {type(value).__name__}"
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    detail = f"{name} cannot be {shown}; {cure}"
    return Problem(name, "bad_value", detail, suggestion=suggestion)


def _no_choice(name: str, value: object, verb: str, choices: Sequence[str]) -> Problem:
    near = next(iter(get_close_matches(str(value), list(choices), n=1)), None)
    return bad_value(name, value, f"{verb} {_listed(choices)}", near)


def _listed(choices: Iterable[str]) -> str:
    *most, last = choices
    if not most:
        return last
    return f"{', '.join(most)} or {last}"
