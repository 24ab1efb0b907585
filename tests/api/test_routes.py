"""Every address knows its methods, and every answer has its headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

_READ = "GET, HEAD, OPTIONS"
_ALLOWED = {
    "/v1/search": "GET, HEAD, OPTIONS, POST",
    "/v1/timeline": "GET, HEAD, OPTIONS, POST",
    "/v1/suggest": _READ,
    "/v1/similar": _READ,
    "/v1/export": "GET, HEAD, OPTIONS, POST",
    "/v1/concordance": "GET, HEAD, OPTIONS, POST",
    "/v1/search.atom": _READ,
    "/opensearch.xml": _READ,
    "/v1/fields": _READ,
    "/v1/query/parse": "GET, HEAD, OPTIONS, POST",
    "/v1/articles/n1": "DELETE, GET, HEAD, OPTIONS, PUT",
    "/v1/articles": "DELETE, GET, HEAD, OPTIONS, POST, PUT",
    "/health": _READ,
    "/ready": _READ,
    "/metrics": _READ,
    "/broadsheet-static/broadsheet.css": _READ,
    "/": _READ,
    "/articles/n1": _READ,
    "/articles": _READ,
    "/concordance": _READ,
}
_INNER = ("static_file", "v1", "v1_root", "v1_nothing")
_QUERIES = {
    "/v1/similar": "?id=n1",
    "/v1/concordance": "?q=oil",
    "/v1/articles": "?id=n1",
    "/articles": "?id=n1",
}


def test_every_address_stands_in_the_documentation(
    client: FlaskClient, project_path: Path
) -> None:
    text = (project_path / "docs" / "http-api.md").read_text("utf-8")
    table = text[: text.index("## Parameters")]
    shown = {"article_id": "{id}", "code": "{code}"}
    for rule in client.application.url_map.iter_rules():
        path = re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found: shown.get(found[1], ""), rule.rule
        )
        # What a page loads, and what is nothing, are no addresses to ask.
        if rule.endpoint.partition(".")[2] not in _INNER:
            assert re.search(rf"`{re.escape(path)}[`?]", table), path


@pytest.mark.parametrize(("path", "allowed"), _ALLOWED.items())
def test_options_tells_the_methods(
    client: FlaskClient, path: str, allowed: str
) -> None:
    response = client.options(path)
    assert response.status_code == 204
    assert response.headers["Allow"] == allowed
    assert response.data == b""


@pytest.mark.parametrize(("path", "allowed"), _ALLOWED.items())
@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "GE"]
)
def test_any_other_method_is_refused_with_those_allowed(
    client: FlaskClient, path: str, allowed: str, method: str
) -> None:
    if method in allowed.split(", "):
        return
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert response.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_who_looks_after_a_server_may_add_parameters(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path, query_string={"zyx": "1"}).status_code == 200


@pytest.mark.parametrize(
    "path", [path for path in _ALLOWED if path.startswith(("/v1", "/opensearch"))]
)
def test_nothing_that_is_asked_is_ignored(client: FlaskClient, path: str) -> None:
    answer = client.get(path, query_string={"zyx": "1"})
    assert answer.get_json()["code"] == "unknown_parameter"


def test_a_refused_method_is_a_problem(
    client: FlaskClient, assert_problem: Any
) -> None:
    assert_problem(client.delete("/v1/search"), 405, "method_not_allowed")


@pytest.mark.parametrize("path", _ALLOWED)
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    url = path + _QUERIES.get(path, "")
    got, head = client.get(url), client.head(url)
    assert got.status_code == head.status_code == 200
    assert head.data == b""
    assert got.data
    varying = {"Content-Length", "X-Request-ID", "Date", "Link"}
    assert {k: v for k, v in got.headers if k not in varying} == {
        k: v for k, v in head.headers if k not in varying
    }


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v1/search/", "/v1/a//b/../c", "/v1/%FF"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS", "PROPFIND"])
def test_an_unknown_address_below_v1_is_a_problem(
    client: FlaskClient, assert_problem: Any, path: str, method: str
) -> None:
    assert_problem(client.open(path, method=method), 404, "not_found")


@pytest.mark.parametrize(
    "path", [*_ALLOWED, "/v1/search?page=x", "/v1/nothing", "/?sort=x", "/articles/-"]
)
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    response = client.get(path + _QUERIES.get(path, ""))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall("script-src[^;]*", policy) in ([], ["script-src 'self'"])


@pytest.mark.parametrize("path", ["/?q=oil", "/docs", "/v1/search?q=oil"])
def test_what_is_not_modified_keeps_its_policy(client: FlaskClient, path: str) -> None:
    """A browser puts the headers of a 304 in place of those that it has kept."""
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again.headers


def test_a_usable_request_id_is_kept(client: FlaskClient) -> None:
    given = {"X-Request-ID": "abc-123.X_y"}
    response = client.get("/v1/search", headers=given)
    assert response.headers["X-Request-ID"] == "abc-123.X_y"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>", "é"])
def test_any_other_request_id_is_replaced(client: FlaskClient, given: str) -> None:
    response = client.get("/v1/search", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 32


def test_static_files_stay_in_their_folder(client: FlaskClient) -> None:
    style = client.get("/broadsheet-static/broadsheet.css")
    assert style.mimetype == "text/css"
    for path in (
        "../problems.py",
        "..%2Fproblems.py",
        "nothing.css",
        "%2Fetc%2Fpasswd",
    ):
        assert client.get(f"/broadsheet-static/{path}").status_code == 404
