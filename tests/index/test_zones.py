"""Zones are known by IANA name, and by abbreviations that mean one of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from broadsheet.index.errors import SettingsError
from broadsheet.index.zones import zone_by_abbreviation, zone_of


def test_a_zone_knows_its_summer_time() -> None:
    london = zone_of("Europe/London")
    assert datetime(2024, 1, 1, tzinfo=london).utcoffset() == timedelta(0)
    assert datetime(2024, 7, 1, tzinfo=london).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("name", ["", "Mars", "../UTC", "America", "a\0b", "\ud800"])
def test_an_unknown_zone_is_an_error(name: str) -> None:
    with pytest.raises(SettingsError, match="not an IANA time zone") as caught:
        zone_of(name)
    assert caught.value.setting == "timezone"


@pytest.mark.parametrize(("name", "hours"), [("EST", -5), ("BST", 1), ("NST", -3.5)])
def test_an_abbreviation_is_an_offset(name: str, hours: float) -> None:
    zone = zone_by_abbreviation(name)
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize(("month", "hours"), [(1, -5), (7, -4)])
def test_eastern_time_leaves_summer_to_the_date(month: int, hours: int) -> None:
    zone = zone_by_abbreviation("ET")
    moment = datetime(2024, month, 1, tzinfo=zone)
    assert moment.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["IST", "AST", "XYZ", "", "est"])
def test_what_is_unknown_or_means_several_is_none(name: str) -> None:
    assert zone_by_abbreviation(name) is None
