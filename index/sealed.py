"""Sealed: small JSON files with a checksum of their content in them."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson

from .errors import ArchiveCorruptError

if TYPE_CHECKING:
    from pathlib import Path

_CHECKSUM_BYTES = 16


def seal(content: dict[str, Any]) -> bytes:
    """Return *content* as one JSON line with its checksum."""
    checksum = _checksum(content)
    return orjson.dumps({**content, "checksum": checksum}) + b"\n"


def unseal(path: Path, line: bytes) -> dict[str, Any]:
    """Return the content of *line*.

    :param path: the file it was read from, to be named in the error.
    :raises ArchiveCorruptError: if it is not what was sealed.
    """
    try:
        content: dict[str, Any] = orjson.loads(line)
        checksum = content.pop("checksum")
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
        raise ArchiveCorruptError(path, "is not what was written") from error
    if checksum != _checksum(content):
        raise ArchiveCorruptError(path, "has a wrong checksum")
    return content


def _checksum(content: dict[str, Any]) -> str:
    return blake2b(orjson.dumps(content), digest_size=_CHECKSUM_BYTES).hexdigest()
