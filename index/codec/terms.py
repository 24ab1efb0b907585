"""Terms: the terms of all fields of a segment, as Whoosh reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from .fields import indexed_fields
from .matcher import ColumnarMatcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whoosh.fields import FieldType
    from whoosh.formats import Format
    from whoosh.scoring import BaseScorer

    from ..kernels.choice import Kernels
    from .fields import IndexedField
    from .layout import SegmentFile

Term = tuple[str, bytes]


class ColumnarTerms(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment by field and content; safe to share between threads.

    Their figures count deleted documents, too, as Whoosh's do until a merge.
    """

    def __init__(self, file: SegmentFile, kernels: Kernels) -> None:
        self._fields = indexed_fields(file, kernels)

    def __contains__(self, term: Term) -> bool:
        name, text = term
        field = self._fields.get(name)
        return field is not None and field.find(text) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return list(self._fields)

    def terms(self) -> Iterator[Term]:
        """Yield all terms, by field."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Yield the terms of a field from *prefix* on, then those of later fields."""
        return (
            (name, field.term(number))
            for name, field, number in self._walk(fieldname, prefix)
        )

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """Yield all terms and what is known of them, by field."""
        return self.items_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[Term, TermInfo]]:
        """Yield as :meth:`terms_from` does, with what is known of each term."""
        return (
            ((name, field.term(number)), term_info(field, number))
            for name, field, number in self._walk(fieldname, prefix)
        )

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term, as an object of the caller's own.

        :raises TermNotFound: if no document has it.
        """
        return term_info(*self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands in the segment."""
        if (fieldname, text) not in self:
            return 0.0
        field, number = self._find(fieldname, text)
        return float(field.frequency(number))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many documents have a term."""
        if (fieldname, text) not in self:
            return 0
        field, number = self._find(fieldname, text)
        return field.doc_frequency(number)

    def matcher(
        self,
        fieldname: str,
        text: bytes,
        format_: Format,
        scorer: BaseScorer | None = None,
    ) -> ColumnarMatcher:
        """Return a matcher of the documents that have a term.

        :raises TermNotFound: if there is none.
        """
        field, number = self._find(fieldname, text)
        return ColumnarMatcher(field, number, (fieldname, text), format_, scorer)

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ColumnarCursor:
        """Return a cursor over the terms of a field."""
        return ColumnarCursor(self._fields.get(fieldname), fieldobj)

    def _find(self, fieldname: str, text: bytes) -> tuple[IndexedField, int]:
        field = self._fields.get(fieldname)
        number = None if field is None else field.find(text)
        if field is None or number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, number

    def _walk(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[str, IndexedField, int]]:
        for name, field in self._fields.items():
            if name < fieldname:
                continue
            start = field.place(prefix) if name == fieldname else 0
            for number in field.numbers[start:].tolist():
                yield name, field, number


class ColumnarCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of one field; for one thread.

    :param field: None where the field has no terms.
    """

    def __init__(self, field: IndexedField | None, fieldobj: FieldType) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._numbers: list[int] = [] if field is None else field.numbers.tolist()
        self._place = 0

    def first(self) -> str | None:
        """Go to the first term and return it."""
        self._place = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not less than *term* and return it."""
        if self._field is not None:
            self._place = self._field.place(self._fieldobj.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        """Go to the next term and return it."""
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        """Return the term here; None behind the last."""
        if self._field is None or not self.is_valid():
            return None
        term = self._field.term(self._numbers[self._place])
        text: str = self._fieldobj.from_bytes(term)
        return text

    def term_info(self) -> TermInfo | None:
        """Return what is known of the term here; None behind the last."""
        if self._field is None or not self.is_valid():
            return None
        return term_info(self._field, self._numbers[self._place])

    def is_valid(self) -> bool:
        """Tell whether there is a term here."""
        return self._place < len(self._numbers)


def term_info(field: IndexedField, number: int) -> TermInfo:
    """Return what is known of a term: a new object, for Whoosh changes it."""
    docnums, frequencies, _ = field.postings(number)
    lengths = field.lengths()
    lengths = np.zeros(1) if lengths is None else lengths[docnums]
    return TermInfo(
        weight=float(field.frequency(number)),
        df=len(docnums),
        minlength=int(lengths.min()),
        maxlength=int(lengths.max()),
        maxweight=float(frequencies.max()),
        minid=int(docnums[0]),
        maxid=int(docnums[-1]),
    )
