"""Dates, numbers and links as a reader sees them."""

from __future__ import annotations

import pytest

from broadsheet.api.shown import capitalised, counted, shown_date, web_address
from broadsheet.index import Article


@pytest.mark.parametrize(
    ("published", "precision", "tz", "shown"),
    [
        (None, None, "UTC", "undated"),
        ("1987", "year", "Asia/Tokyo", "1987"),
        ("1987-10", "month", "Asia/Tokyo", "October 1987"),
        ("1987-10-09", "day", "Asia/Tokyo", "9 October 1987"),
        ("1987-10-19T15:03Z", "minute", "UTC", "19 October 1987, 15:03 UTC"),
        (
            "1987-10-19T23:03:27Z",
            "second",
            "Europe/Berlin",
            "20 October 1987, 00:03:27 Europe/Berlin",
        ),
        (
            "1987-10-19T15:03:27.125Z",
            "second",
            "UTC",
            "19 October 1987, 15:03:27 UTC",
        ),
        (
            "0001-01-01T00:00Z",
            "minute",
            "America/New_York",
            "1 January 0001, 00:00 UTC",
        ),
        ("9999-12-31T23:59Z", "minute", "Asia/Tokyo", "31 December 9999, 23:59 UTC"),
        ("0800-12-25", "day", "UTC", "25 December 0800"),
    ],
)
def test_a_date_is_told_at_its_precision(
    published: str | None, precision: str | None, tz: str, shown: str
) -> None:
    article = Article(
        "1",
        published=published,
        date_precision=precision,  # type: ignore[arg-type]
    )
    assert shown_date(article, tz) == shown


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//example.org",
        "/etc/passwd",
        "http://[broken",
    ],
)
def test_no_other_address_is_linked(url: str | None) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize("url", ["http://example.org", "HTTPS://example.org/?a=b"])
def test_web_addresses_are_linked(url: str) -> None:
    assert web_address(url) == url


def test_numbers_have_their_noun() -> None:
    assert counted(0, "match", "matches") == "0 matches"
    assert counted(1, "match", "matches") == "1 match"
    assert counted(12345, "match", "matches") == "12,345 matches"


def test_a_detail_becomes_a_sentence() -> None:
    assert capitalised("page must be a number") == "Page must be a number."
    assert capitalised("Did you mean 'x'?") == "Did you mean 'x'?"
    assert capitalised("") == "."
