"""Dates are read whole, converted to UTC, and never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.dates import (
    UNDATED,
    ArticleDate,
    DateKind,
    date_span,
    parse_date,
)
from broadsheet.index.errors import SettingsError

NEW_YORK = "America/New_York"
DAY = 86_400_000_000

READ = {
    # ISO 8601, whole and partial
    "2016": ("2016", "year"),
    "0987": ("0987", "year"),
    "2016-07": ("2016-07", "month"),
    "2016-7": ("2016-07", "month"),
    "2016/07": ("2016-07", "month"),
    "201607": ("2016-07", "month"),
    "2016-07-04": ("2016-07-04", "day"),
    "  2016-07-04\n": ("2016-07-04", "day"),
    "2016-7-4": ("2016-07-04", "day"),
    "2016/7/4": ("2016-07-04", "day"),
    "2016.07.04": ("2016-07-04", "day"),
    "20160704": ("2016-07-04", "day"),
    "2016-W27-1": ("2016-07-04", "day"),
    "2016W271": ("2016-07-04", "day"),
    "2016-07-04Z": ("2016-07-04", "day"),
    "2016-07-04-05:00": ("2016-07-04", "day"),
    "2016-07-04T10:00": ("2016-07-04T10:00Z", "minute"),
    "2016-07-04t10:00z": ("2016-07-04T10:00Z", "minute"),
    "2016-07-04 10:00": ("2016-07-04T10:00Z", "minute"),
    "2016-07-04T10": ("2016-07-04T10:00Z", "minute"),
    "2016-07-04T1000": ("2016-07-04T10:00Z", "minute"),
    "201607041000": ("2016-07-04T10:00Z", "minute"),
    "20160704100027": ("2016-07-04T10:00:27Z", "second"),
    "20160704T100027Z": ("2016-07-04T10:00:27Z", "second"),
    "2016-07-04T10:00:00": ("2016-07-04T10:00:00Z", "second"),
    "2016-07-04T10:00:00.000Z": ("2016-07-04T10:00:00Z", "second"),
    "2016-07-04T10:00:00,250Z": ("2016-07-04T10:00:00.25Z", "second"),
    "2016-07-04T10:00:00.123456789Z": ("2016-07-04T10:00:00.123456Z", "second"),
    # Zones are converted
    "2016-07-04T01:30:00+02:00": ("2016-07-03T23:30:00Z", "second"),
    "2016-07-04T10:00-0530": ("2016-07-04T15:30Z", "minute"),
    "2016-07-04 10:00:00 -05": ("2016-07-04T15:00:00Z", "second"),
    "2016-07-04 10:00 UTC+3": ("2016-07-04T07:00Z", "minute"),
    "2016-07-04 10:00 EST": ("2016-07-04T15:00Z", "minute"),
    "2016-07-04 10:00 PST": ("2016-07-04T18:00Z", "minute"),
    "2016-07-04 10:00 GMT": ("2016-07-04T10:00Z", "minute"),
    "2016-07-04 10:00 BST": ("2016-07-04T09:00Z", "minute"),
    "2016-07-04 10:00 CEST": ("2016-07-04T08:00Z", "minute"),
    "2016-07-04 10:00 MSK": ("2016-07-04T07:00Z", "minute"),
    "2016-07-04 10:00 JST": ("2016-07-04T01:00Z", "minute"),
    "July 4, 2016 10:00 a.m. ET": ("2016-07-04T14:00Z", "minute"),
    "January 4, 2016 10:00 A.M. (ET)": ("2016-01-04T15:00Z", "minute"),
    "4 July 2016 10:00 -0500 (CDT)": ("2016-07-04T15:00Z", "minute"),
    # RFC 2822 and its neighbours
    "Mon, 04 Jul 2016 10:00:00 -0500": ("2016-07-04T15:00:00Z", "second"),
    "Mon, 4 Jul 2016 10:00:00 GMT": ("2016-07-04T10:00:00Z", "second"),
    "Mon, 04 Jul 2016 10:00:00 -0000": ("2016-07-04T10:00:00Z", "second"),
    "Mon, 04 Jul 2016 10:00 EDT": ("2016-07-04T14:00Z", "minute"),
    "Mon, 04 Jul 2016 10:00:00 +0200 (CEST)": ("2016-07-04T08:00:00Z", "second"),
    "Mon Jul  4 10:00:00 EDT 2016": ("2016-07-04T14:00:00Z", "second"),
    "Mon Jul 04 2016 10:00:00 GMT+0200 (Central European Summer Time)": (
        "2016-07-04T08:00:00Z",
        "second",
    ),
    # Words
    "26-FEB-1987 15:01:01.79": ("1987-02-26T15:01:01.79Z", "second"),
    " 3-MAR-1987  09:15:05.40": ("1987-03-03T09:15:05.4Z", "second"),
    "4 July 2016": ("2016-07-04", "day"),
    "4th of July 2016": ("2016-07-04", "day"),
    "July 4, 2016": ("2016-07-04", "day"),
    "Monday, 4 July 2016": ("2016-07-04", "day"),
    "Tues. 5 July 2016": ("2016-07-05", "day"),
    "Sept. 4, 2016": ("2016-09-04", "day"),
    "04-Jul-2016": ("2016-07-04", "day"),
    "2016 Jul 4": ("2016-07-04", "day"),
    "July 2016": ("2016-07", "month"),
    "2016 July": ("2016-07", "month"),
    "Jul/2016": ("2016-07", "month"),
    "29 Feb 2016": ("2016-02-29", "day"),
    "July 4th, 2016 at 3:05pm": ("2016-07-04T15:05Z", "minute"),
    "3 pm July 4th 2016": ("2016-07-04T15:00Z", "minute"),
    "10.30pm 4 July 2016": ("2016-07-04T22:30Z", "minute"),
    "2016-07-04\u202f3:00 PM": ("2016-07-04T15:00Z", "minute"),
    # Numbers whose order can be told
    "25/12/2016": ("2016-12-25", "day"),
    "12/25/2016": ("2016-12-25", "day"),
    "25.12.2016 10:15": ("2016-12-25T10:15Z", "minute"),
    "03/03/2016": ("2016-03-03", "day"),
    "10/2016": ("2016-10", "month"),
    # Seconds and milliseconds since 1970
    "1467626400": ("2016-07-04T10:00:00Z", "second"),
    "1467626400.5": ("2016-07-04T10:00:00.5Z", "second"),
    "1467626400123": ("2016-07-04T10:00:00.123Z", "second"),
    "561648641": ("1987-10-19T13:30:41Z", "second"),
}

UNREADABLE = [
    "",
    "   ",
    "now",
    "tomorrow",
    "Monday",
    "4 July",
    "10:00",
    "10:00 EST",
    "31-MAR-1987 605:12:19.12",
    # No such day or time
    "2016-02-30",
    "29 Feb 2015",
    "2016-13-04",
    "1987-19-10",
    "13/13/2016",
    "2016-07-04T24:00",
    "2016-07-04T10:61",
    "4 July 2016 25:00",
    "0000",
    "0000-01-01",
    "9999-12-31T23:59:59-05:00",
    "0001-01-01T00:00:00+05:00",
    # Order, century or month that cannot be told
    "03/04/2016",
    "3.4.2016 10:00",
    "03 04 2016",
    "4/7/16",
    "4 July 16",
    "99-12-31",
    "201107",
    "2016-W27",
    "2016-185",
    # Zones that are unknown or several
    "4 July 2016 10:00 IST",
    "4 July 2016 10:00 XYZ",
    "2016-07-04 10:00 EST+3",
    "2016-07-04T10:00:00 America/New_York",
    # More, or other, than one date
    "2016-2017",
    "2016-07-04/2016-07-05",
    "2016-07-04 to 2016-07-05",
    "2016,07,04",
    "2016-07-04 -0500",
    "Published 4 July 2016",
    "May 5.5 2016",
    "2016.5",
    "-2016",
    "987",
    "2016-07-04T10:00:00Z and more",
    "２０１６-07-04",
    "2016-07-04" + " " * 100,
]


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_date_is_read_with_its_precision(
    text: str, expected: tuple[str, str]
) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.text, found.precision) == expected


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", READ)
def test_the_canonical_text_is_read_as_itself(text: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert parse_date(found.text, timezone=NEW_YORK, day_first=True) == found


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("03/04/2016", True, "2016-04-03"),
        ("03/04/2016", False, "2016-03-04"),
        ("03.04.2016 10:00", True, "2016-04-03T10:00Z"),
        ("12/25/2016", True, "2016-12-25"),
        ("25/12/2016", False, "2016-12-25"),
        ("2016/03/04", True, "2016-03-04"),
        ("2016-03-04 3 pm", True, "2016-03-04T15:00Z"),
    ],
)
def test_day_first_settles_only_what_is_open(
    text: str, day_first: bool, expected: str
) -> None:
    found = parse_date(text, day_first=day_first)
    assert found is not None
    assert found.text == expected


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("1987-10-19T09:30", NEW_YORK, "1987-10-19T13:30Z"),
        ("19 Oct 1987 9:30 am", NEW_YORK, "1987-10-19T13:30Z"),
        ("1987-12-19T09:30", NEW_YORK, "1987-12-19T14:30Z"),
        ("1987-10-19T09:30Z", NEW_YORK, "1987-10-19T09:30Z"),
        ("2024-05-01T00:30", "Pacific/Auckland", "2024-04-30T12:30Z"),
        # The clock goes back: the first of two. It goes forward: the old offset.
        ("2024-11-03T01:30", NEW_YORK, "2024-11-03T05:30Z"),
        ("2024-03-10T02:30", NEW_YORK, "2024-03-10T07:30Z"),
        # Civil dates are never shifted.
        ("1987-10-19", NEW_YORK, "1987-10-19"),
        ("1987", "Pacific/Auckland", "1987"),
    ],
)
def test_a_time_without_zone_is_read_in_the_archives(
    text: str, zone: str, expected: str
) -> None:
    found = parse_date(text, timezone=zone)
    assert found is not None
    assert found.text == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2016, ArticleDate("2016", "year")),
        (2016.0, ArticleDate("2016", "year")),
        (20160704, ArticleDate("2016-07-04", "day")),
        (1467626400, ArticleDate("2016-07-04T10:00:00Z", "second")),
        (-561648641, ArticleDate("1952-03-15T10:29:19Z", "second")),
        (1467626400.25, ArticleDate("2016-07-04T10:00:00.25Z", "second")),
        (1467626400123, ArticleDate("2016-07-04T10:00:00.123Z", "second")),
        (date(2016, 7, 4), ArticleDate("2016-07-04", "day")),
        (datetime(2016, 7, 4), ArticleDate("2016-07-04T04:00:00Z", "second")),
        (
            datetime(2016, 7, 4, 1, 2, 3, 400_000, timezone(timedelta(hours=2))),
            ArticleDate("2016-07-03T23:02:03.4Z", "second"),
        ),
    ],
)
def test_values_that_are_no_text_are_read(
    value: str | int | float | date, expected: ArticleDate
) -> None:
    assert parse_date(value, timezone=NEW_YORK) == expected


NO_DATES = [None, True, False, 5, -1, 10**14, float("nan"), float("inf"), 1e300]
LATEST = datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))


@pytest.mark.parametrize("value", [*NO_DATES, [], {}, b"2016", object(), LATEST])
def test_values_that_are_no_date_are_not_read(value: object) -> None:
    assert parse_date(value) is None  # type: ignore[arg-type]


def test_a_number_too_long_to_print_is_no_date() -> None:
    assert parse_date(10**5000) is None


def test_an_unknown_zone_is_an_error() -> None:
    with pytest.raises(SettingsError, match="did you mean 'Europe/London'"):
        parse_date("2016", timezone="Europe/Londn")


DATE_LIKE = st.text("0123456789-/.:,TZ+ WPMAJulyMar()", max_size=30)


@given(st.one_of(st.text(), DATE_LIKE), st.sampled_from([None, True, False]))
def test_no_text_raises_and_each_date_reads_as_itself(
    text: str, day_first: bool | None
) -> None:
    found = parse_date(text, day_first=day_first)
    if found is not None:
        assert parse_date(found.text) == found
        assert date_span(found.text, found.precision).kind is not DateKind.UNDATED


@given(st.one_of(st.integers(), st.floats(), st.datetimes(), st.dates(), st.none()))
def test_no_value_raises(value: int | float | datetime | date | None) -> None:
    found = parse_date(value, timezone=NEW_YORK)
    assert found is None or parse_date(found.text) == found


OFFSETS = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
FORMS = [
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %I:%M:%S %p %z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %B %Y %H:%M:%S %z",
    "%B %d, %Y at %I:%M:%S%p (%Z)",
    "%a %b %d %H:%M:%S %z %Y",
]


@given(
    st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS),
    st.sampled_from(FORMS),
)
def test_every_form_of_an_instant_is_that_instant(moment: datetime, form: str) -> None:
    found = parse_date(moment.strftime(form), timezone=NEW_YORK)
    utc = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    assert found == ArticleDate(utc.isoformat() + "Z", "second")


@pytest.mark.parametrize(
    ("text", "precision", "kind", "start", "length"),
    [
        ("1970", "year", DateKind.CIVIL, 0, 365 * DAY),
        ("2016", "year", DateKind.CIVIL, 16801 * DAY, 366 * DAY),
        ("1970-02", "month", DateKind.CIVIL, 31 * DAY, 28 * DAY),
        ("1969-12", "month", DateKind.CIVIL, -31 * DAY, 31 * DAY),
        ("1970-01-02", "day", DateKind.CIVIL, DAY, DAY),
        ("1970-01-01T00:01Z", "minute", DateKind.INSTANT, 60_000_000, 60_000_000),
        ("1970-01-01T00:00:01Z", "second", DateKind.INSTANT, 1_000_000, 1),
        ("1969-12-31T23:59:59.5Z", "second", DateKind.INSTANT, -500_000, 1),
        ("0001", "year", DateKind.CIVIL, -719162 * DAY, 365 * DAY),
        ("9999", "year", DateKind.CIVIL, 2932532 * DAY, 365 * DAY),
        ("9999-12", "month", DateKind.CIVIL, 2932866 * DAY, 31 * DAY),
        ("9999-12-31", "day", DateKind.CIVIL, 2932896 * DAY, DAY),
    ],
)
def test_a_span_holds_the_whole_date(
    text: str, precision: str, kind: DateKind, start: int, length: int
) -> None:
    expected = (kind, start, start + length)
    assert date_span(text, precision) == expected  # type: ignore[arg-type]


def test_no_date_has_the_span_undated() -> None:
    assert date_span(None, None) is UNDATED
    assert UNDATED.kind is DateKind.UNDATED


@given(st.dates(max_value=date(9998, 12, 31)))
def test_days_fill_their_month_and_months_their_year(day: date) -> None:
    spans = [
        date_span(day.isoformat()[:length], precision)
        for length, precision in ((4, "year"), (7, "month"), (10, "day"))  # type: ignore[misc]
    ]
    year, month, single = spans
    assert year.start <= month.start <= single.start
    assert single.end <= month.end <= year.end
    following = date_span((day + timedelta(1)).isoformat(), "day")
    assert following.start == single.end
