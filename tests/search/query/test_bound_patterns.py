"""The patterns of bounds match exactly what is read as one."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.search.query import (
    BOUND_PATTERN,
    RELATIVE_PATTERN,
    is_bound,
    is_relative,
)

_BOUND, _RELATIVE = re.compile(BOUND_PATTERN), re.compile(RELATIVE_PATTERN)
_LIKE_BOUNDS = st.one_of(
    st.from_regex(r"\A[0-9]{1,8}(h|d|w|mo|y)\Z"),
    st.from_regex(r"\A[0-9]{4}-[01][0-9](-[0-3][0-9])?\Z"),
    st.from_regex(
        r"\A[0-9]{4}-0[1-3]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,10})?)?"
        r"(Z|[+-][0-2][0-9]:[0-6][0-9])?\Z"
    ),
    st.from_regex(_BOUND),
    st.text("0123456789-T:Z+.hdwmoy", max_size=12),
)


def matches(pattern: re.Pattern[str], text: str) -> bool:
    """Whether *text* matches as ECMAScript has it: ``$`` is its very end."""
    return pattern.match(text) is not None and not text.endswith("\n")


@given(_LIKE_BOUNDS)
@example("0000")
@example("2000-02-29")
@example("1900-02-29")
@example("0000-02-29")
@example("7d\n")
def test_a_pattern_matches_what_is_read_and_nothing_else(text: str) -> None:
    assert matches(_BOUND, text) == is_bound(text)
    assert matches(_RELATIVE, text) == is_relative(text)


@pytest.mark.parametrize("year", [*range(0, 10_000, 100), *range(1996, 2006)])
def test_every_day_of_a_month_is_told(year: int) -> None:
    for month in range(14):
        for day in range(33):
            text = f"{year:04}-{month:02}-{day:02}"
            assert matches(_BOUND, text) == is_bound(text), text


@pytest.mark.parametrize(
    ("unit", "most"),
    [("h", 8_784_000), ("d", 366_000), ("w", 52_285), ("mo", 11_806), ("y", 1_000)],
)
def test_the_longest_span_is_told(unit: str, most: int) -> None:
    for number in (0, 1, most - 1, most, most + 1, most * 10, 9_999_999):
        for text in (f"{number}{unit}", f"0{number}{unit}", f"{number:07}{unit}"):
            assert matches(_RELATIVE, text) == is_relative(text), text
