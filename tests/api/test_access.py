"""Who may read: every address with no key, a wrong one and each right one."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import flask
import pytest

from broadsheet.api import Keys, Scope, blueprint, make_key

if TYPE_CHECKING:
    from broadsheet.search import Archive

READ, WRITE = make_key("reader", Scope.READ), make_key("writer", Scope.WRITE)
OPEN = ("/health", "/ready", "/opensearch.xml", "/broadsheet-static/icon.svg")
GUARDED = (
    "/v1/search",
    "/v1/timeline",
    "/v1/export",
    "/v1/concordance?q=oil",
    "/v1/fields",
    "/v1/query/parse",
    "/v1/search.atom",
    "/v1/articles/n1",
    "/v1/articles?id=n1",
    "/",
    "/articles/n1",
    "/articles?id=n1",
)


def client_of(archive: Archive, *keys: Any) -> Any:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, keys=Keys(key for _, key in keys)))
    return app.test_client()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def basic(secret: str, name: str = "anyone") -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"}


@pytest.mark.parametrize("address", GUARDED)
def test_without_a_read_key_all_may_read(archive: Archive, address: str) -> None:
    for keys in ((), (WRITE,)):
        client = client_of(archive, *keys)
        assert client.get(address).status_code == 200
        # A key that is none is a mistake that its owner wants to hear of.
        assert client.get(address, headers=bearer("wrong")).status_code == 401


@pytest.mark.parametrize("address", GUARDED)
@pytest.mark.parametrize("show", [bearer, basic])
def test_with_a_read_key_only_keys_may_read(
    archive: Archive, address: str, show: Any
) -> None:
    client = client_of(archive, READ, WRITE)
    assert client.get(address).status_code == 401
    for wrong in ("", "wrong", READ[0][:-1], str(READ[1])):
        assert client.get(address, headers=show(wrong)).status_code == 401
    for secret, _key in (READ, WRITE):
        assert client.get(address, headers=show(secret)).status_code == 200


@pytest.mark.parametrize("address", OPEN)
def test_what_tells_of_the_server_is_open(archive: Archive, address: str) -> None:
    client = client_of(archive, READ, WRITE)
    for headers in ({}, bearer("wrong"), bearer(READ[0])):
        assert client.get(address, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic", "Basic x", "Digest a=b", "\xff", "x"]
)
def test_an_authorization_that_cannot_be_read_is_a_wrong_key(
    archive: Archive, value: str
) -> None:
    answer = client_of(archive, READ).get(
        "/v1/search", headers={"Authorization": value}
    )
    assert answer.status_code == 401


def test_a_refusal_says_how_to_show_a_key_and_no_key(archive: Archive) -> None:
    answer = client_of(archive, READ).get("/v1/search", headers=bearer("wrong"))
    # A header each: of two in one, Chromium reads the first alone.
    ways = answer.headers.getlist("WWW-Authenticate")
    assert [way.split(" realm=")[0] for way in ways] == ["Bearer", "Basic"]
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "unauthorized"
    assert "wrong" not in answer.get_data(as_text=True).replace("went wrong", "")
    page = client_of(archive, READ).get("/")
    assert page.mimetype == "text/html"
    assert page.headers["WWW-Authenticate"]
