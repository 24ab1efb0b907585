"""Mounted anywhere, several times, the blueprint leaves its host alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import flask
import pytest
from werkzeug.exceptions import HTTPException

from broadsheet.api import blueprint
from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    """A second archive."""
    with Archive.open(tmp_path / "other", create=True) as made:
        made.add([{"id": "o1", "title": "Oil elsewhere", "source": "Other"}])
        yield made


@pytest.fixture
def host(archive: Archive, other: Archive) -> flask.Flask:
    """An application with pages of its own and two archives."""
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, name="news"), url_prefix="/news")
    app.register_blueprint(blueprint(other, name="cuttings"), url_prefix="/deep/cut")
    app.add_url_rule("/own", view_func=lambda: "own", endpoint="search_page")

    @app.errorhandler(404)
    def _missing(_: Exception) -> tuple[str, int]:
        return "the host's own 404", 404

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int]:
        return "the host's own error", error.code or 500

    @app.errorhandler(Exception)
    def _any(_: Exception) -> tuple[str, int]:
        return "the host's own 500", 500

    return app


@pytest.fixture
def host_client(host: flask.Flask) -> FlaskClient:
    """A client of the host."""
    return host.test_client()


def test_each_archive_answers_under_its_prefix(host_client: FlaskClient) -> None:
    news = host_client.get("/news/v1/search?q=oil").get_json()
    cuttings = host_client.get("/deep/cut/v1/search?q=oil").get_json()
    assert [hit["id"] for hit in cuttings["results"]] == ["o1"]
    assert "o1" not in {hit["id"] for hit in news["results"]}
    assert host_client.get("/deep/cut/v1/articles/o1").status_code == 200
    assert host_client.get("/news/v1/articles/o1").status_code == 404


def test_every_link_stays_inside_the_prefix(host_client: FlaskClient) -> None:
    response = host_client.get("/news/v1/search?q=oil&per_page=2&page=2")
    answer = response.get_json()
    assert answer["next"].startswith("/news/v1/search?")
    assert answer["previous"].startswith("/news/v1/search?")
    assert response.headers["Link"].count("</news/v1/search?") == 3
    for page in ("/news/?q=oil&per_page=2&page=2", "/news/articles/n1?q=oil"):
        html = host_client.get(page).text
        links = re.findall(r'(?:href|action|src)="(.*?)"', html)
        assert links
        for link in links:
            assert link.startswith(("/news/", "#", "https://")), link
            if link.startswith("/"):
                assert host_client.get(link.replace("&amp;", "&")).status_code == 200


def test_the_prefix_of_the_server_counts_too(host_client: FlaskClient) -> None:
    response = host_client.get(
        "/news/v1/search?q=oil&per_page=2", environ_overrides={"SCRIPT_NAME": "/front"}
    )
    assert response.get_json()["next"].startswith("/front/news/v1/search?")


def test_the_hosts_own_pages_and_errors_stay_its_own(host_client: FlaskClient) -> None:
    assert host_client.get("/own").text == "own"
    for path in ("/nothing", "/v1/nothing", "/news/nothing", "/newsletter"):
        assert host_client.get(path).text == "the host's own 404"
    assert host_client.post("/own").text == "the host's own error"


def test_our_errors_never_reach_the_host(
    host_client: FlaskClient, assert_problem: Any
) -> None:
    for prefix in ("/news", "/deep/cut"):
        missing = host_client.get(f"{prefix}/v1/nothing")
        assert_problem(missing, 404, "not_found")
        refused = host_client.delete(f"{prefix}/v1/search")
        assert_problem(refused, 405, "method_not_allowed")
        unread = host_client.get(f"{prefix}/v1/search?q=(")
        problem = assert_problem(unread, 400, "invalid_query")
        assert problem["instance"] == f"{prefix}/v1/search"
        assert host_client.get(f"{prefix}/?sort=x").status_code == 400


def test_what_the_host_refuses_before_us_is_its_own_answer(
    host: flask.Flask,
) -> None:
    host.before_request(lambda: flask.abort(401))
    response = host.test_client().get("/news/v1/search?q=oil")
    assert (response.status_code, response.text) == (401, "the host's own error")


def test_a_broken_archive_is_not_the_hosts_error(assert_problem: Any) -> None:
    class Broken:
        revision = "1.1"

        def answer(self, _: Any) -> Any:
            raise RuntimeError("broken")

    app = flask.Flask("host", static_folder=None)
    app.testing = True
    app.register_blueprint(blueprint(Broken()), url_prefix="/a")  # type: ignore[arg-type]
    response = app.test_client().get("/a/v1/search")
    assert_problem(response, 500, "internal_error")


def test_at_the_root_of_a_host_only_v1_is_ours(
    archive: Archive, assert_problem: Any
) -> None:
    app = flask.Flask("host", static_folder=None)
    app.add_url_rule("/v1/own", view_func=lambda: "own", endpoint="own")
    app.add_url_rule("/<name>", view_func=lambda name: name, endpoint="name")
    app.register_blueprint(blueprint(archive))
    client = app.test_client()
    assert client.get("/v1/own").text == "own"
    assert client.get("/anything").text == "anything"
    assert client.get("/any/thing").mimetype == "text/html"
    assert_problem(client.get("/v1/nothing"), 404, "not_found")


def test_a_blueprint_may_stand_inside_another(archive: Archive) -> None:
    outer = flask.Blueprint("outer", "outer", url_prefix="/outer")
    outer.register_blueprint(blueprint(archive, name="inner"), url_prefix="/inner")
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(outer)
    client = app.test_client()
    answer = client.get("/outer/inner/v1/search?per_page=1").get_json()
    assert answer["next"].startswith("/outer/inner/v1/search?")
    assert client.get("/outer/inner/").status_code == 200


def test_the_hosts_templates_are_not_mistaken_for_ours(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    for name in ("base.html", "search.html"):
        (tmp_path / "templates" / name).write_text("the host's own template")
    app = flask.Flask("host", static_folder=None, root_path=str(tmp_path))
    app.register_blueprint(blueprint(archive))
    assert "the host's own template" not in app.test_client().get("/").text
