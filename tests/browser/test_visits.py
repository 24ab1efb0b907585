"""A page that is seen again looks as it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

_STYLED = "getComputedStyle(document.body).backgroundColor"


def test_a_page_keeps_its_style_when_it_is_not_modified(
    open_page: Callable[..., Page], site: str
) -> None:
    page = open_page(f"{site}/?q=harbour&sort=newest")
    styled = page.evaluate(_STYLED)
    for _ in range(2):
        answer = page.reload()
        assert answer is not None
        assert page.evaluate(_STYLED) == styled != "rgba(0, 0, 0, 0)"
