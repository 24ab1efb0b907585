"""The addresses of the description: OpenAPI, a page of it, and a page an error."""

from __future__ import annotations

import hashlib
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from .answer_models import ProblemDocument
from .answers import not_modified, tagged
from .docs_pages import (
    ErrorPage,
    Section,
    coded,
    sections,
)
from .docs_tables import (
    ShownSchema,
    ShownTable,
    question_table,
    shown_schemas,
)
from .error_texts import ERROR_TEXTS
from .models import NoParameters
from .openapi import make_document
from .page_parts import Form
from .page_templates import page_response
from .parameters import read_url_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .keys import Keys


class Documenting:
    """The views that describe the addresses; the description is made when first used.

    :param keys: who may read.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @cached_property
    def _document(self) -> dict[str, Any]:
        return make_document(self._keys)

    @cached_property
    def _sections(self) -> list[Section]:
        return sections(self._document)

    @cached_property
    def _question(self) -> ShownTable:
        return question_table(self._document)

    @cached_property
    def _schemas(self) -> list[ShownSchema]:
        return shown_schemas(self._document)

    def openapi(self) -> Response:
        """Answer the description, as of the prefix that the addresses are under."""
        read_url_parameters(NoParameters)
        home = url_for(".search_page").rstrip("/")
        document = self._document | {"servers": [{"url": home or "/"}]}
        body = orjson.dumps(document)
        tag = hashlib.sha256(body).hexdigest()[:20]
        response = Response(body, mimetype="application/json")
        response.headers["Cache-Control"] = "no-cache"
        return not_modified(tag) or tagged(response, tag)

    def docs(self) -> Response:
        """Answer the description as a page."""
        read_url_parameters(NoParameters)
        objects = {each.name: f"#object-{each.name}" for each in self._schemas}
        return _page(
            "docs.html",
            objects,
            sections=self._sections,
            question=self._question,
            schemas=self._schemas,
            problem=ProblemDocument.__name__,
            info=self._document["info"],
            server=request.host_url.rstrip("/") + url_for(".search_page").rstrip("/"),
            openapi=url_for(".openapi"),
            error_list=url_for(".error_list"),
        )

    def errors(self) -> Response:
        """Answer the list of the errors there are."""
        read_url_parameters(NoParameters)
        return _page(
            "errors.html",
            docs=url_for(".docs"),
            pages=[
                (each, url_for(".error_page", code=each.code))
                for each in ErrorPage.all()
            ],
        )

    def error(self, code: str) -> Response:
        """Answer the page of the error *code*."""
        read_url_parameters(NoParameters)
        page = ErrorPage.of(code, url_for(".error_page", code=code))
        if page is None:
            raise NotFound("There is no error of this code.")
        return _page(
            "error.html", page=page, docs=url_for(".docs"), list=url_for(".error_list")
        )


def _page(
    template: str, objects: Mapping[str, str] | None = None, **context: Any
) -> Response:
    """Return a page in which errors, and *objects*, are links where they are named."""
    links = {code: url_for(".error_page", code=code) for code in ERROR_TEXTS}
    links |= objects or {}
    response = page_response(
        template, form=Form(), coded=partial(coded, links=links), **context
    )
    tag = hashlib.sha256(response.get_data()).hexdigest()[:20]
    return not_modified(tag) or tagged(response, tag)
