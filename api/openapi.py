"""The OpenAPI 3.1 description of the addresses, made of the models and operations."""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from .answer_examples import ANSWER_EXAMPLES
from .answer_models import ProblemDocument
from .error_texts import ERROR_TEXTS
from .models import NoParameters
from .openapi_responses import HEADERS, error_examples, responses
from .operations import operations
from .page_request import page_defaults
from .record_schemas import ID_SCHEMA, record_schema
from .schemas import (
    TIME_ZONE,
    answer_schemas,
    body_schema,
    time_zone_schema,
    url_parameters,
)
from .static_files import STATIC_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .answer_models import Answer
    from .keys import Keys
    from .operation import Operation

_JSON = "application/json"
_LINES = "application/x-ndjson"
_TEXT = {"type": "string"}
_INFO = {
    "title": "Broadsheet",
    "version": version("broadsheet"),
    "summary": "Full-text search of an archive of articles",
    "description": "Every address answers HEAD and OPTIONS too where it answers GET; "
    "any other method is 405 with `Allow`. An unknown or repeated parameter is an "
    "error: nothing is ignored, save by `/health`, `/ready` and `/metrics`. Every "
    "answer has an `X-Request-ID`, which is the client's if it sent one. What is a "
    "query cannot be told by JSON Schema: text that the schema allows may be the error "
    "`invalid_query`, and values that are right by themselves may not go together.",
    "license": {"name": "MIT", "identifier": "MIT"},
}
_KEY = "key"
_KEY_AS_PASSWORD = "keyAsPassword"  # noqa: S105 - a name
_SCHEMES = {
    _KEY: {
        "type": "http",
        "scheme": "bearer",
        "description": "A key that `broadsheet key` made.",
    },
    _KEY_AS_PASSWORD: {
        "type": "http",
        "scheme": "basic",
        "description": "To read: a key as the password, with any name.",
    },
}
_TAGS = {
    "Searching": "Finding articles.",
    "Reading out": "All that is found, as files.",
    "Describing": "What there is, and how queries are read.",
    "Articles": "Single articles, read and changed.",
    "Operating": "For those who run the server.",
    "Pages": "For people.",
}


def make_document(keys: Keys) -> dict[str, Any]:
    """Return the description where *keys* are known, but for its ``servers``."""
    told = list(operations())
    parameters = _Components()
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in told:
        described = _operation(each, parameters, keys)
        paths[each.path][each.method] = described
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "tags": [{"name": name, "description": of} for name, of in _TAGS.items()],
        "paths": dict(paths),
        "components": {
            "schemas": _schemas(told),
            "parameters": parameters.found,
            "headers": {
                name: {"description": of, "schema": _TEXT}
                for name, of in HEADERS.items()
            },
            "examples": error_examples(),
            "securitySchemes": _SCHEMES,
        },
    }


class _Components:
    """Objects that are told once and referred to."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def reference(self, name: str, of: str, value: dict[str, Any]) -> dict[str, str]:
        """Return a reference to *value*, called *name* or after what it is *of*."""
        if self.found.setdefault(name, value) != value:
            name = f"{of}.{name}"
            self.found[name] = value
        return {"$ref": f"#/components/parameters/{name}"}


def _schemas(told: Iterable[Operation]) -> dict[str, Any]:
    models: dict[type[Answer], None] = {
        model: None
        for each in told
        for answer in each.answers
        for model in answer.content.values()
        if model is not None
    }
    bodies = {
        each.parameters.__name__: body_schema(each.parameters)
        for each in told
        if each.body == "parameters" and each.parameters is not None
    }
    answers = answer_schemas([*models, ProblemDocument])
    for name, example in ANSWER_EXAMPLES.items():
        answers[name]["examples"] = [example]
    return {
        **answers,
        **bodies,
        "Article": record_schema(has_id=True),
        "ArticleOfAddress": record_schema(has_id=False),
        TIME_ZONE: time_zone_schema(),
    }


def _operation(told: Operation, components: _Components, keys: Keys) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": told.name,
        "tags": [told.tag],
        "summary": told.summary,
    }
    if told.description:
        described["description"] = told.description
    parameters = [*_path_parameters(told), *_url_parameters(told, components)]
    if parameters:
        described["parameters"] = parameters
    if told.body is not None:
        described["requestBody"] = {"required": True, "content": _body(told)}
    described["responses"] = responses(told, keys)
    described["security"] = _security(told, keys)
    return described


def _path_parameters(told: Operation) -> Iterator[dict[str, Any]]:
    known: dict[str, tuple[str, dict[str, Any]]] = {
        "article_id": (
            "The article's id, 1 to 512 bytes of UTF-8, percent-encoded as one piece "
            "of the path.",
            {**ID_SCHEMA, "examples": ["harbour-2024-11-storm"]},
        ),
        "code": (
            "The code of an error.",
            {"type": "string", "enum": sorted(ERROR_TEXTS)},
        ),
        "filename": ("The file's name.", {"type": "string", "enum": [*STATIC_FILES]}),
    }
    for name, (description, schema) in known.items():
        if f"{{{name}}}" in told.path:
            yield {
                "name": name,
                "in": "path",
                "required": True,
                "description": description,
                "schema": schema,
            }


def _url_parameters(
    told: Operation, components: _Components
) -> Iterator[dict[str, Any]]:
    model = told.parameters
    if model is None or told.body == "parameters":
        return
    for name, parameter in url_parameters(model):
        if told.is_page:
            _repair(parameter)
        of = f"{model.__name__}{'.page' if told.is_page else ''}"
        yield components.reference(name, of, parameter)


def _repair(parameter: dict[str, Any]) -> None:
    """Tell of *parameter* what a page takes: an empty field is as if left out."""
    schema = parameter["schema"]
    default = page_defaults().get(parameter["name"])
    if default is not None:
        schema["default"] = default
    if not parameter.get("required") and schema.get("type") != "array":
        outer = ("default", "examples")
        kept = {name: schema.pop(name) for name in outer if name in schema}
        kinds = schema.get("anyOf", [schema])
        empty = {"type": "string", "maxLength": 0}
        parameter["schema"] = {**kept, "anyOf": [*kinds, empty]}


def _body(told: Operation) -> dict[str, Any]:
    article = {_JSON: {"schema": {"$ref": "#/components/schemas/Article"}}}
    match told.body:
        case "parameters":
            name = (told.parameters or NoParameters).__name__
            return {_JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        case "article":
            schema = {"$ref": "#/components/schemas/ArticleOfAddress"}
            return {_JSON: {"schema": schema}}
        case _:
            of_lines = "Articles, each a JSON object in a line of its own."
            return article | {_LINES: {"schema": {**_TEXT, "description": of_lines}}}


def _security(told: Operation, keys: Keys) -> list[dict[str, list[str]]]:
    if told.access == "open":
        return []
    if told.access == "write":
        # Where nobody may write, no key helps.
        return [{_KEY: []}] if keys.allow_writing else []
    ways: list[dict[str, list[str]]] = [{_KEY: []}, {_KEY_AS_PASSWORD: []}]
    return ways if keys.guard_reading else [{}, *ways]
