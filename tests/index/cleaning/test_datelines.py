"""Dates at the head of a text and in an address, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.datelines import date_from_dateline, date_from_url


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("LONDON, 12 May 2025 — The bank said", "2025-05-12"),
        ("NEW YORK (AP), June 1, 2020 - It rained", "2020-06-01"),
        ("May 3, 2025 | 10:32 AM\nThe text", "2025-05-03"),
        ("Published: 12 May 2025\nThe text", "2025-05-12"),
        ("Updated on Monday, May 5, 2025", "2025-05-05"),
        ("Storm closes harbour\nBy Ann Lee\nPosted on 3rd June 2021", "2021-06-03"),
        ("2024-05-03\nThe text", "2024-05-03"),
        ("The war began on 3 May 1982 and went on", None),
        ("May 3, 1982 was a Monday", None),
        ("LONDON, March 3 (Reuters) - It rained", None),
        ("LONDON, 31 February 2025 — It rained", None),
        ("one\ntwo\nthree\nfour\n2024-05-03", None),
        ("", None),
    ],
)
def test_dateline(body: str, date: str | None) -> None:
    found = date_from_dateline(body)
    assert (found and found.text) == date


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://x.example/2025/05/03/storm", "2025-05-03"),
        ("https://x.example/news/2025-05-03-storm", "2025-05-03"),
        ("https://x.example/world/2024/mar/09/storm", "2024-03-09"),
        ("https://x.example/20240503/storm", "2024-05-03"),
        ("https://x.example/2025/05/storm", "2025-05"),
        ("https://x.example/1950/2021/03/04", "2021-03-04"),
        ("https://x.example/storm-2025-05", None),
        ("https://x.example/2025/13/01/storm", None),
        ("https://x.example/2020/2/30/storm", None),
        ("https://x.example/id/120240503", None),
        ("https://2025-05-03.example/storm?day=2025-05-03", None),
        ("storm", None),
    ],
)
def test_address(url: str, date: str | None) -> None:
    found = date_from_url(url)
    assert (found and found.text) == date


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    for found in (date_from_dateline(text), date_from_url(text)):
        assert found is None or found.precision in ("day", "month")
