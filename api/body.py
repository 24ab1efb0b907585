"""The body of a POST: one JSON object, or an error that says where it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from flask import request
from werkzeug.exceptions import (
    LengthRequired,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from ..search import Problem, RequestError
from .errors import BodyError, RepeatedParameterError

if TYPE_CHECKING:
    from collections.abc import Iterator


def json_object(max_body_bytes: int) -> dict[str, Any]:
    """Return the JSON object in the body of the current request.

    :raises BodyError: if it is not JSON, or not an object.
    :raises RepeatedParameterError: if an object has a name twice.
    :raises werkzeug.exceptions.HTTPException: 413 above *max_body_bytes*, 415
        if it is not declared as plain JSON, 411 if the server cannot tell its end.
    """
    _check_type()
    value = _parsed(_read(max_body_bytes))
    if not isinstance(value, dict):
        _fail("not_an_object", "the body must be a JSON object of parameters")
    return value


def json_lines(
    max_body_bytes: int,
) -> Iterator[tuple[int, dict[str, Any] | RequestError]]:
    """Yield each line's number and JSON object, or why it is none; blank ones are not.

    :raises werkzeug.exceptions.HTTPException: as of :func:`json_object`.
    """
    _check_encoding()
    for number, line in enumerate(_read(max_body_bytes).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _parsed(line, "line")
            if not isinstance(value, dict):
                _fail("not_an_object", "the line must be a JSON object")
        except RequestError as error:
            yield number, error
        else:
            yield number, value


def _check_type() -> None:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(
            "Send the body as UTF-8 JSON, with Content-Type: application/json."
        )
    _check_encoding()


def _check_encoding() -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("Send the body in UTF-8.")
    if encoding != "identity":
        raise UnsupportedMediaType("Send the body without a Content-Encoding.")


def _read(max_body_bytes: int) -> bytes:
    # Where the server does not mark the end of a chunked body, reading it would
    # yield nothing.
    endless = not request.environ.get("wsgi.input_terminated")
    if endless and "Transfer-Encoding" in request.headers:
        raise LengthRequired("Send the body with a Content-Length, not in chunks.")
    # It may have been read already, by whoever let the request in.
    if (request.content_length or 0) > max_body_bytes:
        raise _too_large(max_body_bytes)
    request.max_content_length = max_body_bytes
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise _too_large(max_body_bytes) from None


def _too_large(max_body_bytes: int) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"A body may have at most {max_body_bytes:,} bytes.")


def _parsed(body: bytes, what: str = "body") -> Any:
    try:
        text = body.decode()
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        _fail(
            "invalid_json",
            f"the {what} is not JSON: {_fault(error)}",
            (error.pos, error.pos + 1),
        )
    except UnicodeDecodeError as error:
        _fail("invalid_utf8", f"the {what} is not UTF-8 from its byte {error.start} on")
    except UnicodeEncodeError:
        _fail("invalid_json", f"the {what} has half of a surrogate pair in a text")
    except RecursionError:
        _fail("invalid_json", f"the {what} is nested too deeply")
    except ValueError:
        _fail("invalid_json", f"the {what} has a number that cannot be read")
    return value


def _fault(error: json.JSONDecodeError) -> str:
    line = f"line {error.lineno}, " if "\n" in error.doc else ""
    return f"{error.msg.removesuffix(' at')} at {line}column {error.colno}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _twice(name.encode(errors="replace").decode())
        found[name] = value
    return found


def _twice(name: str) -> RepeatedParameterError:
    return RepeatedParameterError(
        Problem(
            parameter=name,
            code="repeated_parameter",
            detail=f"{name} stands in the body more than once",
        )
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _fail(code: str, detail: str, at: tuple[int, int] | None = None) -> NoReturn:
    raise BodyError(Problem(parameter="body", code=code, detail=detail, at=at))
