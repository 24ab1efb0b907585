"""Chromium, and servers on loopback whose pages it opens."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from broadsheet.api import blueprint
from broadsheet.index import open_source
from broadsheet.search import Archive

from .hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run these tests by one worker: one browser serves them all."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(folder):
            item.add_marker(pytest.mark.xdist_group("browser"))


def _chromium() -> str:
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.fail(
            "There is no Chromium: scripts/test installs one where it can; else "
            "install it and put it on PATH, or name it in CHROMIUM.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        # As root, in a container, its sandbox does not start.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=_chromium(), args=flags)
        yield browser
        browser.close()


@contextmanager
def _serving(app: flask.Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _mounted(prefix: str | None, archive: Archive) -> flask.Flask:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive), url_prefix=prefix)
    return app


@pytest.fixture(scope="session")
def sample(
    tmp_path_factory: pytest.TempPathFactory, sample_path: Path
) -> Iterator[Archive]:
    """The sample archive."""
    folder = tmp_path_factory.mktemp("browser") / "archive"
    with Archive.open(folder, create=True) as archive, open_source(sample_path) as feed:
        archive.rebuild(feed)
        yield archive


@pytest.fixture(scope="session")
def site(sample: Archive) -> Iterator[str]:
    """The address of a server of the sample archive."""
    with _serving(_mounted(None, sample)) as address:
        yield address


@pytest.fixture(scope="session")
def mounted_site(sample: Archive) -> Iterator[str]:
    """The address under which another application has mounted the sample."""
    with _serving(_mounted("/news/archive", sample)) as address:
        yield f"{address}/news/archive"


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of articles that mean harm."""
    folder = tmp_path_factory.mktemp("browser") / "hostile"
    with Archive.open(folder, create=True) as archive:
        assert archive.rebuild(HOSTILE).rejected == 0
        with _serving(_mounted(None, archive)) as address:
            yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a new context; on a page that complains the test fails."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_it(url: str, *, may_complain: bool = False, **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1100, "height": 900}} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if not may_complain:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on(
                "console",
                lambda told: (
                    complaints.append(told.text)
                    if told.type in ("error", "warning")
                    else None
                ),
            )
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []
