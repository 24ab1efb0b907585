"""The types of parameters, and the model that all of their models are.

The text of a URL and the typed value of a JSON body become the same thing here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from ..search import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

_WHOLE = re.compile(r"-?[0-9]{1,1000}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
#: The validation context of values that are typed: those of a JSON body.
TYPED = {"typed": True}


def _is_text(value: Any, info: ValidationInfo) -> bool:
    """Whether *value* is the text of a URL, in which numbers and flags are texts."""
    return isinstance(value, str) and info.context is not TYPED


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise PydanticCustomError("not_text", "must be text")


def _whole(value: Any, info: ValidationInfo) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)  # JSON has one type of numbers: 1.0 is 1
    if _is_text(value, info) and _WHOLE.fullmatch(value):
        return int(value)
    raise PydanticCustomError("not_a_number", "must be a whole number")


def _flag(value: Any, info: ValidationInfo) -> bool:
    if isinstance(value, bool):
        return value
    if _is_text(value, info) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    raise PydanticCustomError("not_a_flag", "must be true or false")


def _snippets(value: Any, info: ValidationInfo) -> int | str:
    return "all" if value == "all" else _whole(value, info)


def _values(value: Any) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    if all(isinstance(each, str) for each in several):
        return tuple(several)
    raise PydanticCustomError("not_texts", "must be a text or a list of texts")


def _names(value: Any) -> tuple[str, ...]:
    parts = [part.strip(" ") for each in _values(value) for part in each.split(",")]
    return tuple(part for part in parts if part)


Text: TypeAlias = Annotated[str, BeforeValidator(_text)]
Whole: TypeAlias = Annotated[int, BeforeValidator(_whole)]
Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag)]
Snippets: TypeAlias = Annotated[int | str, BeforeValidator(_snippets)]
#: Texts as given, repeated or in a list; a comma is part of a value.
Values: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_values)]
#: Names, repeated, in a list or separated by commas.
Names: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_names)]


class Parameters(BaseModel):
    """The parameters of one address; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: By name: which values of its type may be given, as keywords of JSON Schema.
    allowed: ClassVar[Mapping[str, Mapping[str, Any]]] = ALLOWED

    def given(self) -> dict[str, Any]:
        """Return the values that were given, by name; no defaults."""
        return {name: getattr(self, name) for name in self.model_fields_set}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema that the types tell, with what else the rules allow."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        for name, told in schema["properties"].items():
            told.update(cls.allowed.get(name, {}))
        return schema
