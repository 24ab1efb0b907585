"""RawRecord: what a format's reader takes out of a stream, before it is judged."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, NoReturn

import orjson

#: The most bytes one record may have.
MAX_RECORD_BYTES = 64 * 2**20
#: How much of a longer one is kept, to be recognised by.
KEPT_BYTES = 1_000

NOT_JSON = "not JSON"
NOT_UTF8 = "not UTF-8"


class RawRecord(NamedTuple):
    """One record as it stands in its source."""

    #: Its line, or its number where the format has no lines; from 1.
    line: int
    raw: bytes
    #: What was read, unless ``reason`` says why nothing could be.
    value: Any = None
    reason: str | None = None
    #: Where it begins in its unpacked source, in bytes; None where that is not known.
    offset: int | None = None


class NotJSONError(ValueError):
    """Bytes are no JSON value; the message says why and where."""


def read_json(raw: bytes) -> Any:
    r"""Return the JSON value that *raw* is.

    Escapes of lone surrogates (``"\ud800"``) are let through.

    :raises NotJSONError: if it is none, naming the byte or the column.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass  # which says little of why, and refuses lone surrogates
    try:
        return json.loads(decode(raw), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise NotJSONError(f"{NOT_JSON}: {_fault(error)}") from error
    except RecursionError as error:
        raise NotJSONError(f"{NOT_JSON}: nested too deeply") from error
    except NotJSONError:
        raise
    except ValueError as error:
        raise NotJSONError(f"{NOT_JSON}: a number of too many digits") from error


def _fault(error: json.JSONDecodeError) -> str:
    """Return what is wrong and where in the record, which may be anywhere in a file."""
    what = error.msg.removesuffix(" at")
    line = f"line {error.lineno} of the record, " if "\n" in error.doc.strip() else ""
    return f"{what} at {line}column {error.colno}"


def json_record(line: int, raw: bytes, offset: int | None = None) -> RawRecord:
    """Return the record that *raw* holds as JSON, or the reason why it does not."""
    try:
        return RawRecord(line, raw, read_json(raw), None, offset)
    except NotJSONError as error:
        return RawRecord(line, raw, None, str(error), offset)


def too_long(
    line: int, start: bytes, size: int, offset: int | None = None
) -> RawRecord:
    """Return the refusal of a record of *size* bytes that begins with *start*."""
    limit = MAX_RECORD_BYTES // 2**20
    reason = f"{size:,} bytes long; a record has at most {limit} MiB, so split it"
    return RawRecord(line, start[:KEPT_BYTES], None, reason, offset)


def decode(raw: bytes) -> str:
    """Return the text of *raw*.

    :raises NotJSONError: if it is not UTF-8, naming the byte.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise NotJSONError(not_utf8(error)) from error


def not_utf8(error: UnicodeDecodeError) -> str:
    """Return the reason why bytes are not text."""
    value = error.object[error.start]
    return f"{NOT_UTF8}: byte 0x{value:02x} at offset {error.start} of the record"


def _refuse(name: str) -> NoReturn:
    raise NotJSONError(f"{NOT_JSON}: {name} is no JSON number; use null")
