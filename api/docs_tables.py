"""Tables of the description: parameters and fields, and what values they take."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

#: The address that takes what a question is made of and nothing else, and its body.
_QUESTION = "/v1/query/parse"
_QUESTION_BODY = "QuestionParameters"


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A row of a table of parameters."""

    name: str
    is_required: bool
    #: What its values are; names of objects are in backticks.
    kind: str
    default: str | None
    description: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> ShownParameter:
        """Return the row of a parameter as OpenAPI has it."""
        schema = told["schema"]
        return cls(
            told["name"],
            told.get("required", False),
            kind_of(schema),
            _default(schema),
            told["description"],
        )


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table of parameters; what several have in common stands in one of them."""

    rows: tuple[ShownParameter, ...]
    #: What else belongs to it: its name, and its anchor on the page.
    common: tuple[str, str] | None = None

    @property
    def has_defaults(self) -> bool:
        """Whether any row has a default."""
        return any(row.default is not None for row in self.rows)

    def without(self, name: str, anchor: str, common: ShownTable) -> ShownTable:
        """Return the table without the rows of *common*, if it has all of them.

        A row that is told otherwise here stays.
        """
        names = {row.name for row in self.rows}
        if self.common or not names.issuperset(row.name for row in common.rows):
            return self
        own = tuple(row for row in self.rows if row not in common.rows)
        return ShownTable(own, (name, anchor))


@dataclass(frozen=True, slots=True)
class ShownSchema:
    """An object that is answered or sent."""

    name: str
    description: str
    fields: ShownTable
    #: One of it as JSON, if there is an example.
    example: str | None


def question_table(document: dict[str, Any]) -> ShownTable:
    """Return what a question is made of."""
    return parameter_table(document, document["paths"][_QUESTION]["get"])


def parameter_table(document: dict[str, Any], operation: dict[str, Any]) -> ShownTable:
    """Return all parameters of an operation of *document*."""
    told = operation.get("parameters", ())
    return ShownTable(
        tuple(ShownParameter.of(resolved(document, each)) for each in told)
    )


def resolved(document: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return the parameter that *told* is or refers to."""
    if "$ref" in told:
        name = told["$ref"].rpartition("/")[2]
        found: dict[str, Any] = document["components"]["parameters"][name]
        return found
    return told


def shown_schemas(document: dict[str, Any]) -> list[ShownSchema]:
    """Return the objects of *document* that have fields, by name."""
    schemas = document["components"]["schemas"]
    return [
        ShownSchema(
            name,
            schema.get("description", ""),
            _field_table(name, schemas),
            shown_json(schema["examples"][0]) if "examples" in schema else None,
        )
        for name, schema in sorted(schemas.items())
        if "properties" in schema
    ]


def _field_table(name: str, schemas: dict[str, Any]) -> ShownTable:
    table = ShownTable(_fields(schemas[name]))
    if name == _QUESTION_BODY:
        return table
    question = ShownTable(_fields(schemas[_QUESTION_BODY]))
    return table.without(_QUESTION_BODY, f"object-{_QUESTION_BODY}", question)


def _fields(schema: dict[str, Any]) -> tuple[ShownParameter, ...]:
    return tuple(
        ShownParameter(
            field,
            field in schema.get("required", ()),
            kind_of(told),
            _default(told),
            told.get("description", ""),
        )
        for field, told in schema["properties"].items()
    )


def shown_json(value: Any) -> str:
    """Return *value* as JSON to be read."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def kind_of(schema: dict[str, Any]) -> str:
    """Return in words what a value of *schema* is; names of objects are in backticks.

    >>> kind_of({"type": "integer", "minimum": 1, "maximum": 100})
    'whole number, 1 to 100'
    >>> kind_of({"anyOf": [{"enum": ["all"]}, {"type": "null"}]})
    'all, or null'
    """
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
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
