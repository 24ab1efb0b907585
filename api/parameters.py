"""From a request's URL or body to a model of its parameters.

Nothing is dropped: a name that is not known, a second value where one is
taken, text that is not UTF-8 or JSON that is not one object are all errors,
each naming its parameter and place.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import unquote_to_bytes

from flask import request
from pydantic import ValidationError

from ..search import FILTERS, ParameterError, Problem, unknown_parameter
from .body import json_object
from .errors import EncodingError, RepeatedParameterError, UnknownParameterError
from .parameter_types import TYPED, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .parameter_types import Parameters

P = TypeVar("P", bound="Parameters")

#: Each name with all the values it was given, filters to exclude as
#: ``exclude.source``.
Given: TypeAlias = dict[str, list[Any]]

_EXCLUDE = "exclude."


def read_parameters(model: type[P], max_body_bytes: int) -> P:
    """Return the parameters of the current request.

    A GET has them in its URL, a POST in its body alone.

    :raises RequestError: if they are not those of *model*.
    """
    given = url_values()
    if request.method == "POST":
        if given:
            raise ParameterError(*map(_in_url, given))
        return to_model(model, _body_values(max_body_bytes), context=TYPED)
    return to_model(model, given)


def read_given(model: type[Parameters], max_body_bytes: int) -> dict[str, Any]:
    """Return the parameters of the current request that were given, by name.

    They are those of :func:`read_parameters`, which raises the same. Where all are
    single texts of a URL, as they mostly are, no model has to be made.
    """
    if request.method != "POST":
        given = url_values()
        free = _free_texts(model)
        if given and all(name in free and len(given[name]) == 1 for name in given):
            return {name: values[0] for name, values in given.items()}
        return to_model(model, given).given()
    return read_parameters(model, max_body_bytes).given()


def read_url_parameters(model: type[P]) -> P:
    """Return the parameters in the URL of the current request, whatever its method.

    :raises RequestError: if they are not those of *model*.
    """
    return to_model(model, url_values())


def to_model(model: type[P], given: Given, context: dict[str, Any] | None = None) -> P:
    """Return *given* as a *model*.

    :param context: :data:`~.parameter_types.TYPED` for the values of a JSON body.
    :raises RequestError: if they do not fit it.
    """
    many = _many_by_name(model)
    unknown = [unknown_parameter(name, many) for name in given if name not in many]
    if unknown:
        raise UnknownParameterError(*unknown)
    repeated = repeated_names(model, given)
    if repeated:
        raise RepeatedParameterError(
            *(_repeated(name, len(given[name])) for name in repeated)
        )
    try:
        return model.model_validate(_nested(model, given), context=context)
    except ValidationError as error:
        raise ParameterError(*map(_mistyped, _details(error))) from None


def url_values() -> Given:
    """Return the parameters in the URL of the current request.

    :raises EncodingError: if one is not UTF-8 once percent-decoded.
    """
    found: Given = {}
    for part in request.query_string.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            text = _decoded(name, "the name of a parameter")
            found.setdefault(text, []).append(_decoded(value, text))
    return found


def known_names(model: type[Parameters]) -> tuple[str, ...]:
    """Return the names that *model* takes, as they stand in a URL."""
    return tuple(_many_by_name(model))


def repeated_names(model: type[Parameters], given: Given) -> list[str]:
    """Return the names that take one value in *model* and were given more."""
    many = _many_by_name(model)
    return [
        name for name, values in given.items() if len(values) > 1 and not many[name]
    ]


@cache
def _free_texts(model: type[Parameters]) -> frozenset[str]:
    """Return the parameters that any text may be given for; none if one is needed."""
    fields = model.model_fields
    if any(field.is_required() for field in fields.values()):
        return frozenset()
    return frozenset(
        name for name, field in fields.items() if field.annotation in (str, Text | None)
    )


@cache
def _many_by_name(model: type[Parameters]) -> Mapping[str, bool]:
    """Return, by each name that *model* takes, whether it takes several values."""
    fields = model.model_fields
    many = {
        name: field.annotation == tuple[str, ...]
        for name, field in fields.items()
        if name != "exclude"
    }
    if "exclude" in fields:
        many |= dict.fromkeys([_EXCLUDE + each for each in FILTERS], True)
    return many


def _body_values(max_body_bytes: int) -> Given:
    found: Given = {}
    for name, value in json_object(max_body_bytes).items():
        if name == "exclude" and isinstance(value, dict):
            for each, excluded in value.items():
                found.setdefault(_EXCLUDE + each, []).append(excluded)
        elif value is not None:
            found.setdefault(name, []).append(value)
        elif name != "exclude":
            # As if left out, if there is such a parameter.
            found.setdefault(name, [])
    return found


def _nested(model: type[Parameters], given: Given) -> dict[str, Any]:
    many = _many_by_name(model)
    nested: dict[str, Any] = {}
    for name, values in given.items():
        if not values:
            continue
        if not many[name]:
            nested[name] = values[0]
            continue
        several = [
            each
            for value in values
            for each in (value if isinstance(value, list) else [value])
        ]
        if name.startswith(_EXCLUDE):
            nested.setdefault("exclude", {})[name.removeprefix(_EXCLUDE)] = several
        else:
            nested[name] = several
    return nested


def _decoded(raw: bytes, parameter: str) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as error:
        raise EncodingError(
            Problem(
                parameter=parameter,
                code="invalid_utf8",
                detail=f"{parameter} is not UTF-8 from its byte {error.start} on; "
                "percent-encode it as UTF-8",
            )
        ) from None


def _details(error: ValidationError) -> list[Any]:
    return list(
        error.errors(include_url=False, include_context=False, include_input=False)
    )


def _mistyped(detail: Any) -> Problem:
    name = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "missing":
        return Problem(name, "missing_parameter", f"{name} is missing")
    return Problem(
        parameter=name, code=str(detail["type"]), detail=f"{name} {detail['msg']}"
    )


def _repeated(name: str, times: int) -> Problem:
    return Problem(
        parameter=name,
        code="repeated_parameter",
        detail=f"{name} takes one value and was given {times}",
    )


def _in_url(name: str) -> Problem:
    return Problem(
        parameter=name,
        code="parameter_in_url",
        detail=f"{name} stands in the URL of a POST; put it into the JSON body",
    )
