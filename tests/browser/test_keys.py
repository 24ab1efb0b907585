"""A reader with a key gets in by what every browser can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
import pytest
from playwright.sync_api import expect

from broadsheet.api import Keys, Scope, blueprint, make_key

from ..serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from broadsheet.search import Archive

SECRET, KEY = make_key("reader", Scope.READ)


@pytest.fixture
def guarded_site(sample: Archive) -> Iterator[str]:
    """The address of a server that lets nobody read without a key."""
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(sample, keys=Keys([KEY])))
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}"


def test_a_browser_asks_its_user_for_the_key_and_keeps_it(
    open_page: Callable[..., Page], guarded_site: str
) -> None:
    told = {"username": "anyone", "password": SECRET}
    page = open_page(f"{guarded_site}/?q=harbour", http_credentials=told)
    expect(page.get_by_role("heading", level=1)).to_contain_text("articles")
    field = page.get_by_label("Search the archive")
    field.fill("")
    field.press_sequentially("harb")
    expect(page.get_by_role("option").first).to_be_visible()
