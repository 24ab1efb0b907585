"""Dates: the value of ``date:`` as a range of bounds, checked for shape alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .bounds import is_bound, is_inverted, is_relative, nearest_bound
from .characters import is_searchable
from .nodes import DateSpan, Phrase

if TYPE_CHECKING:
    from .nodes import Span
    from .report import Report

_RANGE = re.compile(
    r"(?P<opening>[\[{])\s*(?P<lower>\S+)\s+(?P<to>TO|to|To)\s+"
    r"(?P<upper>[^\s\]}]+)\s*(?P<closing>[\]}]?)"
)
_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<)(?P<bound>.*)", re.DOTALL)


def read_dates(
    text: str, start: int, at: Span, report: Report
) -> DateSpan | Phrase | None:
    """Read *text*, which begins at *start* in the query, as dates.

    :param at: the span of the whole clause.
    :return: the text as a phrase if no date can be made of it, None if there
        is nothing to search for in it either; both are reported.
    """
    if found := _RANGE.fullmatch(text):
        span = _read_range(found, start, at, report)
    elif found := _COMPARED.fullmatch(text):
        span = _read_compared(found, start, at, report)
    elif text.startswith(("[", "{")):
        detail = "A range is written [2016-07 TO 2017]; * leaves an end open."
        report.error("bad_range", detail, (start, start + len(text)), curable=False)
        span = None
    else:
        span = _read_single(text, start, at, report)
    if span is None and is_searchable(text):
        return Phrase(text, at=at)
    return span


def _read_range(
    found: re.Match[str], start: int, at: Span, report: Report
) -> DateSpan | None:
    if not found["closing"]:
        report.error("bad_range", 'Close the range with "]".', (start, start + 1))
    if found["to"] != "TO":
        detail = "Between the ends of a range stands TO in capitals."
        span = (start + found.start("to"), start + found.end("to"))
        report.error("bad_range", detail, span)
    lower = _read_bound(found["lower"], start + found.start("lower"), report)
    upper = _read_bound(found["upper"], start + found.start("upper"), report)
    if lower is None or upper is None:
        return None
    first = (lower, found["opening"] == "[")
    last = (upper, found["closing"] != "}")
    if is_inverted(lower, upper):
        detail = f"The range ends before it begins; write [{upper} TO {lower}]."
        report.error("bad_range", detail, (start, start + found.end()))
        first, last = last, first
    return _date_span(first, last, at)


def _read_compared(
    found: re.Match[str], start: int, at: Span, report: Report
) -> DateSpan | None:
    bound = _read_bound(found["bound"], start + found.start("bound"), report)
    if bound is None:
        return None
    end = (bound, found["sign"].endswith("="))
    if found["sign"].startswith("<"):
        return _date_span(("*", True), end, at)
    return _date_span(end, ("*", True), at)


def _read_single(text: str, start: int, at: Span, report: Report) -> DateSpan | None:
    bound = _read_bound(text, start, report)
    if bound is None:
        return None
    upper = "*" if is_relative(bound) else bound
    return _date_span((bound, True), (upper, True), at)


def _read_bound(text: str, start: int, report: Report) -> str | None:
    if text == "*" or is_bound(text):
        return text
    near = nearest_bound(text)
    cure = f"did you mean {near}?" if near else "write 2016, 2016-07, 2016-07-04 or 7d."
    detail = f'"{text}" is not a date; {cure}'
    # A bound that is missing is told at the sign before it.
    span = (start - (not text), start + len(text))
    report.error("bad_date", detail, span, curable=near is not None)
    return near


def _date_span(lower: tuple[str, bool], upper: tuple[str, bool], at: Span) -> DateSpan:
    """Return the range; ``*`` is an open end, which includes all there is."""
    return DateSpan(
        None if lower[0] == "*" else lower[0],
        None if upper[0] == "*" else upper[0],
        include_lower=lower[1] or lower[0] == "*",
        include_upper=upper[1] or upper[0] == "*",
        at=at,
    )
