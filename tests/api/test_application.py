"""The application of our own: one archive, and problems for all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.api import ServerSettings, create_app
from broadsheet.api.wsgi import make_application
from broadsheet.index import ArchiveNotFoundError, SettingsError
from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The folder of an archive with one article."""
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": "1", "title": "Oil"}])
    return tmp_path / "archive"


@pytest.fixture
def app(path: Path) -> Iterator[Flask]:
    """An application of that archive."""
    made = create_app(ServerSettings(path, max_body_bytes=50))
    yield made
    made.extensions["broadsheet"].close()


def test_it_serves_its_archive_at_the_root(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/v1/search?q=oil").get_json()["total"] == 1
    assert client.get("/").status_code == 200
    assert client.get("/ready").get_json()["articles"] == 1


def test_its_limits_are_those_of_the_settings(app: Flask, assert_problem: Any) -> None:
    response = app.test_client().post("/v1/search", json={"q": "oil" * 50})
    assert_problem(response, 413, "body_too_large")


def test_its_deadline_is_that_of_the_settings(path: Path, assert_problem: Any) -> None:
    app = create_app(ServerSettings(path, deadline_seconds=1e-9))
    client = app.test_client()
    assert_problem(client.get("/v1/search?q=oil"), 503, "search_timeout")
    assert client.get("/?q=oil").status_code == 503
    app.extensions["broadsheet"].close()


def test_all_else_is_a_problem(app: Flask, assert_problem: Any) -> None:
    client = app.test_client()
    for url in ("/nothing", "/robots.txt", "/v2/search", "/%FF"):
        assert_problem(client.get(url), 404, "not_found")
    odd = client.open("/v1/search", method="BREW")
    assert odd.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert_problem(odd, 405, "method_not_allowed")


def test_doubled_slashes_are_sent_to_the_plain_address(app: Flask) -> None:
    response = app.test_client().get("/broadsheet-static//icon.svg")
    assert response.status_code == 308
    assert response.headers["Location"].endswith("/broadsheet-static/icon.svg")


def test_a_missing_archive_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFoundError):
        create_app(ServerSettings(tmp_path / "none"))


def test_a_server_makes_it_from_the_environment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BROADSHEET_ARCHIVE", raising=False)
    with pytest.raises(SettingsError):
        make_application()
    monkeypatch.setenv("BROADSHEET_ARCHIVE", str(path))
    app = make_application()
    assert app.test_client().get("/v1/search").get_json()["total"] == 1
    app.extensions["broadsheet"].close()
