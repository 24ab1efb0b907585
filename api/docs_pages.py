"""What the pages of the description show, taken from the description itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from .answer_models import ProblemDocument
from .docs_tables import (
    ShownTable,
    kind_of,
    parameter_table,
    question_table,
    resolved,
    shown_json,
)
from .error_texts import ERROR_TEXTS, ErrorText
from .errors import failure_of
from .problems import example_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_METHODS = ("get", "post", "put", "delete")
_JSON = "application/json"
#: The address with the most parameters, which pages take as well.
_SEARCH = "/v1/search"
#: What a page's example asks for, where there is an example.
_SHOWN = ("q", "id")
_SAMPLE_BODY = '{"title": "Harbour wall holds", "published": "2024-11-23"}'


@dataclass(frozen=True, slots=True)
class ShownResponse:
    """An answer."""

    status: str
    description: str
    #: None where it is an error as all are, or empty.
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
    parameters: ShownTable
    #: What stands in its body, in words; None if it has none.
    body: str | None
    responses: tuple[ShownResponse, ...]
    #: Who may use it, in words.
    access: str
    #: The rest of a command that tries it, after the address of the server.
    curl: str


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


def _operation(
    document: dict[str, Any], path: str, method: str, told: dict[str, Any]
) -> ShownOperation:
    parameters = [resolved(document, each) for each in told.get("parameters", ())]
    return ShownOperation(
        name=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        parameters=_own_parameters(document, told),
        body=_body(told),
        responses=tuple(_responses(told)),
        access=_access(told),
        curl=_curl(path, method, told, parameters),
    )


def _own_parameters(document: dict[str, Any], told: dict[str, Any]) -> ShownTable:
    """Return the parameters of an operation without those that stand elsewhere."""
    table = parameter_table(document, told)
    search = document["paths"][_SEARCH]["get"]
    if told is not search:
        name = f"GET {_SEARCH}"
        common = parameter_table(document, search)
        table = table.without(name, search["operationId"], common)
    return table.without("the question", "question", question_table(document))


def _body(told: dict[str, Any]) -> str | None:
    if "requestBody" not in told:
        return None
    content = told["requestBody"]["content"]
    return " or ".join(
        f"{media_type}: {each['schema'].get('description') or kind_of(each['schema'])}"
        for media_type, each in content.items()
    )


def _responses(told: dict[str, Any]) -> Iterator[ShownResponse]:
    for status, response in told["responses"].items():
        content = response.get("content", {})
        schemas = [each["schema"].get("$ref", "") for each in content.values()]
        name = next((each.rpartition("/")[2] for each in schemas if each), None)
        if name == ProblemDocument.__name__:
            # Said once, of all.
            content, name = {}, None
        yield ShownResponse(status, response["description"], tuple(content), name)


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
        example = shown_json(example_document(failure, address))
        return cls(code, failure.status, failure.title, text, example)

    @classmethod
    def all(cls) -> list[ErrorPage]:
        """Return the page of every error there is."""
        found = [cls.of(code) for code in ERROR_TEXTS]
        return [page for page in found if page is not None]
