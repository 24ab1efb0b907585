"""Acronyms: which forms they are and what typed letters stand for."""

from __future__ import annotations

import pytest

from broadsheet.index.analysis import capitalisations, is_acronym
from broadsheet.index.analysis.acronyms import tells_capitals


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("us", ("us", "US")),
        ("oil", ("oil", "OIL")),
        ("сша", ("сша", "США")),
        ("US", ("US",)),
        ("prices", ("prices",)),
        ("a", ("a",)),
        ("u.s", ("u.s", "US")),
        ("u.s.a", ("u.s.a", "USA")),
        ("ussr", ("ussr",)),
        ("3.5", ("3.5",)),
        ("3.a", ("3.a",)),
        ("at&t", ("at&t",)),
        ("l'", ("l'",)),
        ("a4", ("a4",)),
        ("東京", ("東京",)),
        ("", ("",)),
    ],
)
def test_what_a_form_stands_for_as_typed(form: str, expected: tuple[str, ...]) -> None:
    assert capitalisations(form) == expected


@pytest.mark.parametrize("form", ["US", "WHO", "США", "ΕΕ"])
def test_two_or_three_capitals_are_an_acronym(form: str) -> None:
    assert is_acronym(form)


@pytest.mark.parametrize(
    "form", ["us", "Us", "A", "USSR", "A4", "AT&T", "", "東京", "ᎠᎡ", "אב"]
)
def test_anything_else_is_no_acronym(form: str) -> None:
    assert not is_acronym(form)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OIL PRICES RISE IN US", False),
        ("U.S. TO SELL 3.5 MLN T", False),
        ("Oil prices rise in US", True),
        ("УРОЖАЙ В США", False),
        ("US石油", True),
        ("1987", True),
        ("", True),
    ],
)
def test_capitals_tell_nothing_in_a_text_set_in_capitals(
    text: str, *, expected: bool
) -> None:
    assert tells_capitals(text) is expected
