"""The shapes of a date's bounds, against the calendar of the standard library."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.query.bounds import (
    is_bound,
    is_inverted,
    is_relative,
    nearest_bound,
)


def _is_real(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@given(st.integers(0, 9999), st.integers(0, 14), st.integers(0, 33))
def test_a_day_is_a_bound_where_the_calendar_has_it(
    year: int, month: int, day: int
) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    assert is_bound(text) == _is_real(text)
    assert is_bound(text[:7]) == _is_real(f"{text[:7]}-01")
    assert is_bound(text[:4]) == (year > 0)


@given(st.text("0123456789-/.TZhdwmoy+: ", max_size=20))
def test_nearest_bound_is_one_and_leaves_bounds_alone(text: str) -> None:
    near = nearest_bound(text)
    assert near is None or is_bound(near)
    assert not is_bound(text) or near == text


@pytest.mark.parametrize(
    "text",
    [
        *("2016", "2016-07", "2016-07-04", "2016-07-04T10:30", "2016-07-04T10:30Z"),
        *("2016-07-04T10:30:59.123Z", "2016-07-04T10:30+02:00"),
        *("1h", "24h", "7d", "2w", "3mo", "1y", "1000y"),
    ],
)
def test_documented_shape_is_a_bound(text: str) -> None:
    assert is_bound(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "0000", "16", "2016-7", "2016-07-04T24:00Z", "2016-07-04T10:60"),
        *("2016-07-04T10", "2016-07-04 10:30", "2016-07-04T10:30+25:00", "٢٠١٦"),
        *("d", "7", "7D", "7 d", "1001y", "9999999y", "99999999h", "-7d", "2016\n"),
    ],
)
def test_anything_else_is_no_bound(text: str) -> None:
    assert not is_bound(text)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2016-13", "2016"),
        ("2015-02-29", "2015-02"),
        ("2016/7/4", "2016-07-04"),
        ("2016-7", "2016-07"),
        ("2016/07", "2016-07"),
        ("201607", None),
        ("20160704", "2016-07-04"),
        ("2016-07-04T25:00Z", "2016-07-04"),
        ("2016-07-04t10:30z", "2016-07-04T10:30Z"),
        ("2016-07-04 10:30", "2016-07-04T10:30"),
        ("-7D", "7d"),
        ("2016*", "2016"),
        ("4/7/2016", None),
        ("201674", None),
        ("July", None),
    ],
)
def test_nearest_bound_never_guesses(text: str, near: str | None) -> None:
    assert nearest_bound(text) == near


@given(st.dates(), st.dates())
def test_only_a_later_day_is_inverted(lower: date, upper: date) -> None:
    assert is_inverted(lower.isoformat(), upper.isoformat()) == (lower > upper)
    assert is_inverted(lower.isoformat(), f"{upper.year:04}") == (
        lower.year > upper.year
    )


@given(st.integers(0, 9_999_999), st.sampled_from(["h", "d", "w", "mo", "y"]))
def test_relative_bound_can_be_counted_back_from_today(number: int, unit: str) -> None:
    """Whoever turns it into a date need not look for an overflow."""
    days = {"h": 1 / 24, "d": 1, "w": 7, "mo": 31, "y": 366}[unit]
    if is_relative(f"{number}{unit}"):
        assert date(2026, 1, 1) - timedelta(days=number * days) > date.min


@pytest.mark.parametrize(
    ("lower", "upper", "inverted"),
    [
        *(("3d", "7d", True), ("7d", "3d", False), ("7d", "7d", False)),
        *(("1d", "2w", False), ("7d", "2016", False), ("2016", "7d", False)),
    ],
)
def test_spans_are_inverted_where_the_unit_tells(
    lower: str, upper: str, inverted: bool
) -> None:
    assert is_inverted(lower, upper) == inverted
