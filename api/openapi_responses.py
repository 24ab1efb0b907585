"""The responses of an operation: what it answers, and what it may fail with."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from werkzeug.http import HTTP_STATUS_CODES

from .error_texts import ERROR_TEXTS
from .errors import failure_of, known_failures
from .problems import example_document

if TYPE_CHECKING:
    from .keys import Keys
    from .operation import Answered, Operation

_JSON, _PROBLEM, _HTML = "application/json", "application/problem+json", "text/html"
_TEXT = {"type": "string"}
#: What each header of an answer is.
HEADERS = {
    "Allow": "The methods that the address takes.",
    "Content-Disposition": "A name for the file.",
    "ETag": "Names the revision and what was asked; for If-None-Match.",
    "Link": "The next, previous and first page (RFC 8288).",
    "Location": "The address of the article.",
    "Retry-After": "Seconds to wait before the next try.",
    "WWW-Authenticate": "How a key may be sent.",
    "X-Request-ID": "Under which the server's log tells of the request.",
}
#: Those that a failure of a status always has.
_FAILURE_HEADERS = {401: ("WWW-Authenticate",), 503: ("Retry-After",)}


def error_examples() -> dict[str, Any]:
    """Return an example object of each error, by its code."""
    return {
        code: {
            "summary": text.meaning,
            "value": example_document(failure_of(text.example)),
        }
        for code, text in ERROR_TEXTS.items()
        if text.example is not None
    }


def responses(told: Operation, keys: Keys) -> dict[str, Any]:
    """Return the response object of each status that *told* may be answered with."""
    found = {str(each.status): _answer(told, each) for each in told.answers}
    if told.is_conditional:
        found["304"] = {
            "description": "The client has it already, as its If-None-Match says.",
            "headers": _headers("ETag", "X-Request-ID"),
        }
    by_status: dict[int, list[str]] = defaultdict(list)
    failures = known_failures()
    for code in (*told.codes, *_codes_of_access(told, keys), "internal_error"):
        failure = failures[code]
        if failure is not None:
            by_status[failure[0]].append(code)
    for status, codes in by_status.items():
        found[str(status)] = _failure(told, status, codes)
    return dict(sorted(found.items()))


def _codes_of_access(told: Operation, keys: Keys) -> tuple[str, ...]:
    if told.access == "open":
        return ()
    if told.access == "read":
        return ("unauthorized", "too_many_requests")
    ways = ("unauthorized", "forbidden") if keys.allow_writing else ("writing_off",)
    return (*ways, "too_many_requests")


def _answer(told: Operation, answer: Answered) -> dict[str, Any]:
    headers = [*answer.headers, "X-Request-ID"]
    if told.is_conditional:
        headers.append("ETag")
    described: dict[str, Any] = {
        "description": answer.description,
        "headers": _headers(*headers),
        "content": {
            media_type: {
                "schema": {"$ref": f"#/components/schemas/{model.__name__}"}
                if model
                else {"type": "object" if media_type == _JSON else "string"}
            }
            for media_type, model in answer.content.items()
        },
    }
    if answer.links:
        described["links"] = {
            name: {"operationId": operation, "parameters": parameters}
            for name, (operation, parameters) in answer.links.items()
        }
    return described


def _failure(told: Operation, status: int, codes: list[str]) -> dict[str, Any]:
    listed = ", ".join(f"`{code}`" for code in dict.fromkeys(codes))
    problem = {
        "schema": {"$ref": "#/components/schemas/ProblemDocument"},
        "examples": {
            code: {"$ref": f"#/components/examples/{code}"}
            for code in codes
            if ERROR_TEXTS[code].example is not None
        },
    }
    page = {"schema": _TEXT}
    return {
        "description": f"{HTTP_STATUS_CODES[status]}: {listed}.",
        "headers": _headers(*_FAILURE_HEADERS.get(status, ()), "X-Request-ID"),
        "content": {_HTML: page} if told.is_page else {_PROBLEM: problem},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
