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
    read_span,
)

CLOCK = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
ZONES = ["UTC", "Europe/London", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"]


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
        ("7d", "UTC", "2026-03-24T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("2w", "UTC", "2026-03-17T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("1mo", "UTC", "2026-02-28T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("1y", "UTC", "2025-03-31T00:00:00+00:00", "2026-04-01T00:00:00+00:00"),
        ("24h", "UTC", "2026-03-30T12:00:00+00:00", "2026-03-31T12:00:00+00:00"),
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


@given(st.sampled_from(ZONES), st.integers(0, 9_999_999), st.sampled_from("hdwy"))
def test_every_relative_span_ends_now_or_today(zone, count, unit):
    start, end = read_span(f"{count}{unit}", ZoneInfo(zone), CLOCK)
    now = micros(CLOCK)
    assert start.instant <= now <= end.instant
    assert end.instant - now <= timedelta(days=1, hours=2) // timedelta(microseconds=1)


@pytest.mark.parametrize("text", ["0001", "9999", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_ends_of_the_calendar_are_dates_too(text, zone):
    start, end = read_span(text, ZoneInfo(zone), CLOCK)
    assert start.instant < end.instant
    assert describe(start)
    assert describe(end)
