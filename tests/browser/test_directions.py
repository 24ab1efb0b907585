"""Each text runs in the direction of its own script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask
import pytest

from broadsheet.api import blueprint
from broadsheet.search import Archive

from ..serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

_ARTICLES = [
    {
        "id": "ar",
        "title": "البجعة pelican تطير.",
        "body": "هذا نص عربي، pelican.\n\nفقرة أخرى.",
        "source": "الجزيرة",
    },
    {"id": "en", "title": "A pelican flies", "body": "The pelican.", "source": "Wire"},
]
_DIRECTIONS = "all => all.map(each => getComputedStyle(each).direction)"


@pytest.fixture(scope="module")
def directed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of an Arabic and an English article."""
    folder = tmp_path_factory.mktemp("directions") / "archive"
    with Archive.open(folder, create=True) as archive:
        assert archive.rebuild(_ARTICLES).rejected == 0
        app = flask.Flask("host", static_folder=None)
        app.register_blueprint(blueprint(archive))
        with serving(app) as port:
            yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(("article_id", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_an_article_runs_as_its_script_does(
    open_page: Callable[..., Page], directed_site: str, article_id: str, direction: str
) -> None:
    page = open_page(f"{directed_site}/articles/{article_id}?q=pelican")
    found = page.eval_on_selector_all("h1, .text p", _DIRECTIONS)
    assert len(found) > 1
    assert set(found) == {direction}
    others = page.eval_on_selector_all(".similar a", _DIRECTIONS)
    assert set(others) == {"rtl", "ltr"} - {direction}


def test_each_hit_and_each_value_runs_as_its_script_does(
    open_page: Callable[..., Page], directed_site: str
) -> None:
    page = open_page(f"{directed_site}/?q=pelican")
    for parts in (".hits h2", ".snippet", ".meta bdi", "aside bdi"):
        directions = page.eval_on_selector_all(parts, _DIRECTIONS)
        assert sorted(directions) == ["ltr", "rtl"]
