"""Tails: the ``~2^3`` after a word, phrase or group."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .nodes import Span
    from .report import Report

_MOST_EDITS = 2
_MOST_SLOP = 100
_MOST_BOOST = 1_000
_TAIL = re.compile(r"(?:~(?P<tilde>[^^]*))?(?:\^(?P<boost>.*))?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")


class Tail(NamedTuple):
    """What stands after ``~`` and after ``^``, None where there is none."""

    tilde: str | None
    boost: str | None
    #: From the ``~`` to its end; empty and at the clause's end without one.
    tilde_at: Span
    #: From the ``^`` to its end.
    boost_at: Span


def read_tail(text: str, start: int) -> Tail:
    """Take apart *text*, which stands at *start*; empty text is no tail."""
    if not text:
        return Tail(None, None, (start, start), (start, start))
    found = _TAIL.fullmatch(text)
    tilde, boost = (found["tilde"], found["boost"]) if found else (None, None)
    middle = start + (0 if tilde is None else 1 + len(tilde))
    return Tail(tilde, boost, (start, middle), (middle, start + len(text)))


def read_edits(tail: Tail, report: Report) -> int:
    """Return the edits that a word's tail allows, 0 without ``~``."""
    if tail.tilde is None:
        return 0
    if not tail.tilde:
        return 1
    if not tail.tilde.isdigit():
        detail = 'After "~" stands 1 or 2, the letters that may differ, or nothing.'
        report.error("bad_edits", detail, tail.tilde_at)
        return 1
    edits = _capped(tail.tilde)
    if edits > _MOST_EDITS:
        detail = f"At most {_MOST_EDITS} edits are allowed; write ~{_MOST_EDITS}."
        report.error("too_many_edits", detail, tail.tilde_at)
    if edits == 0:
        report.error("bad_edits", '"~0" allows no edit; leave it out.', tail.tilde_at)
    return min(edits, _MOST_EDITS)


def read_slop(tail: Tail, report: Report) -> int:
    """Return the slop that a phrase's tail allows, 0 without ``~``."""
    if tail.tilde is None:
        return 0
    slop = _capped(tail.tilde) if tail.tilde.isdigit() else None
    if slop is None or slop > _MOST_SLOP:
        detail = f'After "~" stands a whole number, at most {_MOST_SLOP}: "a b"~3.'
        report.error("bad_slop", detail, tail.tilde_at)
    return min(slop or 0, _MOST_SLOP)


def read_factor(tail: Tail, report: Report) -> float | None:
    """Return the factor of a boost, None without one that can be used."""
    if tail.boost is None:
        return None
    factor = float(tail.boost) if _NUMBER.fullmatch(tail.boost) else 0.0
    if 0 < factor <= _MOST_BOOST:
        return factor
    detail = f'After "^" stands a number above 0, at most {_MOST_BOOST:,}: oil^2.5.'
    report.error("bad_boost", detail, tail.boost_at)
    return float(_MOST_BOOST) if factor > _MOST_BOOST else None


def _capped(digits: str) -> int:
    """Return the number, or any large one for a number longer than is of use."""
    return int(digits.lstrip("0")[:6] or "0")
