"""Articles changed over HTTP: who may, what is answered, and what is there then."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import flask
import pytest

from broadsheet.api import Keys, Scope, blueprint, make_key
from broadsheet.search import Archive

from .test_access import basic, bearer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

READ, WRITE = make_key("reader", Scope.READ), make_key("writer", Scope.WRITE)
AUTH = bearer(WRITE[0])
LINES = {**AUTH, "Content-Type": "application/x-ndjson"}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", create=True) as made:
        made.add([{"id": "n1", "title": "Oil", "body": "Crude oil rose."}])
        yield made


def client_of(archive: Archive, *keys: Any, **options: Any) -> FlaskClient:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(
        blueprint(archive, keys=Keys(key for _, key in keys), **options)
    )
    return app.test_client()


@pytest.fixture
def client(archive: Archive) -> FlaskClient:
    return client_of(archive, READ, WRITE)


WRITES = (
    ("PUT", "/v1/articles/n1", {"json": {"title": "New"}}),
    ("PUT", "/v1/articles?id=n1", {"json": {"title": "New"}}),
    ("POST", "/v1/articles", {"json": {"id": "n1", "title": "New"}}),
    ("POST", "/v1/articles", {"data": b'{"id": "n1", "title": "New"}\n'}),
    ("DELETE", "/v1/articles/n1", {}),
    ("DELETE", "/v1/articles?id=n1", {}),
)


@pytest.mark.parametrize(("method", "address", "content"), WRITES)
def test_only_a_write_key_changes_anything(
    archive: Archive, method: str, address: str, content: dict[str, Any]
) -> None:
    def status(client: FlaskClient, headers: dict[str, str]) -> int:
        kind = {"Content-Type": "application/x-ndjson"} if "data" in content else {}
        options = {**content, "headers": headers | kind}
        return client.open(address, method=method, **options).status_code

    revision = archive.revision
    given = [{}, bearer("wrong"), bearer(READ[0]), bearer(WRITE[0]), basic(WRITE[0])]
    nobody = client_of(archive, READ)
    assert [status(nobody, headers) for headers in given] == [403] * 5
    client = client_of(archive, READ, WRITE)
    assert status(client, {}) == 401
    assert status(client, bearer("wrong")) == 401
    assert status(client, bearer(READ[0])) == 403
    # A browser sends Basic by itself, from any page.
    assert status(client, basic(WRITE[0])) == 401
    assert archive.revision == revision
    assert status(client, bearer(WRITE[0])) == 200
    assert archive.revision != revision


def test_a_write_that_is_refused_asks_for_no_password(client: FlaskClient) -> None:
    for headers in ({}, bearer("wrong"), basic(WRITE[0])):
        answer = client.put("/v1/articles/a", json={}, headers=headers)
        assert answer.status_code == 401
        ways = answer.headers.getlist("WWW-Authenticate")
        assert ways == ['Bearer realm="broadsheet"']


@pytest.mark.parametrize(("method", "address", "content"), WRITES)
@pytest.mark.parametrize("condition", ["If-Match", "If-None-Match"])
def test_a_change_under_a_condition_is_refused_not_made_all_the_same(
    archive: Archive,
    client: FlaskClient,
    assert_problem: Any,
    method: str,
    address: str,
    content: dict[str, Any],
    condition: str,
) -> None:
    """RFC 9110, 13.1: what a condition guards is not done without looking at it."""
    revision = archive.revision
    kind = {"Content-Type": "application/x-ndjson"} if "data" in content else {}
    options = {**content, "headers": {**AUTH, **kind, condition: "*"}}
    response = client.open(address, method=method, **options)
    assert_problem(response, 412, "precondition_failed")
    assert archive.revision == revision


def test_an_article_is_put_and_found_at_once(client: FlaskClient) -> None:
    def put(title: str) -> Any:
        answer = client.put("/v1/articles/a%2Fb", json={"title": title}, headers=AUTH)
        return answer.status_code, answer.get_json()["outcome"], answer

    status, outcome, answer = put("Tin")
    assert (status, outcome) == (201, "added")
    assert answer.headers["Cache-Control"] == "no-store"
    found = client.get(answer.headers["Location"], headers=AUTH).get_json()
    assert (found["id"], found["title"]) == ("a/b", "Tin")
    assert found["revision"] == answer.get_json()["revision"]
    assert put("Tin")[:2] == (200, "unchanged")
    assert put("Copper")[:2] == (200, "replaced")
    totals = [
        client.get(f"/v1/search?q={word}", headers=AUTH).get_json()["total"]
        for word in ("tin", "copper")
    ]
    assert totals == [0, 1]


@pytest.mark.parametrize("article_id", [".", "..", "/", "a//b", "é", "a?b#c", "%2F"])
def test_every_id_can_be_put_and_deleted(client: FlaskClient, article_id: str) -> None:
    address = f"/v1/articles?id={quote(article_id, safe='')}"
    assert client.put(address, json={"title": "x"}, headers=AUTH).status_code == 201
    assert client.get(address, headers=AUTH).get_json()["id"] == article_id
    assert client.delete(address, headers=AUTH).status_code == 200
    assert client.get(address, headers=AUTH).status_code == 404


def test_an_article_that_is_got_and_put_back_is_unchanged(client: FlaskClient) -> None:
    record = {"title": "Tin", "published": "2024-11", "revision": "own", "a": 1}
    client.put("/v1/articles/t", json=record, headers=AUTH)
    got = client.get("/v1/articles/t", headers=AUTH).get_json()
    assert got["extra"] == {"revision": "own", "a": 1}
    for method, address in (("PUT", "/v1/articles/t"), ("POST", "/v1/articles")):
        answer = client.open(address, method=method, json=got, headers=AUTH)
        assert answer.get_json()["outcome"] == "unchanged"


@pytest.mark.parametrize("given", [None, 7, "7"])
def test_a_put_may_repeat_its_id_as_a_post_may_give_it(
    client: FlaskClient, given: str | int | None
) -> None:
    record = {"id": given, "title": "Tin"}
    answer = client.put("/v1/articles/7", json=record, headers=AUTH)
    assert answer.get_json()["id"] == "7"
    assert client.get("/v1/articles/7", headers=AUTH).get_json()["title"] == "Tin"


def test_a_deleted_article_is_gone_and_only_once(client: FlaskClient) -> None:
    answer = client.delete("/v1/articles/n1", headers=AUTH)
    assert answer.get_json()["outcome"] == "deleted"
    assert client.get("/v1/search?q=oil", headers=AUTH).get_json()["total"] == 0
    again = client.delete("/v1/articles/n1", headers=AUTH)
    assert again.status_code == 404
    assert again.get_json()["code"] == "article_not_found"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ({"json": {"id": "n2"}}, 400, "invalid_parameter"),
        ({"json": {"title": 3}}, 422, "unusable_record"),
        ({"json": ["x"]}, 400, "invalid_body"),
        ({"data": b"{", "content_type": "application/json"}, 400, "invalid_body"),
        ({"data": b"{}", "content_type": "text/plain"}, 415, "unsupported_media_type"),
        ({"json": {"title": "x" * 5000}}, 413, "body_too_large"),
    ],
)
def test_what_cannot_be_put_says_why_and_changes_nothing(
    archive: Archive, content: dict[str, Any], status: int, code: str
) -> None:
    client = client_of(archive, WRITE, max_body_bytes=4096)
    revision = archive.revision
    answer = client.put("/v1/articles/n1", headers=AUTH, **content)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert archive.revision == revision


def test_many_are_posted_a_line_each_and_each_is_told(client: FlaskClient) -> None:
    lines = [
        b'{"id": "a", "title": "Tin"}',
        b"",
        b'{"id": "n1", "title": "Oil", "body": "Crude oil rose."}',
        b'{"id": "a", "title": "Tin"}',
        b"{broken",
        b'{"id": "b", "title": 3}',
        b'{"id": "a", "title": "Copper"}',
        b'["a"]',
        b'{"id": "\xff"}',
        b'{"id": "c", "id": "d"}',
    ]
    answer = client.post("/v1/articles", data=b"\n".join(lines), headers=LINES)
    assert answer.status_code == 200
    assert answer.mimetype == "application/x-ndjson"
    told = [json.loads(line) for line in answer.data.splitlines()]
    outcomes = {
        each["line"]: each.get("outcome") or each["error"]["code"] for each in told[:-1]
    }
    assert outcomes == {
        1: "added",
        3: "unchanged",
        4: "duplicate",
        5: "invalid_body",
        6: "unusable_record",
        7: "replaced",
        8: "invalid_body",
        9: "invalid_body",
        10: "repeated_parameter",
    }
    revision = client.get("/ready").get_json()["revision"]
    assert told[-1] == {
        "revision": revision,
        "added": 1,
        "replaced": 1,
        "unchanged": 1,
        "duplicate": 1,
        "rejected": 5,
    }


def test_a_line_that_is_no_json_is_told_of_as_a_line(client: FlaskClient) -> None:
    answer = client.post("/v1/articles", data=b'{}\n{"id": "c', headers=LINES)
    error = json.loads(answer.data.splitlines()[1])["error"]
    assert error["detail"] == (
        "the line is not JSON: Unterminated string starting at column 8"
    )


def test_parameters_of_a_write_are_refused(client: FlaskClient) -> None:
    for method, address in (
        ("PUT", "/v1/articles/n1?x=1"),
        ("POST", "/v1/articles?id=a"),
    ):
        answer = client.open(address, method=method, json={"id": "a"}, headers=AUTH)
        assert answer.status_code == 400
        assert answer.get_json()["code"] == "unknown_parameter"


def test_every_acknowledged_article_is_found_while_others_write(
    client: FlaskClient, archive: Archive
) -> None:
    def write(number: int) -> None:
        word = f"zyx{number}"
        with client.application.test_client() as own:
            answer = own.post(
                "/v1/articles", json={"id": word, "title": word}, headers=AUTH
            )
            assert answer.status_code == 201
            found = own.get(f"/v1/search?q={word}", headers=AUTH).get_json()
            assert [each["id"] for each in found["results"]] == [word]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
    assert archive.search("").total == 81
