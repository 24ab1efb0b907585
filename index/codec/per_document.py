"""Documents: what is known of each document of a segment, as Whoosh reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec import base

from ..schema import STORED_FIELDS, VALUE_FIELDS
from .column_readers import IdReader, NumberReader, ValueReader
from .layout import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from whoosh.columns import Column, ColumnReader

    from .open_segment import OpenSegment

#: The arrays behind the columns of numbers.
_NUMBERS = {
    "date_kind": "date.kind",
    "date_start": "date.start",
    "date_end": "date.end",
}
#: Fields that have another name in a record.
_STORED_AS = {"author": "authors", "tag": "tags", "lang": "language"}


class ColumnarDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment; safe to share between threads.

    Lengths are exact. Those of the whole segment count deleted documents, too.
    """

    def __init__(self, segment: OpenSegment) -> None:
        self._segment = segment
        self._file = segment.file
        self._live = segment.live

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return self._live.count

    def doc_count_all(self) -> int:
        """Return the number of documents."""
        return self._file.count

    def has_deletions(self) -> bool:
        """Tell whether any document is deleted."""
        return self._live.count < self._file.count

    def is_deleted(self, docnum: int) -> bool:
        """Tell whether a document is deleted; one that is not there is not."""
        return docnum < self._file.count and not self._live.mask[docnum]

    def deleted_docs(self) -> frozenset[int]:
        """Return the numbers of the deleted documents."""
        return frozenset(np.flatnonzero(~self._live.mask).tolist())

    def all_doc_ids(self) -> Iterator[int]:
        """Yield the numbers of the documents that are not deleted."""
        return iter(np.flatnonzero(self._live.mask).tolist())

    def supports_columns(self) -> bool:
        """Tell that there are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Tell whether *fieldname* is a column."""
        return fieldname in self.list_columns()

    def list_columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return ("id", *_NUMBERS, *VALUE_FIELDS)

    def column_reader(self, fieldname: str, _column: Column) -> ColumnReader:
        """Return the column called *fieldname*."""
        if fieldname == "id":
            return IdReader(self._file.ids)
        if fieldname in _NUMBERS:
            return NumberReader(self._file.array(_NUMBERS[fieldname]))
        return ValueReader(self._file.values(fieldname))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the tokens of a text; *default* where there is none."""
        if fieldname not in TEXTS:
            return default
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """Return the tokens of all texts of a field."""
        length: int = self._file.meta["tokens"].get(fieldname, 0)
        return length

    def min_field_length(self, fieldname: str) -> int:
        """Return the tokens of the shortest text of a field."""
        if fieldname not in TEXTS or not self._file.count:
            return 0
        return int(self._lengths(fieldname).min())

    def max_field_length(self, fieldname: str) -> int:
        """Return the tokens of the longest text of a field."""
        if fieldname not in TEXTS or not self._file.count:
            return 0
        return int(self._lengths(fieldname).max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return what is stored of a document, by name of the schema's field."""
        stored = self._segment.stored(docnum)
        record = stored.record
        fields = {"title": stored.title, "body": stored.body}
        for name in STORED_FIELDS:
            value = record.get(_STORED_AS.get(name, name))
            if value is not None:
                fields[name] = value
        return fields

    def _lengths(self, fieldname: str) -> NDArray[Any]:
        return self._file.array(f"{fieldname}.lengths")
