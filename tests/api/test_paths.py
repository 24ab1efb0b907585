"""Every legal id has an address that reaches it, through any server."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import flask
import pytest

from broadsheet.api import blueprint
from broadsheet.api.paths import own_path

from ..serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from broadsheet.search import Archive


@pytest.fixture(scope="module")
def port(archive: Archive) -> Iterator[int]:
    """The port of a real server on this machine, the archive under a prefix."""
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive), url_prefix="/p")
    with serving(app) as port:
        yield port


def _get(port: int, target: str) -> tuple[int, bytes]:
    """Ask for *target* exactly as it is written; no client tidies it first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", target)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_every_id_is_reached_by_its_encoded_path(
    port: int, awkward_ids: tuple[str, ...]
) -> None:
    for each in awkward_ids:
        status, body = _get(port, f"/p/v1/articles/{quote(each, safe='')}")
        assert status == 200, each
        assert json.loads(body)["id"] == each
        status, body = _get(port, f"/p/articles/{quote(each, safe='')}")
        assert status == 200, each


def test_slashes_may_stand_in_a_path_as_they_are(port: int) -> None:
    for each in ("a/b", "a//b", "/a", "a/", "/", "//", "../x"):
        status, body = _get(port, f"/p/v1/articles/{quote(each, safe='/')}")
        assert status == 200, each
        assert json.loads(body)["id"] == each


def test_every_id_is_reached_as_a_parameter(
    client: FlaskClient, awkward_ids: tuple[str, ...]
) -> None:
    for each in awkward_ids:
        answer = client.get("/v1/articles", query_string={"id": each})
        assert answer.get_json()["id"] == each
        page = client.get("/articles", query_string={"id": each})
        assert page.status_code == 200


def test_every_id_is_linked_to_an_address_that_reaches_it(
    port: int, client: FlaskClient, awkward_ids: tuple[str, ...]
) -> None:
    """No link has dots that a browser would resolve away."""
    page = client.get("/?source=Ids&per_page=100").text
    links = [part.split('"')[0] for part in page.split('<h2 dir="auto"><a href="')[1:]]
    assert len(links) == len(awkward_ids)
    reached = set()
    for link in links:
        path = link.split("?")[0]
        assert not {".", "..", "%2E", "%2E%2E"} & set(path.upper().split("/"))
        status, body = _get(port, "/p" + link.replace("&amp;", "&"))
        assert status == 200, link
        reached.add(body)
    assert len(reached) == len(awkward_ids)


@pytest.mark.parametrize("path", ["v1/articles/%FF", "articles/a%C3"])
def test_a_path_that_is_not_utf8_is_refused(port: int, path: str) -> None:
    """Else its replacement character would stand for an id that has one."""
    status, body = _get(port, f"/p/{path}")
    assert status == 400
    assert b"is not UTF-8" in body


def test_a_path_of_a_stricter_server_is_refused_too(
    client: FlaskClient, assert_problem: Any
) -> None:
    raw = {"PATH_INFO": "/v1/articles/\xff", "REQUEST_URI": "", "RAW_URI": ""}
    response = client.get(environ_overrides=raw)
    problem = assert_problem(response, 400, "invalid_encoding")
    assert problem["errors"][0]["parameter"] == "id"


def test_an_article_by_parameter_needs_its_id(
    client: FlaskClient, assert_problem: Any
) -> None:
    problem = assert_problem(client.get("/v1/articles"), 400, "invalid_parameter")
    assert problem["errors"][0]["code"] == "missing_parameter"
    twice = client.get("/v1/articles?id=n1&id=n2")
    assert_problem(twice, 400, "repeated_parameter")
    assert client.get("/articles").status_code == 400


@pytest.mark.parametrize("prefix", ["", "/news", "/deep/cut", "/a,b;c=d@e"])
@pytest.mark.parametrize("root", ["", "/", "/under", "/under/"])
@pytest.mark.parametrize("asked", ["/v1/search", "/v1/se%61rch?q=a/b%2F"])
def test_an_address_without_variable_parts_is_what_url_for_makes(
    prefix: str, root: str, asked: str
) -> None:
    app = flask.Flask("paths", static_folder=None)
    app.add_url_rule(f"{prefix}/v1/search", "search", lambda: f"{own_path()} {_made()}")
    response = app.test_client().get(
        prefix + asked, environ_overrides={"SCRIPT_NAME": root}
    )
    own, made = response.text.split(" ")
    assert own == made == f"{root.rstrip('/')}{prefix}/v1/search"


def _made() -> str:
    return flask.url_for("search")
