"""Plain text: a file is an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import UnusableRecordError
from .pathdates import date_from_path
from .wholefile import UnusableFileError, found, read_whole, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..cleaning.encoding import Decoded
    from .rawrecord import RawRecord

    #: How bytes become text, by what they are declared to be.
    Decode = Callable[[bytes, str | None], Decoded]

_NOT_TEXT = "is no text but binary data"
#: Of so many characters one is a control character, in what is binary.
_BINARY_SHARE = 10
_LOOKED_AT = 4_096


def read_text(
    chunks: Iterable[bytes], path: str, decode: Decode, declared: str | None
) -> Iterator[RawRecord]:
    """Yield the one record of a text; cleaning gives it a title."""
    try:
        raw = read_whole(chunks)
    except UnusableFileError as error:
        yield refused(error.raw, str(error))
        return
    try:
        text = text_of(raw, decode, declared)
    except UnusableRecordError as error:
        yield refused(raw, error.reason)
    else:
        yield found(raw, {"body": text, **dated(path)})


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
