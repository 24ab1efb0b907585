"""Each error has its status; what is not ours to tell stays in the log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.api.errors import TooManyRequestsError, TooManyWritesError
from broadsheet.index import (
    ArchiveCorruptError,
    ArchiveLockedError,
    ArchiveNotFoundError,
    FormatVersionError,
    SettingsError,
)
from broadsheet.search import (
    ArticleNotFoundError,
    CursorExpiredError,
    ParameterError,
    Problem,
    QuerySyntaxError,
    RequestError,
    SearchError,
    SearchTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

_PATH = Path("/secret/archive")
_PROBLEM = Problem("q", "odd", "q is odd", (1, 2), "even")

_TABLE = [
    (QuerySyntaxError(_PROBLEM), 400, "invalid_query"),
    (ParameterError(_PROBLEM), 400, "invalid_parameter"),
    (RequestError(_PROBLEM), 400, "invalid_request"),
    (ArticleNotFoundError("x"), 404, "article_not_found"),
    (CursorExpiredError("1.2"), 410, "cursor_expired"),
    (SearchTimeoutError(2.0), 503, "search_timeout"),
    (ArchiveLockedError(_PATH, "secret", 60.0), 503, "archive_locked"),
    (ArchiveCorruptError(_PATH, "secret"), 503, "archive_corrupt"),
    (ArchiveNotFoundError(_PATH), 503, "archive_not_found"),
    (FormatVersionError(_PATH, 1, 2), 503, "format_version"),
    (SettingsError("secret", "secret"), 500, "internal_error"),
    (SearchError("secret"), 500, "internal_error"),
    (RuntimeError("secret"), 500, "internal_error"),
    (RecursionError("secret"), 500, "internal_error"),
    (KeyError("secret"), 500, "internal_error"),
]
_ADDRESSES = ("/v1/search", "/v1/timeline", "/v1/articles/x", "/v1/articles?id=x")


@pytest.mark.parametrize(("error", "status", "code"), _TABLE)
@pytest.mark.parametrize("address", [*_ADDRESSES, "/ready"])
def test_each_error_has_its_status(
    failing_client: Callable[[Exception], FlaskClient],
    assert_problem: Any,
    address: str,
    error: Exception,
    status: int,
    code: str,
) -> None:
    response = failing_client(error).get(address)
    assert_problem(response, status, code)
    assert "secret" not in response.text


@pytest.mark.parametrize(("error", "status", "code"), _TABLE)
@pytest.mark.parametrize("address", ["/", "/articles/x", "/articles?id=x"])
def test_pages_have_the_same_statuses(
    failing_client: Callable[[Exception], FlaskClient],
    address: str,
    error: Exception,
    status: int,
    code: str,
) -> None:
    del code
    response = failing_client(error).get(address)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert "secret" not in response.text
    assert ("Retry-After" in response.headers) == (status == 503)


def test_the_problems_of_a_request_are_listed(
    failing_client: Callable[[Exception], FlaskClient], assert_problem: Any
) -> None:
    error = QuerySyntaxError(_PROBLEM, Problem("q", "long", "q is long"))
    problem = assert_problem(
        failing_client(error).get("/v1/search"), 400, "invalid_query"
    )
    assert problem["detail"] == "q is odd; q is long"
    assert problem["instance"] == "/v1/search"
    assert problem["errors"] == [
        {
            "parameter": "q",
            "code": "odd",
            "at": [1, 2],
            "detail": "q is odd",
            "suggestion": "even",
        },
        {
            "parameter": "q",
            "code": "long",
            "at": None,
            "detail": "q is long",
            "suggestion": None,
        },
    ]


def test_what_went_wrong_here_is_logged_under_the_request_id(
    failing_client: Callable[[Exception], FlaskClient],
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = failing_client(RuntimeError("the cause")).get("/v1/search")
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert response.headers["X-Request-ID"] in record.getMessage()
    assert "the cause" in caplog.text


@pytest.mark.parametrize(
    "error", [SearchTimeoutError(2.0), TooManyRequestsError(), TooManyWritesError()]
)
def test_a_bound_that_is_reached_is_a_line_of_the_log_and_no_fault(
    failing_client: Callable[[Exception], FlaskClient],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """A busy server is not to be kept busy with tracebacks."""
    response = failing_client(error).get("/v1/search")
    assert response.status_code == 503
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert response.get_json()["code"] in record.getMessage()


def test_what_the_client_did_wrong_is_not_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/v1/search?page=x").status_code == 400
    assert not caplog.records
