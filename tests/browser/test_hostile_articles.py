"""Nothing that stands in an article, a query or an id is ever executed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .hostile import HOSTILE, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]


def _is_unharmed(page: Page) -> None:
    assert page.evaluate("window.hit") is None
    assert page.context.cookies() == []
    scripts = page.eval_on_selector_all("script", "all => all.map(each => each.src)")
    assert len(scripts) == 1
    assert scripts[0].endswith("/broadsheet.js")
    assert page.locator("img, iframe, object, [onerror], [onload]").count() == 0
    assert page.locator('a[href^="javascript:" i]').count() == 0


def test_results_and_places_show_them_as_text(
    open_page: Open, hostile_site: str
) -> None:
    for path in ("/?q=oil&per_page=100", "/concordance?q=oil&per_page=100"):
        page = open_page(hostile_site + path)
        _is_unharmed(page)
        shown = page.locator("main").inner_text()
        assert "onerror=" in shown
        assert "=cmd|" in shown


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_every_article_is_reached_and_shown_as_text(
    open_page: Open, hostile_site: str, number: int
) -> None:
    article = HOSTILE[number]
    address = f"{hostile_site}/articles?id={quote(article['id'], safe='')}&q=oil"
    page = open_page(address)
    _is_unharmed(page)
    words = article["title"].split()
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading.split() == words


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_query_is_shown_as_text(
    open_page: Open, hostile_site: str, payload: str
) -> None:
    for path in ("/?q=", "/concordance?q=", "/?source=", "/articles/"):
        page = open_page(
            hostile_site + path + quote(payload, safe=""), may_complain=True
        )
        _is_unharmed(page)


def test_what_is_offered_while_typing_is_text(
    open_page: Open, hostile_site: str
) -> None:
    page = open_page(hostile_site)
    page.get_by_label("Search the archive").press_sequentially("oil img")
    page.get_by_role("option").filter(has_text="onerror").first.wait_for()
    _is_unharmed(page)
