"""What a bound means in the zone of a query."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.dates import (
    at_civil,
    at_instant,
    describe,
    micros,
    read_since,
    read_span,
)
from broadsheet.search.query.bounds import is_bound

CLOCK = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
ZONES = ["UTC", "Europe/London", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"]
UNITS = ["h", "d", "w", "mo", "y"]


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("2016", "UTC", "2016-01-01T00:00:00+00:00", "2017-01-01T00:00:00+00:00"),
        (
            "2016-07",
            "Europe/London",
            "2016-07-01T00:00:00+01:00",
            "2016-08-01T00:00:00+01:00",
        ),
        ("2016-12", "UTC", "2016-12-01T00:00:00+00:00", "2017-01-01T00:00:00+00:00"),
        (
            "2016-03-27",
            "Europe/London",
            "2016-03-27T00:00:00+00:00",
            "2016-03-28T00:00:00+01:00",
        ),
        (
            "2016-07-04T10:30",
            "America/Los_Angeles",
            "2016-07-04T10:30:00-07:00",
            "2016-07-04T10:31:00-07:00",
        ),
        (
            "2016-07-04T10:30Z",
            "Asia/Kolkata",
            "2016-07-04T16:00:00+05:30",
            "2016-07-04T16:01:00+05:30",
        ),
        (
            "2016-07-04T10:30:59.5+02:00",
            "UTC",
            "2016-07-04T08:30:59+00:00",
            "2016-07-04T08:30:59+00:00",
        ),
        ("0d", "UTC", "2026-03-31T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("7d", "UTC", "2026-03-24T00:00:00+00:00", "2026-03-25T00:00:00+00:00"),
        ("2w", "UTC", "2026-03-17T00:00:00+00:00", "2026-03-18T00:00:00+00:00"),
        ("1mo", "UTC", "2026-02-28T00:00:00+00:00", "2026-03-01T00:00:00+00:00"),
        ("1y", "UTC", "2025-03-31T00:00:00+00:00", "2025-04-01T00:00:00+00:00"),
        ("24h", "UTC", "2026-03-30T12:00:00+00:00", "2026-03-30T12:00:00+00:00"),
    ],
)
def test_a_bound_is_its_whole_span_in_the_zone(text, zone, start, end):
    found = read_span(text, ZoneInfo(zone), CLOCK)
    assert tuple(describe(moment) for moment in found) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "x", "16", "2016-13", "2016-02-30", "2016-07-04T25:00", "2016-07-04T10",
     "7", "7 d", "d", "2016-07-04T10:30+25:00", "２０１６", "2016-07-04\n"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match="is not a date"):
        read_span(text, UTC, CLOCK)


@given(
    st.datetimes(min_value=datetime(1800, 1, 1), max_value=datetime(2100, 1, 1)),
    st.sampled_from(ZONES),
)
def test_civil_moments_agree_with_the_zone_database(wall, zone):
    moment = at_civil(micros(wall), ZoneInfo(zone))
    instant = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert moment.instant == micros(instant)


@given(
    st.datetimes(min_value=datetime(1800, 1, 1), max_value=datetime(2100, 1, 1)),
    st.sampled_from(ZONES),
)
def test_instants_agree_with_the_zone_database(utc, zone):
    moment = at_instant(micros(utc), ZoneInfo(zone))
    wall = utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert moment.civil == micros(wall)


@given(st.sampled_from(ZONES), st.integers(0, 1_000), st.sampled_from(UNITS))
def test_since_runs_from_then_to_the_end_of_today_or_to_now(zone, count, unit):
    text = f"{count}{unit}"
    found = read_since(text, ZoneInfo(zone), CLOCK)
    now, day = micros(CLOCK), timedelta(hours=26) // timedelta(microseconds=1)
    assert found.lower == read_span(text, ZoneInfo(zone), CLOCK)[0]
    assert found.lower.instant <= now <= found.upper.instant <= now + day
    assert (found.upper.instant == now) or unit != "h"


@st.composite
def near_bounds(draw):
    """Draw a bound, or one with a character or two changed."""
    moment = draw(st.datetimes())
    text = draw(st.sampled_from([moment.isoformat(), f"{moment.isoformat()}+05:30"]))
    text = text[: draw(st.sampled_from([4, 7, 10, 16, 19, 99]))]
    span = draw(st.integers(0, 9_999_999)), draw(st.sampled_from(UNITS))
    text = draw(st.sampled_from([text, text + "Z", f"{span[0]}{span[1]}"]))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = (
            text[:at] + draw(st.sampled_from([*"0159-:.TZtz+hd ", ""])) + text[at + 1 :]
        )
    return text


@given(near_bounds(), st.sampled_from(ZONES))
def test_what_is_read_is_what_the_query_language_takes_for_a_bound(text, zone):
    try:
        start, end = read_span(text, ZoneInfo(zone), CLOCK)
    except ValueError:
        assert not is_bound(text)
    else:
        assert is_bound(text)
        assert start.instant <= end.instant


def test_a_date_that_is_nearly_one_is_told_with_what_was_meant():
    with pytest.raises(ValueError, match=r"is not a date; did you mean 2016-02\?"):
        read_span("2016-02-31", UTC, CLOCK)


@pytest.mark.parametrize("text", ["0001", "9999", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_ends_of_the_calendar_are_dates_too(text, zone):
    start, end = read_span(text, ZoneInfo(zone), CLOCK)
    assert start.instant < end.instant
    assert describe(start)
    assert describe(end)
