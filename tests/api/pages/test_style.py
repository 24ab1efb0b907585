"""The colours of the pages can be read, by day and by night (WCAG 2.2, AA)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_COLOUR = re.compile(r"--(\w+): #(\w{6});")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("quiet", "paper"),
        ("link", "paper"),
        ("accent", "paper"),
        ("ink", "mark"),
        ("link", "mark"),
    ],
)
def test_text_stands_out_from_its_ground(
    client: FlaskClient, scheme: str, text: str, ground: str
) -> None:
    style = client.get("/broadsheet-static/broadsheet.css").get_data(as_text=True)
    palettes = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(_COLOUR.findall(palettes[("light", "dark").index(scheme)]))
    assert contrast(colours[text], colours[ground]) >= 4.5
