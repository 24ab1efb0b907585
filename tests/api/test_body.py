"""A POST's body is one JSON object of parameters, or refused with its place."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from broadsheet.search import Archive

_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "code", "at"),
    [
        (b"", "invalid_json", [0, 1]),
        (b'{"q": "oil"', "invalid_json", [11, 12]),
        (b'{"q": oil}', "invalid_json", [6, 7]),
        (b'{"q": "oil"} x', "invalid_json", [13, 14]),
        (b"\xff", "invalid_utf8", None),
        (b'{"q": "\\ud800"}', "invalid_json", None),
        (b'{"\\ud800": 1}', "invalid_json", None),
        (b'{"page": NaN}', "invalid_json", None),
        (b'{"page": ' + b"9" * 9000 + b"}", "invalid_json", None),
        (b"[" * 100_000, "invalid_json", None),
        (b'{"a":' * 100_000, "invalid_json", None),
        (b"[]", "not_an_object", None),
        (b'"oil"', "not_an_object", None),
        (b"null", "not_an_object", None),
    ],
)
def test_what_is_not_an_object_is_refused(
    client: FlaskClient,
    assert_problem: Any,
    body: bytes,
    code: str,
    at: list[int] | None,
) -> None:
    response = client.post("/v1/search", data=body, headers=_JSON)
    problem = assert_problem(response, 400, "invalid_body")
    (error,) = problem["errors"]
    assert (error["parameter"], error["code"], error["at"]) == ("body", code, at)


@pytest.mark.parametrize(
    "body", [b'{"q": "a", "q": "b"}', b'{"exclude": {"tag": "a", "tag": "b"}}']
)
def test_a_name_twice_is_refused(
    client: FlaskClient, assert_problem: Any, body: bytes
) -> None:
    response = client.post("/v1/search", data=body, headers=_JSON)
    assert_problem(response, 400, "repeated_parameter")


@pytest.mark.parametrize(
    ("body", "code", "parameter"),
    [
        ({"q": 1}, "not_text", "q"),
        ({"q": ["oil"]}, "not_text", "q"),
        ({"page": True}, "not_a_number", "page"),
        ({"page": 1.5}, "not_a_number", "page"),
        ({"page": "1"}, "not_a_number", "page"),
        ({"highlight": "true"}, "not_a_flag", "highlight"),
        ({"page": {}}, "not_a_number", "page"),
        ({"highlight": 1}, "not_a_flag", "highlight"),
        ({"source": [1]}, "not_texts", "source"),
        ({"source": [["a"]]}, "not_texts", "source"),
        ({"facet": {"a": "b"}}, "not_texts", "facet"),
        ({"exclude": {"source": 3}}, "not_texts", "exclude.source"),
        ({"page": 10**30}, "bad_value", "page"),
    ],
)
def test_a_value_of_the_wrong_type_is_told(
    client: FlaskClient, assert_problem: Any, body: Any, code: str, parameter: str
) -> None:
    response = client.post("/v1/search", json=body)
    problem = assert_problem(response, 400, "invalid_parameter")
    assert [(each["code"], each["parameter"]) for each in problem["errors"]] == [
        (code, parameter)
    ]


def test_unknown_names_are_told_here_too(
    client: FlaskClient, assert_problem: Any
) -> None:
    for body in (
        {"exclude": {"sorce": "x"}},
        {"exclude": "x"},
        {"": 1},
        {"sorce": None},
    ):
        response = client.post("/v1/search", json=body)
        assert_problem(response, 400, "unknown_parameter")


def test_parameters_of_a_post_stand_in_its_body_alone(
    client: FlaskClient, assert_problem: Any
) -> None:
    response = client.post("/v1/search?page=2", json={"q": "oil"})
    problem = assert_problem(response, 400, "invalid_parameter")
    assert problem["errors"][0]["code"] == "parameter_in_url"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {**_JSON, "Content-Encoding": "gzip"},
    ],
)
def test_only_plain_json_is_taken(
    client: FlaskClient, assert_problem: Any, headers: dict[str, str]
) -> None:
    body = gzip.compress(b"{}", mtime=0) if "Content-Encoding" in headers else b"{}"
    response = client.post("/v1/search", data=body, headers=headers)
    assert_problem(response, 415, "unsupported_media_type")


def test_a_body_above_the_limit_is_refused(
    archive: Archive, make_client: Callable[..., FlaskClient], assert_problem: Any
) -> None:
    client = make_client(archive, max_body_bytes=100)
    fitting = b'{"q": "oil"}'.ljust(100)
    assert client.post("/v1/search", data=fitting, headers=_JSON).status_code == 200
    response = client.post("/v1/search", data=fitting + b" ", headers=_JSON)
    problem = assert_problem(response, 413, "body_too_large")
    assert "100 bytes" in problem["detail"]


def test_a_chunked_body_is_read_or_asked_for_with_its_length(
    client: FlaskClient, assert_problem: Any
) -> None:
    """Not every server tells an application where a chunked body ends."""

    def post(**environ: Any) -> Any:
        chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
        return client.post(
            "/v1/search",
            data=b'{"q": "oil"}',
            headers=_JSON,
            environ_overrides=chunked | environ,
        )

    assert post(**{"wsgi.input_terminated": True}).get_json()["query"]["q"] == "oil"
    assert_problem(post(), 411, "length_required")
