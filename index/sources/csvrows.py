"""CSV and TSV: a header row that names the columns, then one record a row."""

from __future__ import annotations

import csv
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any

import orjson

from ..errors import UnreadableSourceError
from ..field_mapping import ALIASES, RECORD_FIELDS
from .lines import Lines
from .packings import BrokenStreamError
from .rawrecord import MAX_RECORD_BYTES, NotJSONError, RawRecord, decode, too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..field_mapping import FieldMapping
    from .lines import Line

DELIMITERS = (",", ";", "\t", "|")

_LIST_SEPARATOR = ";"
_KNOWN_KEYS = frozenset(
    (*RECORD_FIELDS, *(key for keys in ALIASES.values() for key in keys), "extra")
)
# csv.field_size_limit is one number for the whole process.
_FIELD_SIZE_LOCK = Lock()


def read_csv(
    chunks: Iterable[bytes], path: str, mapping: FieldMapping, delimiter: str | None
) -> Iterator[RawRecord]:
    """Yield the record of each row; its line is that of the row's start.

    An empty cell is a missing value; authors and tags are split at ``;``. The
    raw record is a JSON object of the cells, or the text of a row that could not
    be made one.

    :param delimiter: None to tell it from the header.
    :raises UnreadableSourceError: if the header does not name every column once.
    """
    lines = Lines(chunks)
    rows = None
    try:
        following = iter(lines)
        first = next((line for line in following if line.raw.strip()), None)
        if first is None:
            raise UnreadableSourceError(path, "is empty; a header row is needed")
        delimiter = delimiter or _delimiter(first.raw, mapping)
        rows = _Rows(chain([first], following), delimiter)
        header = _header(rows, path, mapping)
        yield from _records(rows, header, mapping)
    except BrokenStreamError as error:
        taken = rows.taken if rows else []
        first = taken[0] if taken else None
        start = first.number if first else lines.number
        raw = b"".join(line.raw for line in taken) + lines.pending
        offset = first.offset if first else lines.offset
        yield RawRecord(start, raw, None, str(error), offset)


def looks_like_header(line: bytes, mapping: FieldMapping, known: int = 1) -> bool:
    """Whether *line* has several cells, so many of them names of fields."""
    text = line.decode(errors="replace")
    tries = (_split(text, delimiter) for delimiter in DELIMITERS)
    return any(len(cells) > 1 and _known(cells, mapping) >= known for cells in tries)


class _Rows:
    """The rows of a stream, with the lines that each was read from."""

    def __init__(self, lines: Iterable[Line], delimiter: str) -> None:
        self.delimiter = delimiter
        #: The lines of the row last read.
        self.taken: list[Line] = []
        texts = (self._take(line) for line in lines)
        self._reader = csv.reader(texts, delimiter=delimiter, strict=True)

    def read(self) -> list[str] | None:
        """Return the cells of the next row, or None at the end.

        :raises csv.Error: if the row is not CSV.
        """
        self.taken = []
        with _FIELD_SIZE_LOCK:
            usual = csv.field_size_limit(MAX_RECORD_BYTES)
            try:
                return next(self._reader, None)
            finally:
                csv.field_size_limit(usual)

    @property
    def raw(self) -> bytes:
        """The bytes of the row last read."""
        return b"".join(line.raw for line in self.taken)

    def _take(self, line: Line) -> str:
        self.taken.append(line)
        # What is no text is told by the row as a whole; quotes must go on closing.
        return line.raw.decode(errors="replace")


def _records(
    rows: _Rows, header: list[str], mapping: FieldMapping
) -> Iterator[RawRecord]:
    lists = {key for name in ("authors", "tags") for key in mapping.keys_for(name)}
    while True:
        try:
            cells = rows.read()
        except csv.Error as error:
            start = rows.taken[0]
            reason = _not_csv(error)
            yield RawRecord(start.number, rows.raw, None, reason, start.offset)
            continue
        if cells is None:
            return
        if cells:
            yield _record(rows, header, cells, lists)


def _record(
    rows: _Rows, header: list[str], cells: list[str], lists: set[str]
) -> RawRecord:
    line, raw, offset = rows.taken[0].number, rows.raw, rows.taken[0].offset
    size = sum(each.size for each in rows.taken)
    if size > len(raw):
        return too_long(line, raw, size, offset)
    try:
        decode(raw)
    except NotJSONError as error:
        return RawRecord(line, raw, None, str(error), offset)
    if len(cells) > len(header):
        reason = (
            f"{len(cells)} cells, but the header names {len(header)} columns; "
            f"put cells that hold {rows.delimiter!r} in double quotes"
        )
        return RawRecord(line, raw, None, reason, offset)
    pairs = zip(header, cells, strict=False)
    value = {key: _value(key, cell, lists) for key, cell in pairs if cell}
    return RawRecord(line, orjson.dumps(value), value, None, offset)


def _value(key: str, cell: str, lists: set[str]) -> Any:
    if key in lists:
        return cell.split(_LIST_SEPARATOR)
    if key == "extra":
        try:
            return orjson.loads(cell)
        except orjson.JSONDecodeError:
            return cell
    return cell


def _header(rows: _Rows, path: str, mapping: FieldMapping) -> list[str]:
    try:
        cells = [cell.strip() for cell in rows.read() or ()]
        decode(rows.raw)
    except (csv.Error, NotJSONError) as error:
        raise UnreadableSourceError(path, f"has no readable header: {error}") from error
    header = [_key(cell, mapping) for cell in cells]
    if not _known(header, mapping):
        known = ", ".join(RECORD_FIELDS)
        reason = f"has no header; its first row must name the columns, such as {known}"
        raise UnreadableSourceError(path, reason)
    for place, key in enumerate(header):
        if not key:
            reason = f"column {place + 1} of the header has no name; give it one"
            raise UnreadableSourceError(path, reason)
        if key in header[:place]:
            reason = f"two columns of the header are named {key!r}; rename one"
            raise UnreadableSourceError(path, reason)
    return header


def _key(cell: str, mapping: FieldMapping) -> str:
    """Return the name of a column, in lower case where that is a field's."""
    is_ours = cell.lower() in _KNOWN_KEYS and cell not in mapping.named
    return cell.lower() if is_ours else cell


def _known(cells: list[str], mapping: FieldMapping) -> int:
    names = _KNOWN_KEYS.union(mapping.named)
    return sum(_key(cell.strip(), mapping) in names for cell in cells)


def _delimiter(line: bytes, mapping: FieldMapping) -> str:
    """Return the delimiter that finds most fields, else most cells, in *line*."""
    text = line.decode(errors="replace")

    def found(delimiter: str) -> tuple[int, int]:
        cells = _split(text, delimiter)
        return _known(cells, mapping), len(cells)

    return max(DELIMITERS, key=found)


def _split(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _not_csv(error: csv.Error) -> str:
    if "unexpected end of data" in str(error):
        return "not CSV: a double quote that opens in this row is never closed"
    return f"not CSV: {error}; write a double quote inside a quoted cell twice"
