"""What an article is known by: the id it was given, or one made of its content."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TypeGuard

import orjson

from .errors import UnusableRecordError

MAX_ID_BYTES = 512

_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ABSOLUTE_URL = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]+)([^#]*)", re.I | re.A)
_HOST_AND_PORT = re.compile(r"(\[[^]]*]|[^:]*):?(\d*)", re.ASCII)
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_TYPE_NAMES = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    tuple: "a list",
    dict: "an object",
    type(None): "null",
}


def check_id(value: object) -> str:
    """Return the id that a record gives: a string, or an integer's digits.

    :raises UnusableRecordError: if it has another type, is not 1 to 512 UTF-8
        bytes long or holds a control or surrogate character.
    """
    if _is_plain(value):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > 8 * MAX_ID_BYTES:
            raise UnusableRecordError("id: a number too long for an id; shorten it")
        value = str(value)
    if not isinstance(value, str):
        raise UnusableRecordError(
            f"id: found {type_name(value)}; write it as a string, or leave it out to "
            "have one made from the url or the content"
        )
    if bad := _UNUSABLE.search(value):
        raise UnusableRecordError(
            f"id: character U+{ord(bad.group()):04X} at position {bad.start()} cannot "
            "stand in an id; take it out"
        )
    size = len(value.encode())
    if not 1 <= size <= MAX_ID_BYTES:
        raise UnusableRecordError(
            f"id: {size} bytes long; it needs 1 to {MAX_ID_BYTES} bytes of UTF-8, "
            "or leave it out to have one made"
        )
    return value


def _is_plain(value: object) -> TypeGuard[str]:
    """Whether *value* is an id as nearly all are, with nothing to look for in it."""
    return (
        type(value) is str
        and value.isascii()
        and value.isprintable()
        and 1 <= len(value) <= MAX_ID_BYTES
    )


def is_printable_id(text: str) -> bool:
    """Whether *text* is an id, and nothing in it is unseen."""
    return text.isprintable() and 1 <= len(text.encode()) <= MAX_ID_BYTES


def derived_id(url: str | None, title: str, body: str, published: object) -> str:
    """Return the id of an article that was given none: 16 hexadecimal digits.

    They are the first of the SHA-256 of the canonical *url*; where there is none,
    of ``[title, body, published]`` as JSON without spaces, in UTF-8, with
    *published* as the record has it.
    """
    canonical = None if url is None else canonical_url(url)
    if canonical is None:
        content = _to_json([title, body, published])
    else:
        content = canonical.encode()
    return sha256(content).hexdigest()[:16]


def _to_json(content: list[object]) -> bytes:
    if all(each is None or type(each) is str for each in content):
        return orjson.dumps(content)  # the same bytes, which numbers are not always
    return _COMPACT.encode(content).encode()


def canonical_url(url: str) -> str | None:
    """Return what every spelling of one address shares; None if it is not absolute.

    One without a host is not. Scheme and host are in lower case, a default port and
    the fragment are left out, and nothing else is changed.
    """
    match = _ABSOLUTE_URL.match(url)
    if match is None:
        return None
    scheme, (user, at, host) = match[1].lower(), match[2].rpartition("@")
    if found := _HOST_AND_PORT.fullmatch(host):
        host, port = found.groups()
        if not host:
            return None
        host += f":{port}" if port not in ("", _DEFAULT_PORTS.get(scheme)) else ""
    return f"{scheme}://{user}{at}{host.lower()}{match[3]}"


def type_name(value: object) -> str:
    """Return what JSON calls the type of *value*, with its article."""
    return _TYPE_NAMES.get(type(value), f"a value of type {type(value).__name__}")
