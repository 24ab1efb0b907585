"""The one builder of error answers: RFC 9457 ``application/problem+json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
from flask import Response, request, url_for

if TYPE_CHECKING:
    from .errors import Failure


def problem_response(
    failure: Failure, request_id: str, blueprint: str = ""
) -> Response:
    """Return *failure* as a problem document with its status and headers.

    :param blueprint: that has the page of the error; that of the request if empty.
    """
    response = Response(
        orjson.dumps(problem_document(failure, request_id, blueprint)),
        status=failure.status,
        mimetype="application/problem+json",
    )
    response.headers.extend(failure.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def example_document(failure: Failure, page: str = "") -> dict[str, Any]:
    """Return the JSON object of *failure*, as it might be answered.

    :param page: the address of its page; that below no prefix if empty.
    """
    page = page or f"/docs/errors/{failure.code}"
    return _document(failure, page, "/v1/search", "c5250b761b73427c9d6f4e8befc03771")


def problem_document(
    failure: Failure, request_id: str, blueprint: str = ""
) -> dict[str, Any]:
    """Return the JSON object of *failure*, as an answer to the current request."""
    page = url_for(f"{blueprint}.error_page", code=failure.code)
    return _document(failure, page, quote(request.root_path + request.path), request_id)


def _document(
    failure: Failure, page: str, instance: str, request_id: str
) -> dict[str, Any]:
    return {
        "type": page,
        "title": failure.title,
        "status": failure.status,
        "detail": failure.detail,
        "instance": instance,
        "code": failure.code,
        "errors": [problem.to_dict() for problem in failure.problems],
        "request_id": request_id,
    }
