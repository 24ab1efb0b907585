"""Value checks: whether the values of a field are those of the stored articles."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..analysis import fold_value, tokenize
from ..schema import VALUE_GAP
from .layout import row_sizes
from .rereading import posting_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .layout import SegmentFile


class ValueCheck:
    """Compares the whole values of a field."""

    def __init__(self, file: SegmentFile, field: str, kernels: Kernels) -> None:
        self._file = file
        self._field = field
        self._kernels = kernels
        self._values = file.values(field)
        self._strings = [value.decode() for value in self._values.values]

    def broken(self, first: int, given: Sequence[tuple[str, ...]]) -> Iterator[str]:
        """Yield what is wrong of the documents from *first* on, given these values."""
        offsets = self._values.doc_offsets[first : first + len(given) + 1].tolist()
        numbers = self._values.doc_values[offsets[0] : offsets[-1]].tolist()
        base = offsets[0]
        rows = zip(given, pairwise(offsets), strict=True)
        for docnum, (values, (start, end)) in enumerate(rows, first):
            found = [self._strings[each] for each in numbers[start - base : end - base]]
            if found != list(values):
                yield f"has wrong values of {self._field} in document {docnum}"

    def broken_end(self) -> Iterator[str]:
        """Yield what is wrong of all documents together."""
        values = self._values
        terms = list(self._file.dictionary(self._field))
        folded = [fold_value(string).encode() for string in self._strings]
        if folded != [terms[number] for number in values.terms.tolist()]:
            yield f"has wrong folded values of {self._field}"
        counts = row_sizes(values.doc_offsets)
        owners = np.repeat(np.arange(self._file.count, dtype=np.uint64), counts)
        keys = values.terms[values.doc_values].astype(np.uint64) << np.uint64(32)
        found = posting_keys(self._file, self._field, self._kernels)
        if not np.array_equal(np.unique(keys | owners), found):
            yield f"has wrong postings of {self._field}"


class WordCheck:
    """Compares the words of the values of a field."""

    def __init__(self, file: SegmentFile, field: str, kernels: Kernels) -> None:
        self._file = file
        self._name = f"{field}_words"
        self._kernels = kernels
        terms = enumerate(file.dictionary(self._name))
        self._numbers = {term.decode(): number for number, term in terms}
        self._read: dict[str, list[int]] = {}
        self._rows: list[tuple[int, int, int]] = []

    def note(self, first: int, given: Sequence[tuple[str, ...]]) -> None:
        """Note the words of the documents from *first* on, given these values."""
        for docnum, values in enumerate(given, first):
            start = 0
            for value in values:
                numbers = self._numbers_of(value)
                places = range(start, start + len(numbers))
                rows = zip(numbers, [docnum] * len(numbers), places, strict=True)
                self._rows.extend(rows)
                start += len(numbers) + VALUE_GAP

    def broken_end(self) -> Iterator[str]:
        """Yield what is wrong of all documents together."""
        expected = np.array(sorted(self._rows), np.int64).reshape(-1, 3)
        if not np.array_equal(expected, self._postings()):
            yield f"has wrong postings of {self._name}"

    def _numbers_of(self, value: str) -> list[int]:
        """Return the number of each word; -1 for one that is not there."""
        if value not in self._read:
            forms = tokenize(value, acronyms=False).forms
            self._read[value] = [self._numbers.get(form, -1) for form in forms]
        return self._read[value]

    def _postings(self) -> NDArray[np.int64]:
        """Return term, document and position of each word."""
        postings = self._file.postings(self._name)
        terms = len(postings.firsts) - 1
        docs, frequencies = self._kernels.postings.unpack_terms(postings, 0, terms)
        counts = row_sizes(postings.firsts)
        owners = np.repeat(np.arange(terms), counts)
        columns = [np.repeat(each, frequencies) for each in (owners, docs)]
        return np.stack([*columns, self._file.array(f"{self._name}.positions")], 1)
