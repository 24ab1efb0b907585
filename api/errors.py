"""What each error is over HTTP: one table from its class to status and text.

Broadsheet's request errors are written for the reader and are passed on. What
happened on the server's side gets a fixed text: a path or a traceback goes to
the log, under the request's id, and never into an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException

from ..index import (
    ArchiveLockedError,
    BroadsheetError,
    StoreError,
    UnusableRecordError,
)
from ..search import (
    ArticleNotFoundError,
    CursorExpiredError,
    ParameterError,
    QuerySyntaxError,
    RequestError,
    SearchTimeoutError,
    TooManyOccurrencesError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..search import Problem


class UnknownParameterError(ParameterError):
    """A parameter has a name that this address does not know."""

    code = "unknown_parameter"


class RepeatedParameterError(ParameterError):
    """A parameter that takes one value was given more."""

    code = "repeated_parameter"


class EncodingError(RequestError):
    """The address is not UTF-8 once percent-decoded."""

    code = "invalid_encoding"


class BodyError(RequestError):
    """The body is not one JSON object."""

    code = "invalid_body"


class UnauthorizedError(BroadsheetError):
    """A key is needed and was not given, or is none."""

    code = "unauthorized"


class WriteUnauthorizedError(UnauthorizedError):
    """The same of a write, which takes fewer kinds of proof."""


class ForbiddenError(BroadsheetError):
    """The key that was given does not open this."""

    code = "forbidden"


class WritingOffError(BroadsheetError):
    """Nobody may write here."""

    code = "writing_off"


class TooManyRequestsError(BroadsheetError):
    """As many requests are being answered as the server takes at once."""

    code = "too_many_requests"


class TooManyWritesError(BroadsheetError):
    """As many changes are being made as the server takes at once."""

    code = "too_many_writes"


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as HTTP tells it."""

    status: int
    code: str
    title: str
    detail: str
    problems: tuple[Problem, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    #: Whether something is wrong on the server, which its log is to tell.
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    status: int
    title: str
    #: None: the error's own message.
    detail: str | None = None
    retry_after_seconds: int | None = None
    #: How the client can show who it is (RFC 9110, 11.6.1), a header each: Chromium
    #: reads but the first of several in one, and would ask nobody for a password.
    challenges: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that go with the status."""
        retry = self.retry_after_seconds
        given = [("WWW-Authenticate", each) for each in self.challenges]
        if retry is not None:
            given.append(("Retry-After", str(retry)))
        return tuple(given)


_BEARER = 'Bearer realm="broadsheet"'

_UNEXPECTED = _Row(
    500,
    "The server failed",
    "Something unexpected went wrong on the server. Its log has the details "
    "under this request_id.",
)

_ROWS: Mapping[type[Exception], _Row] = {
    QuerySyntaxError: _Row(400, "The query cannot be read"),
    UnknownParameterError: _Row(400, "There is no such parameter"),
    RepeatedParameterError: _Row(400, "A parameter was given more than once"),
    ParameterError: _Row(400, "A parameter cannot be used"),
    TooManyOccurrencesError: _Row(400, "The concordance is too long"),
    EncodingError: _Row(400, "The address is not UTF-8"),
    BodyError: _Row(400, "The body cannot be read"),
    RequestError: _Row(400, "The request cannot be read"),
    UnauthorizedError: _Row(
        401,
        "A key is needed",
        challenges=(_BEARER, 'Basic realm="broadsheet", charset="UTF-8"'),
    ),
    WriteUnauthorizedError: _Row(401, "A key is needed", challenges=(_BEARER,)),
    ForbiddenError: _Row(
        403,
        "The key may not do this",
        challenges=(f'{_BEARER}, error="insufficient_scope"',),
    ),
    WritingOffError: _Row(403, "Articles cannot be changed here"),
    UnusableRecordError: _Row(422, "The article cannot be kept"),
    TooManyRequestsError: _Row(503, "The server is busy", retry_after_seconds=1),
    TooManyWritesError: _Row(
        503, "Too many changes are being made", retry_after_seconds=1
    ),
    ArticleNotFoundError: _Row(404, "There is no such article"),
    CursorExpiredError: _Row(410, "The cursor has expired"),
    SearchTimeoutError: _Row(503, "The search took too long", retry_after_seconds=5),
    ArchiveLockedError: _Row(
        503,
        "The archive is being written",
        "Another writer is at work on the archive; try again when it has finished.",
        retry_after_seconds=30,
    ),
    StoreError: _Row(
        503,
        "The archive cannot be read",
        "The archive is not readable at present. The server's log says why, "
        "under this request_id.",
        retry_after_seconds=30,
    ),
}

_HTTP_CODES: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read"),
    404: ("not_found", "There is nothing at this address"),
    405: ("method_not_allowed", "This address does not take that method"),
    411: ("length_required", "The body has no length"),
    412: ("precondition_failed", "The change is not made under a condition"),
    413: ("body_too_large", "The body is too large"),
    415: ("unsupported_media_type", "The body is not JSON"),
}


def known_failures() -> dict[str, tuple[int, str] | None]:
    """Return each code that there is with its status and title over HTTP.

    None stands for what no request is answered with.
    """
    found: dict[str, tuple[int, str] | None] = {
        code: (status, title) for status, (code, title) in _HTTP_CODES.items()
    }
    found["internal_error"] = (_UNEXPECTED.status, _UNEXPECTED.title)
    for error in _family(BroadsheetError):
        row = _row_of(error)
        found[error.code] = (row.status, row.title) if row else None
    return found


def _family(error: type[BroadsheetError]) -> Iterator[type[BroadsheetError]]:
    yield error
    for each in error.__subclasses__():
        yield from _family(each)


def _row_of(error: type[Exception]) -> _Row | None:
    return next((_ROWS[each] for each in error.__mro__ if each in _ROWS), None)


def failure_of(error: Exception) -> Failure:
    """Return how HTTP tells *error*; what is not in the table is a plain 500."""
    if isinstance(error, HTTPException) and (error.code or 500) < 500:
        return _http_failure(error)
    known = _row_of(type(error))
    row = known or _UNEXPECTED
    return Failure(
        status=row.status,
        code=getattr(error, "code", "") if known else "internal_error",
        title=row.title,
        detail=str(error) if row.detail is None else row.detail,
        problems=error.problems if isinstance(error, RequestError) else (),
        headers=row.headers,
        # What bounds a request is told in full, and is no fault, however often it is.
        is_fault=row.status >= 500 and row.detail is not None,
    )


def _http_failure(error: HTTPException) -> Failure:
    status = error.code or 400
    code, title = _HTTP_CODES.get(status, (f"http_{status}", error.name))
    return Failure(
        status=status,
        code=code,
        title=title,
        detail=error.description or title,
        headers=tuple(
            (name, value)
            for name, value in error.get_headers()
            if name.lower() != "content-type"
        ),
    )
