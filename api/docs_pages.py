"""What the pages of the description show, taken from the description itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from .error_texts import ERROR_TEXTS, ErrorText
from .errors import failure_of
from .problems import example_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_METHODS = ("get", "post", "put", "delete")
_JSON = "application/json"
#: What a page's example asks for, where there is an example.
_SHOWN = ("q", "id")
_SAMPLE_BODY = '{"title": "Harbour wall holds", "published": "2024-11-23"}'


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A row of a table of parameters."""

    name: str
    is_required: bool
    kind: str
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class ShownResponse:
    """A row of a table of answers."""

    status: str
    description: str
    media_types: tuple[str, ...]
    #: The name of its schema, if it has one, as an anchor of the page.
    schema: str | None


@dataclass(frozen=True, slots=True)
class ShownOperation:
    """A method of an address."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ShownParameter, ...]
    #: What stands in its body, in words; None if it has none.
    body: str | None
    responses: tuple[ShownResponse, ...]
    #: Who may use it, in words.
    access: str
    #: The rest of a command that tries it, after the address of the server.
    curl: str


@dataclass(frozen=True, slots=True)
class ShownSchema:
    """An object that is answered or sent."""

    name: str
    description: str
    fields: tuple[ShownParameter, ...]
    #: One of it as JSON, if there is an example.
    example: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """Operations of one kind."""

    name: str
    description: str
    operations: tuple[ShownOperation, ...]


def sections(document: dict[str, Any]) -> list[Section]:
    """Return the operations of *document* by their tags."""
    shown = [
        (operation["tags"][0], _operation(document, path, method, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS
    ]
    return [
        Section(
            tag["name"],
            tag["description"],
            tuple(each for name, each in shown if name == tag["name"]),
        )
        for tag in document["tags"]
    ]


def shown_schemas(document: dict[str, Any]) -> list[ShownSchema]:
    """Return the objects of *document* that have fields, by name."""
    return [
        ShownSchema(
            name,
            schema.get("description", ""),
            tuple(
                ShownParameter(
                    field,
                    field in schema.get("required", ()),
                    kind_of(told),
                    _default(told),
                    told.get("description", ""),
                )
                for field, told in schema["properties"].items()
            ),
            _shown_json(schema["examples"][0]) if "examples" in schema else None,
        )
        for name, schema in sorted(document["components"]["schemas"].items())
        if "properties" in schema
    ]


def _operation(
    document: dict[str, Any], path: str, method: str, told: dict[str, Any]
) -> ShownOperation:
    parameters = [_resolved(document, each) for each in told.get("parameters", ())]
    return ShownOperation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        parameters=tuple(
            ShownParameter(
                each["name"],
                each.get("required", False),
                kind_of(each["schema"]),
                _default(each["schema"]),
                each["description"],
            )
            for each in parameters
        ),
        body=_body(told),
        responses=tuple(_responses(told)),
        access=_access(told),
        curl=_curl(path, method, told, parameters),
    )


def _resolved(document: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        found: dict[str, Any] = document["components"]["parameters"][name]
        return found
    return told


def _body(told: dict[str, Any]) -> str | None:
    if "requestBody" not in told:
        return None
    content = told["requestBody"]["content"]
    return " or ".join(
        f"{media_type} ({kind_of(each['schema'])})"
        for media_type, each in content.items()
    )


def _responses(told: dict[str, Any]) -> Iterator[ShownResponse]:
    for status, response in told["responses"].items():
        content = response.get("content", {})
        schemas = [each["schema"].get("$ref", "") for each in content.values()]
        name = next((each.rpartition("/")[2] for each in schemas if each), None)
        yield ShownResponse(status, response["description"], tuple(content), name)


def _shown_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _access(told: dict[str, Any]) -> str:
    security = told["security"]
    if "403" in told["responses"] and not security:
        return "Nobody may do this here: there is no key that may write."
    if not security:
        return "No key is needed."
    if {} in security:
        return "No key is needed to read here; a wrong one is refused."
    if len(security) == 1:
        return "Needs a key that may write."
    return "Needs a key."


def kind_of(schema: dict[str, Any]) -> str:
    """Return in words what a value of *schema* is.

    >>> kind_of({"type": "integer", "minimum": 1, "maximum": 100})
    'whole number, 1 to 100'
    >>> kind_of({"anyOf": [{"enum": ["all"]}, {"type": "null"}]})
    'all, or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        kinds = [
            kind_of(each) for each in schema["anyOf"] if each.get("maxLength") != 0
        ]
        lists = {f"list: {kind}" for kind in kinds} & {*kinds}
        one_or_many = [
            f"{kind} (or a list)" if f"list: {kind}" in lists else kind
            for kind in kinds
            if kind not in lists
        ]
        return ", or ".join(dict.fromkeys(one_or_many))
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "pattern" in schema and "description" in schema:
        return str(schema["description"])
    kind = schema.get("type", "anything")
    if kind == "array":
        of = schema.get("items", {})
        return f"list: {kind_of(of)}" if of else "span: two whole numbers"
    if kind == "integer" and "maximum" in schema:
        return f"whole number, {schema['minimum']:,} to {schema['maximum']:,}"
    return (
        _WORDS.get(kind, kind)
        if isinstance(kind, str)
        else " or ".join(_WORDS.get(each, each) for each in kind)
    )


_WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
}


def _default(schema: dict[str, Any]) -> str | None:
    value = schema.get("default")
    if value is None or value == [] or value == {} or value == "":
        return None
    if isinstance(value, list):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value)


def _curl(
    path: str, method: str, told: dict[str, Any], parameters: list[dict[str, Any]]
) -> str:
    pairs = []
    for each in parameters:
        examples = each["schema"].get("examples")
        if each["in"] == "path":
            value = examples[0] if examples else each["schema"]["enum"][0]
            path = path.replace(f"{{{each['name']}}}", quote(value, safe=""))
        elif examples and each["name"] in _SHOWN:
            pairs.append((each["name"], examples[0]))
    address = f"{path}?{urlencode(pairs)}" if pairs else path
    options = "" if method == "get" else f" -X {method.upper()}"
    if told["security"] == [{"key": []}]:
        options += " -H 'Authorization: Bearer KEY'"
    if "requestBody" in told:
        body = '{"q": "harbour"}' if told["tags"] != ["Articles"] else _SAMPLE_BODY
        options += f" -H 'Content-Type: {_JSON}' -d '{body}'"
    return f"{address}'{options}"


def coded(text: str, links: Mapping[str, str]) -> Markup:
    """Return *text* as HTML: what stands between backticks is code, and maybe a link.

    >>> coded("a `b` <c>", {})
    Markup('a <code>b</code> &lt;c&gt;')
    """
    made = Markup()
    for place, part in enumerate(text.split("`")):
        if place % 2 == 0:
            made += part
        elif part in links:
            made += Markup('<a href="{}"><code>{}</code></a>').format(links[part], part)
        else:
            made += Markup("<code>{}</code>").format(part)
    return made


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error as its page tells it."""

    code: str
    #: None for what no request is answered with.
    status: int | None
    title: str
    text: ErrorText
    #: A document of it, as JSON; None for what no request is answered with.
    example: str | None

    @classmethod
    def of(cls, code: str, address: str = "") -> ErrorPage | None:
        """Return the page of the error *code*; None if there is no such error.

        :param address: of the page, for its example.
        """
        text = ERROR_TEXTS.get(code)
        if text is None:
            return None
        if text.example is None:
            return cls(code, None, text.meaning.removesuffix("."), text, None)
        failure = failure_of(text.example)
        example = _shown_json(example_document(failure, address))
        return cls(code, failure.status, failure.title, text, example)

    @classmethod
    def all(cls) -> list[ErrorPage]:
        """Return the page of every error there is."""
        found = [cls.of(code) for code in ERROR_TEXTS]
        return [page for page in found if page is not None]
