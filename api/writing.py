"""The addresses that change the archive: articles put, posted and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import orjson
from flask import Response, request
from werkzeug.exceptions import PreconditionFailed, UnsupportedMediaType

from ..index import (
    Article,
    BroadsheetError,
    Changes,
    Outcome,
    UnusableRecordError,
    article_from_record,
)
from ..search import ArticleNotFoundError, ParameterError, Problem, RequestError
from .answer_models import WholeArticle
from .answers import json_response
from .body import json_lines, json_object
from .models import ArticleParameters, NoParameters
from .parameters import read_url_parameters
from .paths import article_id_of_path, article_url
from .write_queue import WriteQueue

if TYPE_CHECKING:
    from ..search import Archive

#: What the type of many articles may be called; no name is registered.
_LINES = ("application/x-ndjson", "application/jsonl", "application/ndjson")
#: What an article has when it is answered, and hardly any record else.
_ANSWERED = frozenset(WholeArticle.model_fields)
_NOT_KEPT = {"Cache-Control": "no-store"}
_CONDITIONS = ("If-Match", "If-None-Match")


class Writing:
    """The views that change one archive.

    :param max_body_bytes: of one article.
    :param max_bulk_bytes: of many, a line each.
    """

    def __init__(
        self, archive: Archive, max_body_bytes: int, max_bulk_bytes: int
    ) -> None:
        self._archive = archive
        self._queue = WriteQueue(archive)
        self._max_body_bytes = max_body_bytes
        self._max_bulk_bytes = max_bulk_bytes

    def put(self, article_id: str) -> Response:
        """Put the article whose id stands in the path."""
        read_url_parameters(NoParameters)
        return self._put(article_id_of_path(article_id))

    def put_by_parameter(self) -> Response:
        """Put the article whose id is a parameter."""
        return self._put(read_url_parameters(ArticleParameters).id)

    def delete(self, article_id: str) -> Response:
        """Delete the article whose id stands in the path."""
        read_url_parameters(NoParameters)
        return self._delete(article_id_of_path(article_id))

    def delete_by_parameter(self) -> Response:
        """Delete the article whose id is a parameter."""
        return self._delete(read_url_parameters(ArticleParameters).id)

    def post(self) -> Response:
        """Put one article, a JSON object, or many, a line each."""
        _refuse_conditions()
        read_url_parameters(NoParameters)
        if request.mimetype in _LINES:
            return self._post_lines()
        if request.mimetype != "application/json":
            raise UnsupportedMediaType(
                "Send one article as application/json, or one a line as "
                "application/x-ndjson."
            )
        return self._make(self._article(json_object(self._max_body_bytes)))

    def _put(self, article_id: str) -> Response:
        _refuse_conditions()
        record = json_object(self._max_body_bytes)
        if record.get("id") is None:
            record["id"] = article_id
        article = self._article(record)
        if article.id != article_id:
            raise ParameterError(
                Problem(
                    parameter="id",
                    code="another_id",
                    detail="the article's id is another than that of the address; "
                    "leave it out of the article, or put it there",
                )
            )
        return self._make(article)

    def _article(self, record: dict[str, Any]) -> Article:
        if record.keys() >= _ANSWERED:
            # It was got here: the archive's revision is no part of the article.
            del record["revision"]
        return article_from_record(record, settings=self._archive.settings)

    def _make(self, article: Article) -> Response:
        outcome, revision = self._queue.make(article)
        if isinstance(outcome, UnusableRecordError):
            raise outcome
        response = _told(article.id, str(outcome), revision)
        if outcome == "added":
            response.status_code = 201
            response.headers["Location"] = article_url(".article", article.id)
        return response

    def _delete(self, article_id: str) -> Response:
        _refuse_conditions()
        was_there, revision = self._queue.make(article_id)
        if not was_there:
            raise ArticleNotFoundError(article_id)
        return _told(article_id, "deleted", revision)

    def _post_lines(self) -> Response:
        """Put an article a line, all in one commit; answer a line for each."""
        read = [
            (number, self._read(record))
            for number, record in json_lines(self._max_bulk_bytes)
        ]
        articles = [each for _number, each in read if isinstance(each, Article)]
        changed = self._archive.change(Changes(articles))
        outcomes = iter(changed.puts)
        lines = []
        counts = dict.fromkeys((*get_args(Outcome), "rejected"), 0)
        for number, each in read:
            outcome = next(outcomes) if isinstance(each, Article) else each
            if isinstance(outcome, BroadsheetError):
                counts["rejected"] += 1
                lines.append({"line": number, "error": _problem(outcome)})
            elif isinstance(each, Article):
                counts[outcome] += 1
                lines.append({"line": number, "id": each.id, "outcome": outcome})
        lines.append({"revision": changed.revision, **counts})
        body = b"".join(orjson.dumps(line) + b"\n" for line in lines)
        return Response(body, mimetype=_LINES[0], headers=_NOT_KEPT)

    def _read(self, record: dict[str, Any] | RequestError) -> Article | BroadsheetError:
        if isinstance(record, RequestError):
            return record
        try:
            return self._article(record)
        except UnusableRecordError as error:
            return error


def _refuse_conditions() -> None:
    """Raise what tells that the current request sets a condition, if it does.

    A change made whatever the condition says would undo that of somebody else, which
    it was to guard (RFC 9110, 13.1).
    """
    if any(name in request.headers for name in _CONDITIONS):
        raise PreconditionFailed(
            "A change takes no conditions and was not made; send it without "
            "If-Match and If-None-Match."
        )


def _problem(error: BroadsheetError) -> dict[str, str]:
    return {"code": error.code, "detail": str(error)}


def _told(article_id: str, outcome: str, revision: str) -> Response:
    response = json_response(
        {"id": article_id, "outcome": outcome, "revision": revision}
    )
    response.headers.update(_NOT_KEPT)
    return response
