"""A page as its tags and text, checked to have none but our own."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

_TAG_NAMES = (
    "html head meta title link body a header p form div label input button span "
    "select option small main h1 h2 h3 code ul ol li figure svg rect figcaption "
    "details summary table thead tbody tr th td article mark nav aside footer "
    "strong dl dt dd q pre section script dialog kbd br bdi "
)
_TAGS = frozenset(_TAG_NAMES.split())
_VOID = frozenset(("meta", "link", "input", "br"))
_ATTRIBUTE_NAMES = (
    "lang charset name content rel href type class id for value autocomplete "
    "spellcheck placeholder size selected role method action aria-label "
    "aria-describedby aria-current aria-hidden focusable tabindex viewbox "
    "preserveaspectratio x y width height scope start title src defer checked "
    "aria-labelledby data-suggest data-article data-first data-last dir "
)
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())


class Page(HTMLParser):
    """A page as its tags and its text; unbalanced tags are an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open *tag*."""
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close *tag*, the last opened."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Read text."""
        self.text += data

    def every(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each *tag*."""
        return [attributes for name, attributes in self.tags if name == tag]

    def hrefs(self) -> list[str]:
        """Return where each link leads."""
        return [each["href"] or "" for each in self.every("a")]

    def check_safe(self) -> None:
        """Fail if there is a tag, attribute or scheme that we do not write."""
        for tag, attributes in self.tags:
            assert tag in _TAGS
            assert attributes.keys() <= _ATTRIBUTES, (tag, attributes)
            for name in ("href", "action"):
                target = attributes.get(name) or ""
                assert urlsplit(target).scheme in ("", "https"), target


@pytest.fixture(scope="session")
def read_page() -> Callable[[TestResponse], Page]:
    """Read an answer as a page, and check that it is safe."""

    def read(response: TestResponse) -> Page:
        assert response.mimetype == "text/html"
        page = Page(response.text)
        page.check_safe()
        return page

    return read


@pytest.fixture
def page(
    client: FlaskClient, read_page: Callable[[TestResponse], Page]
) -> Callable[[str], Page]:
    """Ask for a page that is there."""

    def ask(url: str) -> Page:
        response = client.get(url)
        assert response.status_code == 200, response.text
        return read_page(response)

    return ask
