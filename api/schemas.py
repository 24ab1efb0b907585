"""JSON Schemas of parameters and answers, as the description states them.

They are made of the models: each parameter once as it stands in a URL, where all is
text and lists are repeated, and once as a JSON body has it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from ..index import zone_names
from ..search import FILTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel

    from .parameter_types import Parameters

_REFERENCE = "#/components/schemas/{model}"
TIME_ZONE = "TimeZone"
_NULL = {"type": "null"}
#: Told before all others.
_FOREMOST = ("q", "id")


class _Schemas(GenerateJsonSchema):
    """Without the titles and the nulls that only repeat a name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Give no field a title."""
        del schema
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        """Return the schema with its default, unless that is None."""
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def answer_schemas(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    """Return the components of *models* and of all that they refer to, by name."""
    _, found = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=_REFERENCE,
        schema_generator=_Schemas,
    )
    components: dict[str, Any] = found["$defs"]
    return components


def time_zone_schema() -> dict[str, Any]:
    """Return the component of the names of time zones."""
    # No enumeration: they are six hundred, and who tries all values tries them all
    # at every address.
    names = "|".join(zone_names()).replace("+", "[+]")
    return {
        "type": "string",
        "description": "An IANA name of a time zone",
        "pattern": f"^({names})$",
        "examples": ["Europe/London", "UTC"],
    }


def url_parameters(model: type[Parameters]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and parameter object of each parameter of *model* in a URL."""
    schema = _model_schema(model)
    for name, told in schema["properties"].items():
        description = told.pop("description")
        if name == "exclude":
            values = told["additionalProperties"]
            for each in FILTERS:
                told_of = f"No articles with this {each}, as `{each}` has it."
                yield _query(f"exclude.{each}", told_of, deepcopy(values))
        else:
            required = name in schema.get("required", ())
            yield _query(name, description, _in_url(told), required=required)


def body_schema(model: type[Parameters]) -> dict[str, Any]:
    """Return the schema of a JSON body with the parameters of *model*."""
    schema = _model_schema(model)
    required = schema.get("required", [])
    properties: dict[str, Any] = {}
    for name, told in schema["properties"].items():
        if name == "exclude":
            values = _listed(deepcopy(told["additionalProperties"]))
            filters: dict[str, Any] = {each: deepcopy(values) for each in FILTERS}
            told.update(properties=filters, additionalProperties=False)
            properties[name] = _or_null(told)
            for each in FILTERS:
                properties[f"exclude.{each}"] = _or_null(deepcopy(values))
        else:
            value = _listed(_in_url(told))
            properties[name] = value if name in required else _or_null(value)
    described = {"required": required} if required else {}
    return described | {
        "type": "object",
        "description": f"{model.__doc__} What is null is as if left out.",
        "properties": properties,
        "additionalProperties": False,
    }


def _model_schema(model: type[Parameters]) -> dict[str, Any]:
    schema = deepcopy(model.model_json_schema(schema_generator=_Schemas))
    properties = schema["properties"]
    for told in properties.values():
        _simplify(told)
    schema["properties"] = {
        name: properties[name]
        for name in sorted(properties, key=lambda name: name not in _FOREMOST)
    }
    return schema


def _simplify(told: dict[str, Any]) -> None:
    """Take the null out of *told*, which stands for what is not given."""
    kinds = [kind for kind in told.get("anyOf", ()) if kind != _NULL]
    if len(kinds) == 1:
        del told["anyOf"]
        told.update(kinds[0])
    elif kinds:
        told["anyOf"] = kinds
    if told.get("format") == "iana-time-zone":
        for name in ("format", "type"):
            del told[name]
        told["$ref"] = _REFERENCE.format(model=TIME_ZONE)


def _query(
    name: str, description: str, schema: dict[str, Any], *, required: bool = False
) -> tuple[str, dict[str, Any]]:
    parameter = {"name": name, "in": "query", "description": description}
    return name, parameter | ({"required": True} if required else {}) | {
        "schema": schema
    }


def _in_url(told: dict[str, Any]) -> dict[str, Any]:
    """Return *told*, of a list of names, with the commas that may separate them."""
    items = told.get("items", {})
    if "enum" in items:
        told["items"] = _names(items["enum"], at_least=told.get("minItems", 0))
    return told


def _names(known: list[str], at_least: int) -> dict[str, Any]:
    several = f"({'|'.join(known)})"
    pattern = f"{several}( *,[ ,]*{several})*[ ,]*"
    return {
        "type": "string",
        "description": f"{', '.join(known)}; several may be separated by commas",
        "pattern": f"^[ ,]*{pattern if at_least else f'({pattern})?'}$",
    }


def _listed(told: dict[str, Any]) -> dict[str, Any]:
    """Return *told* of a list with the one value that may stand for it."""
    if told.get("type") != "array":
        return told
    one = told["items"]
    outer = ("description", "default", "examples")
    kept = {name: told.pop(name) for name in outer if name in told}
    return {**kept, "anyOf": [told, one]}


def _or_null(told: dict[str, Any]) -> dict[str, Any]:
    outer = ("description", "default", "examples")
    kept = {name: told.pop(name) for name in outer if name in told}
    kinds = told["anyOf"] if set(told) == {"anyOf"} else [told]
    return {**kept, "anyOf": [*kinds, _NULL]}
