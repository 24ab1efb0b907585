"""Encoding: bytes to text, by what they say of themselves and by what they are.

In order: a byte order mark; the encoding that is declared, if it fits; UTF-8, if it
fits wholly, or all but a few bytes; the encoding that is detected. An encoding of one
byte a character fits anything, so what is UTF-8 and declared to be something else is
read as UTF-8.
"""

from __future__ import annotations

import codecs
import re
from importlib import import_module
from typing import Literal, NamedTuple

from ..errors import SettingsError, UnusableRecordError

#: What an encoding is known by.
How = Literal["declared", "utf-8", "detected"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages mean by these names, as the WHATWG's encoding standard has it.
_MEANT = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "cp1252": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
# Encodings of other things than the text of a file.
_UNUSABLE = frozenset(
    ("unicode-escape", "raw-unicode-escape", "utf-7", "idna", "punycode", "undefined")
)
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_REPLACED = "\ufffd"
_REPLACED_BYTES = _REPLACED.encode()
#: So many characters of several bytes are no chance.
_NO_CHANCE = 4
#: For each damaged place there are so many whole characters of several bytes: in other
#: encodings few bytes that follow each other look like one.
_WHOLE_FOR_DAMAGED = 2
#: How much is looked at for zero bytes.
_SAMPLE_BYTES = 4096
# Of the 32 bytes that windows-1252 has where ISO 8859-1 has control characters.
_WINDOWS_1252 = {
    byte: text
    for byte in range(0x80, 0xA0)
    if (text := bytes([byte]).decode("cp1252", "ignore"))
}


class Decoded(NamedTuple):
    """The text of some bytes."""

    text: str
    #: The name of the encoding, in lower case.
    encoding: str
    how: How
    #: Places where there was no text, each of them U+FFFD now.
    lost: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Return the text of *data*; a byte order mark is no part of it.

    :param declared: the encoding that a header, a tag or the caller names. One that
        is unknown or does not fit is passed over.
    :raises UnusableRecordError: if the encoding has to be detected and the library
        that does it is not installed.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _forced(data[len(mark) :], name, "declared")
    meant = _meant(declared)
    return (
        (_declared(data, meant) if meant else None)
        or _utf8(data)
        or _wide(data)
        or _nearly_utf8(data)
        or _detected(data)
    )


def known_encoding(declared: str) -> str:
    """Return the name of the encoding that is meant by *declared*.

    :raises SettingsError: if text cannot be in it.
    """
    meant = _meant(declared)
    try:
        if meant is not None:
            b" ".decode(meant, "replace")
            return meant
    except LookupError:
        pass  # it is for other things than text
    reason = f"there is no encoding {declared!r}; use one such as windows-1252"
    raise SettingsError("encoding", reason)


def _meant(declared: str | None) -> str | None:
    """Return what is meant by the name of an encoding; None if it is of no use."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip(" \t\r\n'\"")).name
    except (LookupError, ValueError):
        return None
    return None if name in _UNUSABLE else _MEANT.get(name, name)


def _declared(data: bytes, meant: str) -> Decoded | None:
    if meant.startswith(("utf-16", "utf-32")):
        # A page whose tags can be read as they stand is not what they say.
        wide = b"\0" in data[:_SAMPLE_BYTES]
        name = f"{meant}-le" if meant[-2:] in ("16", "32") else meant
        return _strict(data, name, "declared") if wide else None
    if meant != "utf-8" and _is_utf8(data, 1 if meant == "windows-1252" else None):
        return None
    return _strict(data, meant, "declared")


def _is_utf8(data: bytes, at_least: int | None) -> bool:
    """Whether *data* is UTF-8 and has so many characters of several bytes."""
    if data.isascii() or _strict(data, "utf-8", "utf-8") is None:
        return False
    wanted = _NO_CHANCE if at_least is None else at_least
    found = _SEVERAL_BYTES.finditer(data)
    return sum(1 for _ in zip(range(wanted), found, strict=False)) == wanted


def _utf8(data: bytes) -> Decoded | None:
    return None if _zero_places(data) else _strict(data, "utf-8", "utf-8")


def _zero_places(data: bytes) -> int:
    """Return 1 or 2 where every second byte seems to be zero, from the odd or even."""
    sample = data[:_SAMPLE_BYTES]
    if sample.count(0) * 3 < len(sample) or len(sample) < 2:
        return 0
    return 1 if sample[1::2].count(0) > sample[::2].count(0) else 2


def _wide(data: bytes) -> Decoded | None:
    """Return the text of UTF-16 without a mark."""
    places = _zero_places(data)
    if not places:
        return None
    name = "utf-16-le" if places == 1 else "utf-16-be"
    return _strict(data, name, "detected")


def _nearly_utf8(data: bytes) -> Decoded | None:
    """Return the text of UTF-8 that is damaged in a few places, or cut off."""
    read = _forced(data, "utf-8", "utf-8")
    whole = sum(1 for _ in _SEVERAL_BYTES.finditer(data)) - read.lost
    if read.lost == 1 and read.text.endswith(_REPLACED):
        return read if whole > 0 else None
    return read if whole >= read.lost * _WHOLE_FOR_DAMAGED else None


def _detected(data: bytes) -> Decoded:
    try:
        detect = import_module("resiliparse.parse.encoding").detect_encoding
    except ImportError as error:
        reason = (
            "neither UTF-8 nor does it say its encoding; convert it to UTF-8, or "
            "pip install 'broadsheet[ingest]' to have the encoding detected"
        )
        raise UnusableRecordError(reason) from error
    meant = _meant(detect(data)) or "windows-1252"
    found = None if meant == "utf-8" else _strict(data, meant, "detected")
    return found or _strict(data, "cp949", "detected") or _western(data, "detected")


def _strict(data: bytes, name: str, how: How) -> Decoded | None:
    if name == "windows-1252":
        return _western(data, how)
    try:
        return Decoded(data.decode(name), name, how)
    except (UnicodeError, LookupError):
        return None


def _western(data: bytes, how: How) -> Decoded:
    """Return the text of any bytes as windows-1252, which has one for nearly all."""
    text = data.decode("iso8859-1").translate(_WINDOWS_1252)
    return Decoded(text, "windows-1252", how)


def _forced(data: bytes, name: str, how: How) -> Decoded:
    text = data.decode(name, "replace")
    given = data.count(_REPLACED_BYTES) if name == "utf-8" else 0
    return Decoded(text, name, how, max(0, text.count(_REPLACED) - given))
