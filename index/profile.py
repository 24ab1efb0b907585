r"""Profile: how the articles of one system are read, as a small TOML file says.

::

    [fields]                        # our field = the key of their records
    title = "headline"
    id = "meta.guid"                # a path into objects

    [join]                          # our field = several keys, one after another
    body = { keys = ["lead", "text"], with = "\n\n" }
    authors = ["author1", "author2"]

    [constants]                     # what a record does not give itself
    source = "The Norrby Post"

    [files]
    encoding = "windows-1252"       # of lines, JSON and tables; else it is found out

    [dates]
    formats = ["%d.%m.%Y %H:%M"]    # tried first, as strptime has them
    timezone = "Europe/Stockholm"   # of times that name none
    day_first = true                # how 03/04/2016 is meant

    [cleaning]
    clean = ["language"]            # steps that are taken as well
    no_clean = ["markup"]           # steps that are not
    link_lists = ["Mer från Norrby"]  # further lines that a list of links begins with

Every table and key may be missing; one that is unknown is an error.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .cleaning.encoding import known_encoding
from .cleaning.steps import Cleaning
from .errors import SettingsError
from .field_mapping import LIST_FIELDS, RECORD_FIELDS, FieldMapping, Join
from .zones import zone_of

_TABLES: Mapping[str, tuple[str, ...]] = {
    "fields": RECORD_FIELDS,
    "join": RECORD_FIELDS,
    "constants": RECORD_FIELDS,
    "files": ("encoding",),
    "dates": ("formats", "timezone", "day_first"),
    "cleaning": ("clean", "no_clean", "link_lists"),
}
_JOIN_KEYS = ("keys", "with")
_HEADER = re.compile(r"\s*\[\s*([\w.\"'-]+)\s*\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[.=]")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Profile:
    """How the articles of one system are read."""

    mapping: FieldMapping = field(default_factory=FieldMapping)
    cleaning: Cleaning = field(default_factory=Cleaning)
    #: None is that of the archive.
    timezone: str | None = None
    #: None leaves dates unread whose order cannot be told.
    day_first: bool | None = None
    #: None finds out what a file that is not UTF-8 is in.
    encoding: str | None = None


def read_profile(path: str | Path) -> Profile:
    """Return the profile in the file *path*.

    :raises SettingsError: if it cannot be read, or with the line of what is wrong.
    """
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8"
        raise SettingsError(str(path), f"cannot be read: {reason}") from error
    return parse_profile(text, str(path))


def parse_profile(text: str, path: str = "profile") -> Profile:
    """Return the profile that *text* is; *path* is what errors call it."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"{path}:{place[1]}:{place[2]}" if place and place[1] else path
        reason = _PLACE.sub("", str(error))
        raise SettingsError(
            where, f"not TOML: {reason[:1].lower()}{reason[1:]}"
        ) from error
    return _Reader(text, path, tables).profile()


class _Reader:
    """Makes a profile of the tables of a file."""

    def __init__(self, text: str, path: str, tables: Mapping[str, Any]) -> None:
        self._text = text
        self._path = path
        self._tables = tables

    def profile(self) -> Profile:
        for table, content in self._tables.items():
            self._check_known(None, table, _TABLES)
            if not isinstance(content, dict):
                raise self._error(None, table, f"write it as a table: [{table}]")
            for key in content:
                self._check_known(table, key, _TABLES[table])
        return Profile(
            self._mapping(),
            self._cleaning(),
            self._timezone(),
            self._value("dates", "day_first", bool, "true or false"),
            self._encoding(),
        )

    def _mapping(self) -> FieldMapping:
        keys = {
            name: self._value("fields", name, str, "the name of a key")
            for name in self._all("fields")
        }
        joins = {name: self._join(name) for name in self._all("join")}
        constants = {name: self._constant(name) for name in self._all("constants")}
        formats = self._texts("dates", "formats")
        for name in joins:
            if name in keys:
                raise self._error("join", name, "it is in [fields] as well; choose one")
        try:
            return FieldMapping(keys, joins, constants, formats)
        except SettingsError as error:
            raise self._error("dates", "formats", error.reason) from error

    def _cleaning(self) -> Cleaning:
        clean = self._texts("cleaning", "clean")
        no_clean = self._texts("cleaning", "no_clean")
        phrases = self._texts("cleaning", "link_lists")
        key = "clean"
        try:
            cleaning = Cleaning().changed(clean, phrases=phrases)
            key = "no_clean"
            Cleaning().changed(clean, no_clean)
            return cleaning.changed(no_clean=no_clean)
        except SettingsError as error:
            raise self._error("cleaning", key, error.reason) from error

    def _timezone(self) -> str | None:
        zone: str | None = self._value("dates", "timezone", str, "a zone")
        try:
            if zone is not None:
                zone_of(zone)
        except SettingsError as error:
            raise self._error("dates", "timezone", error.reason) from error
        return zone

    def _encoding(self) -> str | None:
        encoding: str | None = self._value("files", "encoding", str, "a name")
        try:
            return None if encoding is None else known_encoding(encoding)
        except SettingsError as error:
            raise self._error("files", "encoding", error.reason) from error

    def _join(self, name: str) -> Join:
        content = self._tables["join"][name]
        if isinstance(content, list):
            content = {"keys": content}
        if not isinstance(content, dict):
            raise self._error("join", name, 'write it as ["key", "other key"]')
        for key in content:
            if key not in _JOIN_KEYS:
                raise self._error(
                    "join", name, f"unknown key {key!r}; {_cure(key, _JOIN_KEYS)}"
                )
        keys, separator = content.get("keys"), content.get("with", " ")
        if not _is_texts(keys) or not keys:
            raise self._error("join", name, 'keys: write it as ["key", "other key"]')
        if not isinstance(separator, str):
            raise self._error("join", name, "with: write it as a text")
        return Join(tuple(keys), separator)

    def _constant(self, name: str) -> Any:
        value = self._tables["constants"][name]
        if isinstance(value, str) or (name in LIST_FIELDS and _is_texts(value)):
            return value
        cure = "a text or a list of texts" if name in LIST_FIELDS else "a text"
        raise self._error("constants", name, f"write it as {cure}")

    def _all(self, table: str) -> Mapping[str, Any]:
        content: Mapping[str, Any] = self._tables.get(table, {})
        return content

    def _value(self, table: str, key: str, kind: type, cure: str) -> Any:
        """Return a value of the type *kind*, or None."""
        value = self._all(table).get(key)
        if value is None or (isinstance(value, kind) and value != ""):
            return value
        raise self._error(table, key, f"write it as {cure}")

    def _texts(self, table: str, key: str) -> tuple[str, ...]:
        value = self._all(table).get(key, [])
        value = [value] if isinstance(value, str) else value
        if not _is_texts(value):
            raise self._error(table, key, "write it as a list of texts")
        return tuple(value)

    def _check_known(
        self, table: str | None, key: str, known: Mapping[str, Any] | tuple[str, ...]
    ) -> None:
        if key not in known:
            where = f" in [{table}]" if table else ""
            reason = f"unknown key {key!r}{where}; {_cure(key, known)}"
            raise SettingsError(self._where(table, key), reason)

    def _error(self, table: str | None, key: str, reason: str) -> SettingsError:
        return SettingsError(self._where(table, key), f"{key}: {reason}")

    def _where(self, table: str | None, key: str) -> str:
        """Return the path and the line that *key* of *table* stands in."""
        line = _line_of(self._text, table, key)
        return f"{self._path}:{line}" if line else self._path


def _line_of(text: str, table: str | None, key: str) -> int | None:
    """Return the first line that gives *key* in *table*; None if none is found.

    :param table: None if *key* is a table, or stands before the first one.
    """
    current = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name, _, inner = header[1].replace('"', "").partition(".")
            if (table is None and name == key) or (name == table and inner == key):
                return number
            current = name
        elif given := _KEY.match(line):
            if current == table and given[1] == key:
                return number
            # The table in a line: dates.formats = ["%Y"], dates = {formats = []}.
            if current is None and given[1] == (table or key):
                return number
    return None


def _cure(key: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    near = get_close_matches(key, known, 1)
    return f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
