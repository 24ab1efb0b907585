"""Chromium, and servers on loopback whose pages it opens."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import pytest
from playwright.sync_api import sync_playwright

from broadsheet.api import blueprint
from broadsheet.index import open_source
from broadsheet.search import Archive

from ..serving import serving
from .hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_OPTIONS = {
    "viewport": {"width": 1100, "height": 900},
    "color_scheme": "light",
    "java_script_enabled": True,
}


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
    with serving(_mounted(None, sample)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def mounted_site(sample: Archive) -> Iterator[str]:
    """The address under which another application has mounted the sample."""
    with serving(_mounted("/news/archive", sample)) as port:
        yield f"http://127.0.0.1:{port}/news/archive"


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of articles that mean harm."""
    folder = tmp_path_factory.mktemp("browser") / "hostile"
    with Archive.open(folder, create=True) as archive:
        assert archive.rebuild(HOSTILE).rejected == 0
        with serving(_mounted(None, archive)) as port:
            yield f"http://127.0.0.1:{port}"


@dataclass
class _Window:
    """A page of a context of its own, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, told: ConsoleMessage) -> None:
        if told.type in ("error", "warning"):
            self.complaints.append(told.text)

    def empty(self) -> None:
        """Forget what was seen in it."""
        if self.page.url.startswith("http"):
            # Where scripts are off this one runs all the same.
            self.page.evaluate("localStorage.clear()")
        self.page.context.clear_cookies()
        self.page.emulate_media(media="null")
        self.page.goto("about:blank")
        self.complaints.clear()


@pytest.fixture(scope="session")
def _windows() -> Iterator[dict[str, _Window]]:
    """The windows that are open, by their options: to open one takes long."""
    windows: dict[str, _Window] = {}
    yield windows
    for window in windows.values():
        window.page.context.close()


@pytest.fixture
def open_page(
    browser: Browser, _windows: dict[str, _Window]
) -> Iterator[Callable[..., Page]]:
    """Opens an address; on a page that complains the test fails.

    Twice with the same options is twice in the same window.
    """
    used: dict[str, bool] = {}

    def open_it(url: str, *, may_complain: bool = False, **options: Any) -> Page:
        wanted = _OPTIONS | options
        name = repr(sorted(wanted.items()))
        if name not in _windows:
            _windows[name] = _Window(browser.new_context(**wanted).new_page())
        used[name] = used.get(name, False) or may_complain
        _windows[name].page.goto(url)
        return _windows[name].page

    yield open_it
    complaints = [
        each
        for name, may_complain in used.items()
        if not may_complain
        for each in _windows[name].complaints
    ]
    for name in used:
        _windows[name].empty()
    assert complaints == []
