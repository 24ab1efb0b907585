"""The page of a concordance is reached from a search, and leads back to it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_a_search_leads_to_every_place_of_its_words(client: FlaskClient) -> None:
    page = client.get("/?q=oil&source=Reuters&sort=newest").get_data(as_text=True)
    (link,) = re.findall(r'href="(/concordance[^"]*)"', page)
    assert unescape(link) == "/concordance?q=oil&source=Reuters"
    places = client.get(unescape(link)).get_data(as_text=True)
    assert 'class="keyword"' in places
    assert 'href="/?q=oil&amp;source=Reuters' in places


def test_a_page_behind_the_last_place_says_so(client: FlaskClient) -> None:
    answer = client.get("/concordance?q=oil&sort=left&per_page=10&page=1000")
    page = answer.get_data(as_text=True)
    assert "There is no page 1,000: the places end on page 3." in page
    assert 'href="/concordance?q=oil&amp;sort=left&amp;per_page=10">Back' in page
    nothing = client.get("/concordance?q=zyx&page=2").get_data(as_text=True)
    assert "There is no page" not in nothing


@pytest.mark.parametrize("query", ["", "q=", "q=source:Reuters", "q=date:1987", "q=*"])
def test_a_search_without_words_leads_to_how_places_are_asked_for(
    client: FlaskClient, query: str
) -> None:
    answer = client.get(f"/concordance?{query}")
    assert answer.status_code == 200
    assert "<h1>Every place of a word</h1>" in answer.get_data(as_text=True)
