"""Hits over civil days, weeks, months and years."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.search import Archive, ParameterError

DATES = {
    "year": "1999",
    "month": "2016-02",
    "day": "2016-02-29",
    "sunday": "2017-01-01",
    "monday": "2017-01-02",
    # Half past midnight on the 28th in Berlin, an hour after the clocks went on
    # for summer there and before they did in New York.
    "instant": "2016-03-27T22:30:00Z",
    "undated": None,
}


def make(folder, dates):
    archive = Archive.open(folder, create=True)
    archive.add(
        {"id": name, "title": "oil", "published": date} for name, date in dates.items()
    )
    return archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with make(tmp_path_factory.mktemp("timeline"), DATES) as archive:
        archive.add([{"id": "gas", "title": "gas", "published": "2016-02-28"}])
        yield archive


def filled(timeline):
    """Return the buckets that hits are in."""
    return {each.key: each.count for each in timeline.buckets if each.count}


def test_buckets_have_no_gaps_and_stand_beside_the_whole_archive(archive):
    found = archive.search(
        "oil", interval="day", date_from="2016-02-27", date_to="2016-03-01"
    ).timeline
    assert [(each.key, each.count, each.of) for each in found.buckets] == [
        ("2016-02-27", 0, 0),
        ("2016-02-28", 0, 1),
        ("2016-02-29", 1, 1),
        ("2016-03-01", 0, 0),
    ]


def test_years_run_from_the_first_hit_to_the_last(archive):
    found = archive.timeline("oil", interval="year").timeline
    assert [each.key for each in found.buckets] == [str(n) for n in range(1999, 2018)]
    assert filled(found) == {"1999": 1, "2016": 3, "2017": 2}
    assert (found.undated, found.imprecise) == (1, 0)


def test_an_article_that_spans_buckets_is_imprecise_and_in_none(archive):
    found = archive.timeline("oil", interval="month").timeline
    assert filled(found) == {"2016-02": 2, "2016-03": 1, "2017-01": 2}
    assert found.imprecise == 1
    # Buckets run to the ends of all dates, those of imprecise ones too.
    assert found.buckets[0].key == "1999-01"


def test_weeks_are_those_of_iso_8601_across_years(archive):
    found = archive.timeline("oil", interval="week", date_from="2016-12").timeline
    assert filled(found) == {"2016-W52": 1, "2017-W01": 1}
    assert (found.buckets[0].key, found.buckets[0].first_day) == (
        "2016-W48",
        "2016-11-28",
    )
    assert found.buckets[-1].last_day == "2017-01-08"


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "2016-03-27"),
        ("Europe/Berlin", "2016-03-28"),
        ("Europe/London", "2016-03-27"),
        ("Asia/Kolkata", "2016-03-28"),
        ("America/New_York", "2016-03-27"),
    ],
)
def test_an_instant_is_in_the_civil_day_of_the_zone(archive, zone, day):
    found = archive.timeline("id:instant", interval="day", tz=zone).timeline
    assert filled(found) == {day: 1}


def test_a_civil_day_is_never_shifted(archive):
    for zone in ("Pacific/Apia", "America/Los_Angeles"):
        found = archive.timeline("id:day", interval="day", tz=zone).timeline
        assert filled(found) == {"2016-02-29": 1}


@pytest.mark.parametrize(
    ("days", "interval"),
    [(1, "day"), (119, "day"), (121, "week"), (7 * 118, "week"), (900, "month"),
     (30 * 118, "month"), (31 * 122, "year")],
)  # fmt: skip
def test_auto_takes_the_finest_interval_of_at_most_120_buckets(
    tmp_path, days, interval
):
    first = date(2000, 1, 1)
    last = first + timedelta(days=days)
    dates = {"a": first.isoformat(), "b": last.isoformat()}
    with make(tmp_path / "a", dates) as archive:
        found = archive.timeline("oil").timeline
    assert found.interval == interval
    assert len(found.buckets) <= 120


def test_too_many_buckets_are_refused_with_a_cure(archive):
    with pytest.raises(ParameterError) as caught:
        archive.timeline("oil", interval="day", date_from="1900", date_to="2000")
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.code) == ("interval", "too_many_buckets")
    assert problem.suggestion == "auto"


@pytest.mark.parametrize("interval", ["auto", "week", "month", "year"])
def test_the_ends_of_the_calendar_are_buckets_too(tmp_path, interval):
    with make(tmp_path / "a", {"a": "9999-12-31", "b": "9999-11"}) as archive:
        found = archive.timeline("oil", interval=interval).timeline
        assert found.buckets[-1].last_day == "9999-12-31"


@pytest.mark.parametrize("parameters", [{"q": "nowhere"}, {"q": "id:undated"}])
def test_without_dated_hits_there_are_no_buckets(archive, parameters):
    found = archive.timeline(**parameters, interval="month")
    assert (found.timeline.buckets, found.timeline.interval) == ((), "month")
    assert found.timeline.undated == found.total


def test_a_range_gives_its_buckets_even_without_hits(archive):
    found = archive.timeline(
        "nowhere", interval="month", date_from="2016", date_to="2016"
    )
    assert [each.count for each in found.timeline.buckets] == [0] * 12


def test_a_timeline_has_no_hits_but_the_whole_account(archive):
    found = archive.timeline("oil")
    assert (found.total, found.hits, found.next) == (7, (), None)


@given(
    st.lists(st.dates(date(2014, 1, 1), date(2018, 1, 1)), min_size=1, max_size=8),
    st.sampled_from(["day", "week", "month", "year"]),
)
@settings(max_examples=8)
def test_every_dated_hit_is_in_the_bucket_of_its_day(tmp_path_factory, days, interval):
    dates = {str(n): day.isoformat() for n, day in enumerate(days)}
    with make(tmp_path_factory.mktemp("laws"), dates) as archive:
        buckets = archive.timeline("oil", interval=interval).timeline.buckets
    for each in buckets:
        inside = [d for d in dates.values() if each.first_day <= d <= each.last_day]
        assert each.count == each.of == len(inside)
    assert sum(each.count for each in buckets) == len(days)
    for one, following in pairwise(buckets):
        next_day = date.fromisoformat(one.last_day) + timedelta(days=1)
        assert next_day.isoformat() == following.first_day
