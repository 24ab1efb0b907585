"""Plain text: a file is an article."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import UnusableRecordError
from .pathdates import date_from_path
from .unparsed import unparsed_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rawrecord import RawRecord
    from .unparsed import Decode, UnparsedRecord

_NOT_TEXT = "is no text but binary data"
#: Of so many characters one is a control character, in what is binary.
_BINARY_SHARE = 10
_LOOKED_AT = 4_096


def read_text(
    chunks: Iterable[bytes], path: str, declared: str | None
) -> Iterator[UnparsedRecord | RawRecord]:
    """Yield the one record of a text; cleaning gives it a title."""
    return unparsed_file(chunks, partial(_parse, path=path, declared=declared))


def _parse(
    raw: bytes, decode: Decode, path: str, declared: str | None
) -> dict[str, Any]:
    return {"body": text_of(raw, decode, declared), **dated(path)}


def text_of(raw: bytes, decode: Decode, declared: str | None) -> str:
    """Return the text of a file.

    :raises UnusableRecordError: if it is none.
    """
    text = decode(raw, declared).text.replace("\r\n", "\n").replace("\r", "\n")
    start = text[:_LOOKED_AT]
    controls = sum(1 for each in start if each < " " and each not in "\t\n\f\v\x1b")
    if controls * _BINARY_SHARE > len(start):
        raise UnusableRecordError(_NOT_TEXT)
    return text


def dated(path: str) -> dict[str, Any]:
    """Return the fields of an article that has its date from its *path*."""
    published = date_from_path(path)
    if published is None:
        return {}
    derived = {"derived": {"published": "path"}}
    return {"published": published, "date_source": "derived", "extra": derived}
