"""An archive of a dozen articles behind HTTP, and what every answer must obey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import flask
import pytest

from broadsheet.api import blueprint
from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

XSS = '<script>alert(1)</script><img src=x onerror="alert(2)">'

#: Every one is a legal id, and none has a plain form in a path.
AWKWARD_IDS = (
    "a/b",
    "a//b",
    "/a",
    "a/",
    "/",
    "//",
    ".",
    "..",
    "../x",
    "../../etc/passwd",
    "a b",
    " ",
    "a?b",
    "a#b",
    "a&b=c+d",
    "%2F",
    "%",
    "100%25",
    "é",
    "日本",
    "\N{REPLACEMENT CHARACTER}",
    "<script>",
    '"quoted"',
    "a\\b",
    "search",
    "x" * 512,
)


def _article(number: int, **changes: Any) -> dict[str, Any]:
    article = {
        "id": f"n{number}",
        "title": f"Oil prices rise for day {number}",
        "body": f"Crude oil rose again on day {number}, dealers said.\n\n"
        "The interest rates of the Bank of Japan did not change.",
        "published": f"1987-03-{number:02}",
        "source": "Reuters" if number % 2 else "AP, New York",
        "section": "Markets",
        "authors": ["Ann Lee"],
        "language": "en",
    }
    return article | changes


@pytest.fixture(scope="session")
def articles() -> list[dict[str, Any]]:
    """A dozen articles, traps among them."""
    return [
        *(_article(number) for number in range(1, 8)),
        _article(8, title=XSS, body=f"Quoted oil: {XSS} </p><mark>oil</mark> & more"),
        _article(9, published=None, title="Oil without a date"),
        _article(10, published="1987-04", title="Oil in April"),
        _article(
            11,
            title="",
            body="",
            published="1987-10-19T15:03:27Z",
            source=XSS,
            authors=[XSS],
            url="javascript:alert(3)",
            note=XSS,
        ),
        _article(
            12,
            published="1987-10-19T23:30Z",
            url="https://example.org/?a=1&b=2",
            big=2**80,
        ),
    ]


@pytest.fixture(scope="session")
def archive(
    articles: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    """The dozen and the awkward ids; only to be read."""
    path = tmp_path_factory.mktemp("api") / "archive"
    awkward = [
        {"id": each, "title": f"Number {number}", "body": each, "source": "Ids"}
        for number, each in enumerate(AWKWARD_IDS)
    ]
    with Archive.open(path, create=True) as made:
        report = made.add([*articles, *awkward])
        assert report.added == len(articles) + len(AWKWARD_IDS)
        yield made


@pytest.fixture(scope="session")
def awkward_ids() -> tuple[str, ...]:
    """Ids of the archive that are hard to put into a path."""
    return AWKWARD_IDS


@pytest.fixture
def make_client() -> Callable[..., FlaskClient]:
    """Make a client of an application with an archive at its root."""

    def make(archive: Any, **options: Any) -> FlaskClient:
        app = flask.Flask("host", static_folder=None)
        app.register_blueprint(blueprint(archive, **options))
        return app.test_client()

    return make


@pytest.fixture
def client(archive: Archive, make_client: Callable[..., FlaskClient]) -> FlaskClient:
    """A client of the archive."""
    return make_client(archive)


class FailingArchive:
    """An archive that raises *error* whatever it is asked."""

    revision = "1.1"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise self._error

    answer = timeline = get = highlight = ready = _fail


@pytest.fixture
def failing_client(
    make_client: Callable[..., FlaskClient],
) -> Callable[[Exception], FlaskClient]:
    """Make a client of an archive that raises an error whatever it is asked."""
    return lambda error: make_client(FailingArchive(error))


class AssertProblem(Protocol):
    """Check that a response is a problem document; return it."""

    def __call__(
        self, response: TestResponse, status: int, code: str
    ) -> dict[str, Any]: ...


@pytest.fixture(scope="session")
def assert_problem() -> AssertProblem:
    """The one check of every error's shape (RFC 9457)."""

    def check(response: TestResponse, status: int, code: str) -> dict[str, Any]:
        assert response.status_code == status, response.text
        assert response.mimetype == "application/problem+json"
        problem: dict[str, Any] = response.get_json()
        assert set(problem) == {
            *("type", "title", "status", "detail", "instance", "code"),
            *("errors", "request_id"),
        }
        assert problem["status"] == status
        assert problem["code"] == code
        assert problem["type"].endswith(f"/docs/errors/{code}")
        assert problem["title"]
        assert problem["detail"]
        assert problem["request_id"] == response.headers["X-Request-ID"]
        for each in problem["errors"]:
            assert set(each) == {"parameter", "code", "at", "detail", "suggestion"}
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert (response.headers.get("Retry-After") is None) == (status != 503)
        return problem

    return check
