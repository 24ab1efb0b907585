"""The text of an export: NDJSON or CSV, with a last line that proves it whole.

The last line states how many records stand before it, the revision that they are
of, and the SHA-256 of every byte before it. What has no such line was cut off.

NDJSON: a JSON object a line; the last is ``{"end": {"rows": …, "revision": …,
"sha256": …}}``. CSV: as in RFC 4180, in UTF-8, a header first, CRLF at the end of
each line; several values in a cell are separated by ``;`` and what is no text is
JSON; the last row's first cell is ``#end rows=… revision=… sha256=…`` and its
others are empty.

A spreadsheet takes a cell for a formula if it begins with ``=``, ``+``, ``-`` or
``@``, or with a tab or line end before one. Each cell that begins so gets an
apostrophe before it, and one that begins with an apostrophe a second: take one
apostrophe off the front of every cell that has one, and all are what they were.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from .checks import choice_of
from .errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .export import Export

#: Lines are handed on together, in pieces of about so many bytes.
_PIECE_BYTES = 1 << 16
#: Also the wide forms, which some spreadsheets read as the narrow ones.
_FORMULA = re.compile(r"['=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """How an export is written."""

    name: str
    #: With its parameters, as in Content-Type.
    media_type: str
    #: Makes the lines before the first record, of the columns.
    head: Callable[[tuple[str, ...]], bytes]
    #: Makes the line of a record, of it and the columns.
    line: Callable[[dict[str, Any], tuple[str, ...]], bytes]
    #: Makes the last line, of what it states and the columns.
    end: Callable[[dict[str, Any], tuple[str, ...]], bytes]


class ExportText:
    """An export as the bytes of a file; iterate over it once."""

    def __init__(self, export: Export[Any], form: ExportFormat) -> None:
        self._export = export
        self._form = form
        self._digest = hashlib.sha256()
        #: Records written so far.
        self.rows = 0

    @property
    def sha256(self) -> str:
        """The checksum of what was written before the last line, in hexadecimal."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text in pieces."""
        columns = self._export.columns
        for piece in _pieces(self._lines(columns)):
            self._digest.update(piece)
            yield piece
        stated = {
            "rows": self.rows,
            "revision": self._export.revision,
            "sha256": self.sha256,
        }
        yield self._form.end(stated, columns)

    def _lines(self, columns: tuple[str, ...]) -> Iterator[bytes]:
        yield self._form.head(columns)
        for record in self._export.records():
            self.rows += 1
            yield self._form.line(record, columns)


def export_format(name: object) -> ExportFormat:
    """Return the format called *name*.

    :raises ParameterError: if there is none.
    """
    check_format(name, tuple(EXPORT_FORMATS))
    return EXPORT_FORMATS[str(name)]


def check_format(name: object, formats: Sequence[str]) -> None:
    """Return if *name* is one of *formats*.

    :raises ParameterError: if it is not.
    """
    problems = choice_of(formats)("format", name)
    if problems:
        raise ParameterError(*problems)


def defused(text: str) -> str:
    """Return *text* as a cell that no spreadsheet takes for a formula.

    >>> defused("=1+1"), defused("'tis"), defused("a=b")
    ("'=1+1", "''tis", 'a=b')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= _PIECE_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    if size:
        yield b"".join(gathered)


def _no_head(_columns: tuple[str, ...]) -> bytes:
    return b""


def _json_line(record: dict[str, Any], _columns: tuple[str, ...]) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def _json_end(stated: dict[str, Any], _columns: tuple[str, ...]) -> bytes:
    return orjson.dumps({"end": stated}, option=orjson.OPT_APPEND_NEWLINE)


def _csv_head(columns: tuple[str, ...]) -> bytes:
    return _row(columns)


def _csv_line(record: dict[str, Any], columns: tuple[str, ...]) -> bytes:
    return _row(defused(_cell(record.get(name))) for name in columns)


def _csv_end(stated: dict[str, Any], columns: tuple[str, ...]) -> bytes:
    told = " ".join(f"{name}={value}" for name, value in stated.items())
    return _row([f"#end {told}", *[""] * (len(columns) - 1)])


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case list() if all(isinstance(each, str) for each in value):
            return ";".join(value)
        case _:
            return orjson.dumps(value).decode()


def _row(cells: Iterable[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


#: By name.
EXPORT_FORMATS = {
    "ndjson": ExportFormat(
        "ndjson", "application/x-ndjson", _no_head, _json_line, _json_end
    ),
    "csv": ExportFormat(
        "csv", "text/csv; charset=utf-8; header=present", _csv_head, _csv_line, _csv_end
    ),
}
