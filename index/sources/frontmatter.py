"""Front matter: the fields that stand before a text, in YAML or TOML."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from typing import Any, NamedTuple

from ..errors import UnusableRecordError
from .libraries import library

#: Longer front matter is none that a person wrote.
_MOST_CHARACTERS = 65_536
_MOST_DEPTH = 32
#: Brackets and braces; the time that YAML takes is that of their depth squared.
_MOST_BRACKETS = 1_000
_YAML = re.compile(
    r"---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M
)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<fields>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)


class FrontMatter(NamedTuple):
    """A text in two parts."""

    fields: dict[str, Any]
    text: str


def split_front_matter(text: str) -> FrontMatter:
    """Return the fields before *text*, if there are any, and the rest.

    Dates are strings, as in JSON. Without an end, or without fields in it, what looks
    like front matter is text.

    :raises UnusableRecordError: if it is not YAML or TOML, or has aliases, which may
        stand for any number of values.
    """
    for form, read in ((_YAML, _read_yaml), (_TOML, _read_toml)):
        match = form.match(text)
        if match is None:
            continue
        if len(match["fields"]) > _MOST_CHARACTERS:
            raise UnusableRecordError("the front matter is longer than 64 KiB")
        if sum(map(match["fields"].count, "[{")) > _MOST_BRACKETS:
            raise UnusableRecordError("the front matter is nested too deeply")
        fields = read(match["fields"])
        if isinstance(fields, dict):
            return FrontMatter(_plain(fields, 0), text[match.end() :])
    return FrontMatter({}, text)


def _read_toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusableRecordError(f"the front matter is not TOML: {error}") from error


def _read_yaml(text: str) -> Any:
    yaml = library("yaml", "ingest", "front matter")
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            reason = "the front matter has an alias (*name); write the value instead"
            raise UnusableRecordError(reason)
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        why = " ".join(str(error).split())[:200]
        raise UnusableRecordError(f"the front matter is not YAML: {why}") from error


def _plain(value: Any, depth: int) -> Any:
    """Return *value* as JSON has it."""
    if depth > _MOST_DEPTH:
        raise UnusableRecordError("the front matter is nested too deeply")
    match value:
        case dict():
            return {str(key): _plain(each, depth + 1) for key, each in value.items()}
        case list() | set() | tuple():
            return [_plain(each, depth + 1) for each in value]
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return value.decode("latin-1")
        case _:
            return value
