"""No text, however broken, is more than a 400: never a failure of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_SYNTAX = st.sampled_from(
    [
        *('"', "“", "(", ")", "AND ", "OR ", "NOT ", "-", "+", "*", "?", "~", "^"),
        *("title:", "date:", "date:[", " TO ", "]", ">=", "7d", "~3", "^2", "oil"),
        *(":", " "),
    ]
)
_QUERIES = st.one_of(st.text(max_size=40), st.lists(_SYNTAX, max_size=15).map("".join))
_FEW = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _check(response: Any) -> None:
    assert response.status_code in (200, 400), response.text
    if response.status_code == 400 and response.is_json:
        problem = response.get_json()
        assert problem["errors"]
        for error in problem["errors"]:
            assert error["parameter"] == "q"


@_FEW
@given(_QUERIES, st.sampled_from(["strict", "lenient"]))
def test_any_text_is_a_query_or_a_400(client: FlaskClient, q: str, syntax: str) -> None:
    query = {"q": q.encode("utf-8", "surrogatepass"), "syntax": syntax}
    _check(client.get("/v1/search", query_string=query))


@pytest.mark.parametrize(
    "address",
    [
        "/v1/export",
        "/v1/export?format=csv",
        "/v1/concordance?sort=left",
        "/v1/concordance?sort=right&format=csv",
        "/v1/query/parse",
        "/v1/search.atom",
    ],
)
@settings(_FEW, max_examples=30)
@given(q=_QUERIES, syntax=st.sampled_from(["strict", "lenient"]))
def test_any_text_is_read_out_or_a_400(
    client: FlaskClient, address: str, q: str, syntax: str
) -> None:
    path, _, more = address.partition("?")
    query = dict(pair.split("=") for pair in more.split("&") if pair)
    query |= {"q": q.encode("utf-8", "surrogatepass"), "syntax": syntax}
    response = client.get(path, query_string=query)
    _check(response)
    # Read to its end: what streams may fail there.
    assert response.data


@_FEW
@given(_QUERIES)
def test_any_text_is_a_page(client: FlaskClient, q: str) -> None:
    query = {"q": q.encode("utf-8", "surrogatepass")}
    assert client.get("/", query_string=query).status_code == 200
    assert client.get("/articles/n1", query_string=query).status_code == 200


@_FEW
@given(st.binary(max_size=60))
def test_any_bytes_are_a_query_string(client: FlaskClient, raw: bytes) -> None:
    given = {"QUERY_STRING": raw.decode("latin-1")}
    for path in (
        *("/v1/search", "/v1/timeline", "/", "/v1/articles", "/articles/n1"),
        *("/v1/export", "/v1/concordance", "/v1/search.atom", "/v1/query/parse"),
        *("/v1/fields", "/opensearch.xml"),
    ):
        response = client.get(path, environ_overrides=given)
        assert response.status_code in (200, 400)


@_FEW
@given(st.binary(max_size=60).filter(lambda raw: b"\n" not in raw and b"\r" not in raw))
def test_any_bytes_are_a_path(client: FlaskClient, raw: bytes) -> None:
    for prefix in ("/v1/articles/", "/articles/", "/v1/"):
        given = {"PATH_INFO": prefix + raw.decode("latin-1")}
        response = client.get("/", environ_overrides=given)
        assert response.status_code in (200, 400, 404)


@_FEW
@given(st.binary(max_size=60))
def test_any_bytes_are_a_body(client: FlaskClient, raw: bytes) -> None:
    response = client.post(
        "/v1/search", data=raw, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3)
    ),
    max_leaves=5,
)
_NAMES = st.sampled_from(
    ["q", "page", "source", "facet", "exclude", "highlight", "cursor", "tz", "since"]
)


@_FEW
@given(st.dictionaries(_NAMES, _JSON, max_size=3))
def test_any_values_are_a_body(client: FlaskClient, body: dict[str, Any]) -> None:
    response = client.post("/v1/search", json=body)
    assert response.status_code in (200, 400)


@pytest.mark.parametrize(
    "q", ["(" * 100_000, "-" * 50_000, '"' * 60_000, "a " * 60_000, "NOT " * 30_000]
)
def test_a_query_beyond_the_limits_is_refused_or_repaired(
    client: FlaskClient, assert_problem: Any, q: str
) -> None:
    strict = client.post("/v1/search", json={"q": q})
    assert_problem(strict, 400, "invalid_query")
    lenient = client.post("/v1/search", json={"q": q, "syntax": "lenient"})
    assert lenient.get_json()["query"]["warnings"]
