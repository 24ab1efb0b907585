"""The usual forms of a date are read as all the rules would read them."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.canonical_dates import read_usual_date
from broadsheet.index.dates import parse_date
from broadsheet.index.zones import zone_of

ZONES = ["UTC", "America/New_York", "Asia/Kolkata"]


def _number(width: int, *edges: int) -> st.SearchStrategy[str]:
    anything = st.integers(0, 10**width - 1)
    return (st.sampled_from(edges) | anything).map(lambda each: f"{each:0{width}}")


_DAY = st.tuples(_number(4, 0, 1, 1970, 9999), _number(2, 2, 12), _number(2, 1, 29, 31))
_CLOCK = st.tuples(_number(2, 0, 23, 24), _number(2, 0, 59), _number(2, 0, 59))
_FRACTION = st.just("") | st.text("0012345", max_size=12).map(lambda each: "." + each)
_ZONE = st.sampled_from(
    [
        *("", "Z", "z", " Z", "+00:00", "-00:00", "+02:00", "-05:30", "+0200", "+02"),
        *("+24:00", "+23:59", "-23:59", "+02:00:30", "+00:00:00", "Zx", " EST", "\n"),
    ]
)
_USUAL = st.one_of(
    _DAY.map("-".join),
    st.builds(
        lambda day, gap, clock, length, fraction, zone: (
            "-".join(day) + gap + ":".join(clock[:length]) + fraction + zone
        ),
        _DAY,
        st.sampled_from("TTT tx"),
        _CLOCK,
        st.sampled_from([3, 3, 2, 1]),
        _FRACTION,
        _ZONE,
    ),
)
_NEARLY = st.builds(
    lambda text, at, new, gone: text[:at] + new + text[at + gone :],
    _USUAL,
    st.integers(0, 30),
    st.sampled_from(["", "0", "-", ":", "T", "Z", "a", "٣", "\ud800", "\n", " "]),
    st.integers(0, 1),
)


@given(_USUAL | _NEARLY, st.sampled_from(ZONES))
@settings(max_examples=600)
def test_white_space_that_only_the_rules_know_changes_no_date(
    text: str, zone: str
) -> None:
    assert read_usual_date(f" {text}", UTC) is None
    assert parse_date(text, timezone=zone) == parse_date(f" {text}", timezone=zone)


@pytest.mark.parametrize(
    "text",
    [
        "2016-07-04",
        "2016-07-04T10:00Z",
        "2016-07-04T10:00+02:00",
        "2016-07-04T10:00:00Z",
        "2016-07-04 10:00:00",
        "2016-07-04T10:00:00+00:00",
        "2016-07-04T10:00:00.120Z",
        "2016-07-04T01:00:00.5-05:30",
    ],
)
def test_the_usual_forms_are_read_without_the_rules(text: str) -> None:
    found = read_usual_date(text, zone_of("UTC"))
    assert found is not None
    assert found == parse_date(f"{text} ")


@pytest.mark.parametrize(
    "text", ["2016-07-04T10:00", "2016-07-04T10:00:00", "2016-07-04 10:00:00"]
)
def test_a_time_without_zone_is_usual_in_utc_alone(text: str) -> None:
    assert read_usual_date(text, UTC) is not None
    assert read_usual_date(text, zone_of("America/New_York")) is None


@pytest.mark.parametrize(
    "text",
    ["", "2016", "4 July 2016", "2016-02-30", "2016-07-04T24:00:00Z", "2016-07-04Z"],
)
def test_anything_else_is_left_to_the_rules(text: str) -> None:
    assert read_usual_date(text, UTC) is None
