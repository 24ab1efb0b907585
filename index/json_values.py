"""JSON values as an article keeps them: every string Unicode text, every number one.

What an application hands over is not always what a JSON parser gives. A value is
copied on the way, so that the record stays the caller's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .errors import UnusableRecordError
from .identity import type_name

#: How many lists and objects of a value may stand in each other.
MAX_DEPTH = 100
#: The types of what JSON calls a list.
LISTS = (list, tuple)

_SURROGATES = re.compile("[\ud800-\udfff]")


def wrong_type(field: str, value: object, cure: str) -> UnusableRecordError:
    """Return the refusal of a *value* that *field* cannot have."""
    return UnusableRecordError(f"{field}: found {type_name(value)}; {cure}")


def whole_text(text: str) -> str:
    """Return *text* with U+FFFD for what is not Unicode text."""
    if text.isascii():
        return text
    try:
        text.encode()  # several times as fast as to look for surrogates
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def json_value(value: Any, path: str, depth: int = 0) -> Any:
    """Return *value* as JSON has it, every string of it Unicode text.

    :param path: where the value stands in its record, for the refusal.
    :param depth: how many lists and objects it stands in.
    :raises UnusableRecordError: if JSON has no such value.
    """
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, LISTS):
        return _list(value, path, depth)
    if isinstance(value, dict):
        return json_object(value, path, depth)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        # Further ones are no number to most readers of JSON.
        return value if -(2**63) <= value < 2**64 else _digits(value, path)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json_object(value, path, depth)
    _check_depth(path, depth)
    raise wrong_type(path, value, "use what JSON has")


def json_object(value: Mapping[Any, Any], path: str, depth: int) -> dict[str, Any]:
    """Return the object *value* as :func:`json_value` does."""
    _check_depth(path, depth)
    made = {}
    for key, each in value.items():
        name = _key(key, path)
        if type(each) is str:  # as most are: it needs no path
            made[name] = whole_text(each)
        else:
            made[name] = json_value(each, _join(path, name), depth + 1)
    return made


def _list(value: Iterable[Any], path: str, depth: int) -> list[Any]:
    _check_depth(path, depth)
    inner = path + "[]"
    return [
        whole_text(each) if type(each) is str else json_value(each, inner, depth + 1)
        for each in value
    ]


def _check_depth(path: str, depth: int) -> None:
    if depth == MAX_DEPTH:
        raise UnusableRecordError(f"{path}: nested deeper than {MAX_DEPTH} levels")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise wrong_type(
            f"a key of {path or 'the record'}", key, "write it as a string"
        )
    return whole_text(key)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}"[:200] if path else key[:200]


def _digits(value: int, path: str) -> str:
    try:
        return str(value)
    except ValueError as error:
        raise UnusableRecordError(f"{path}: a number of too many digits") from error
