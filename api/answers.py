"""JSON answers, and the entity tags that let a client keep one."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, request
from werkzeug.http import quote_etag

from .links import canonical_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..search import Results, SearchRequest

#: The methods whose answers a client may keep.
_KEPT = ("GET", "HEAD")
_VERSION = version("broadsheet")
_ABSOLUTE_DATE = re.compile(r"\d{4}(-|\Z)")
_DATE_CLAUSE = re.compile(r"date\s*:", re.IGNORECASE)


def json_response(value: Any, cache: str = "no-cache") -> Response:
    """Return *value* as a JSON answer.

    :param cache: its Cache-Control; it must be asked for anew each time unless given.
    """
    response = Response(orjson.dumps(value), content_type="application/json")
    # Added, not given, which takes as long again as all of the Response.
    response.headers.add("Cache-Control", cache)
    return response


def entity_tag(revision: str, path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the name of what *path* answers to *pairs* at *revision*."""
    told = orjson.dumps([_VERSION, path, pairs])
    return f"{revision}-{hashlib.sha256(told).hexdigest()[:20]}"


def search_tag(
    revision: str,
    path: str,
    asked: SearchRequest,
    pairs: Sequence[tuple[str, str]] | None = None,
) -> str | None:
    """Return the entity tag of a search; None if its answer changes by the clock.

    :param pairs: those of *asked*, where they are known already.
    """
    if is_clock_bound(asked):
        return None
    return entity_tag(revision, path, pairs or canonical_pairs(asked))


def results_tag(
    results: Results,
    path: str,
    asked: SearchRequest,
    pairs: Sequence[tuple[str, str]] | None = None,
) -> str | None:
    """Return the entity tag of the answer that tells *results*, as of search_tag.

    None, too, where there was no time for all that is to be told: another try may
    tell more.
    """
    if results.no_hits is not None and not results.no_hits.is_complete:
        return None
    return search_tag(results.revision, path, asked, pairs)


def is_clock_bound(asked: SearchRequest) -> bool:
    """Return whether the same index may answer *asked* otherwise tomorrow.

    It errs on the side of True: then the answer is only not kept.
    """
    bounds = [bound for bound in (asked.date_from, asked.date_to) if bound]
    return (
        asked.since is not None
        or asked.recency is not None
        or not all(_ABSOLUTE_DATE.match(bound) for bound in bounds)
        or _DATE_CLAUSE.search(asked.q) is not None
    )


def is_conditional() -> bool:
    """Return whether the client asks for an answer only if it has another."""
    return "HTTP_IF_NONE_MATCH" in request.environ and request.method in _KEPT


def not_modified(tag: str | None) -> Response | None:
    """Return a 304 if the client of a GET already has what *tag* names.

    It may be asked before there is an answer; ``*``, any answer at all, is
    therefore left to :func:`tagged`: a request that fails is told so (RFC 9110,
    13.2.1).
    """
    if tag is None or not is_conditional():
        return None
    known = request.if_none_match
    return None if known.star_tag or not known.contains_weak(tag) else _unchanged(tag)


def tagged(response: Response, tag: str | None) -> Response:
    """Return *response* with *tag*, weak: how long a search took is not in it.

    It is a 304 instead if the client has any answer and wants no other.
    """
    if tag is None or request.method not in _KEPT:
        return response
    if is_conditional() and request.if_none_match.star_tag:
        response.close()
        return _unchanged(tag)
    response.headers.add("ETag", quote_etag(tag, weak=True))
    return response


def _unchanged(tag: str) -> Response:
    etag = quote_etag(tag, weak=True)
    return Response(status=304, headers={"Cache-Control": "no-cache", "ETag": etag})
