"""Fields: the terms of one segment, field by field, as Whoosh asks for them.

Only terms that a document of the segment has in a field are terms of that field.
Each has a number; numbers rise with the terms, and some may be left out.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from .layout import POSTINGS, TEXTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .layout import SegmentFile

#: Position, start and end of one token.
Character = tuple[int, int, int]


class TermPostings(NamedTuple):
    """The postings of one term, deleted documents included."""

    docnums: NDArray[Any]
    frequencies: NDArray[Any]
    #: Of all postings, one after the other; None without positions.
    positions: NDArray[Any] | None


class IndexedField(Protocol):
    """The terms of a field of a segment; safe to share between threads."""

    @property
    def numbers(self) -> NDArray[Any]:
        """The numbers of all terms, in order."""

    def term(self, number: int) -> bytes:
        """Return the term with this number."""

    def place(self, term: bytes) -> int:
        """Return the place in :attr:`numbers` of the first term not less than this."""

    def find(self, term: bytes) -> int | None:
        """Return the number of *term*; None if no document has it."""

    def doc_frequency(self, number: int) -> int:
        """Return how many documents have the term."""

    def frequency(self, number: int) -> int:
        """Return how often the term stands in them."""

    def postings(self, number: int) -> TermPostings:
        """Return the postings of the term."""

    def lengths(self) -> NDArray[Any] | None:
        """Return the tokens of each document; None where they do not count."""

    def characters(self, docnum: int, positions: list[int]) -> list[Character]:
        """Return where the tokens at *positions* of a text stand."""


class IdField:
    """The ids of a segment; a term's number is its place in the order of ids."""

    def __init__(self, file: SegmentFile) -> None:
        self._ids = file.ids

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """The numbers of all terms, in order."""
        terms = [self.term(number) for number in range(len(self._ids.order))]
        firsts = [
            number
            for number, term in enumerate(terms)
            if not number or terms[number - 1] != term
        ]
        return np.array(firsts, np.int64)

    def term(self, number: int) -> bytes:
        """Return the term with this number."""
        return self._ids[self._ids.order[number]]

    def place(self, term: bytes) -> int:
        """Return the place in :attr:`numbers` of the first term not less than this."""
        return int(np.searchsorted(self.numbers, self._ids.place(term)))

    def find(self, term: bytes) -> int | None:
        """Return the number of *term*; None if no document has it."""
        number = self._ids.place(term)
        if number < len(self._ids.order) and self.term(number) == term:
            return number
        return None

    def doc_frequency(self, number: int) -> int:
        """Return how many documents have the term."""
        return len(self._ids.docnums(self.term(number)))

    def frequency(self, number: int) -> int:
        """Return how often the term stands in them."""
        return self.doc_frequency(number)

    def postings(self, number: int) -> TermPostings:
        """Return the postings of the term."""
        docnums = self._ids.docnums(self.term(number))
        return TermPostings(docnums, np.ones(len(docnums), np.uint32), None)

    def lengths(self) -> None:
        """Return that they do not count."""

    def characters(self, docnum: int, positions: list[int]) -> list[Character]:
        """No id has positions."""
        raise NotImplementedError("ids have no positions")


class PostingsField:
    """A field with a dictionary; a term's number is that in the dictionary."""

    def __init__(self, file: SegmentFile, name: str, kernels: Kernels) -> None:
        self._file = file
        self._name = name
        self._kernels = kernels
        self._terms = file.dictionary(name)
        self._postings = file.postings(name)

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """The numbers of all terms, in order."""
        return np.flatnonzero(np.diff(self._postings.firsts))

    def term(self, number: int) -> bytes:
        """Return the term with this number."""
        return self._terms.term(number)

    def place(self, term: bytes) -> int:
        """Return the place in :attr:`numbers` of the first term not less than this."""
        return int(np.searchsorted(self.numbers, self._terms.lower_bound(term)))

    def find(self, term: bytes) -> int | None:
        """Return the number of *term*; None if no document has it."""
        number = self._terms.find(term)
        return number if number >= 0 and self.doc_frequency(number) else None

    def doc_frequency(self, number: int) -> int:
        """Return how many documents have the term."""
        first, end = self._postings.firsts[number : number + 2].tolist()
        return int(end - first)

    def frequency(self, number: int) -> int:
        """Return how often the term stands in them."""
        places = self._places(number)
        return self.doc_frequency(number) if places is None else len(places)

    def postings(self, number: int) -> TermPostings:
        """Return the postings of the term."""
        packed = self._postings
        docnums, frequencies = self._kernels.postings.unpack_postings(
            packed.data,
            packed.offsets,
            packed.lasts,
            packed.widths,
            int(packed.blocks[number]),
            self.doc_frequency(number),
        )
        positions = self._places(number)
        self._hold_to_laws(docnums, frequencies, positions)
        return TermPostings(docnums, frequencies, positions)

    def lengths(self) -> NDArray[Any] | None:
        """Return the tokens of each document; None where they do not count."""
        if self._name not in TEXTS:
            return None
        return self._file.array(f"{self._name}.lengths")

    def characters(self, docnum: int, positions: list[int]) -> list[Character]:
        """Return where the tokens at *positions* of a text stand."""
        starts, ends = self._offsets(docnum)
        return [(place, int(starts[place]), int(ends[place])) for place in positions]

    def _hold_to_laws(
        self,
        docnums: NDArray[Any],
        frequencies: NDArray[Any],
        positions: NDArray[Any] | None,
    ) -> None:
        """Raise ValueError where damage would lead Whoosh beyond what there is."""
        is_lawful = (
            len(docnums) > 0
            and docnums[-1] < self._file.count
            and bool((docnums[1:] > docnums[:-1]).all())
            and (positions is None or frequencies.sum() == len(positions))
        )
        if not is_lawful:
            raise ValueError(f"the postings of {self._name} are damaged")

    def _offsets(self, docnum: int) -> tuple[NDArray[Any], NDArray[Any]]:
        offsets = self._file.offsets(self._name)
        first, end = offsets.starts[docnum : docnum + 2].tolist()
        found: tuple[NDArray[Any], NDArray[Any]] = self._kernels.offsets.decode_offsets(
            offsets.codes[first:end],
            first,
            offsets.escape_tokens,
            offsets.escape_gaps,
            offsets.escape_lengths,
        )
        return found

    def _places(self, number: int) -> NDArray[Any] | None:
        packed = self._postings
        if packed.tokens is None or packed.positions is None:
            return None
        start, end = packed.tokens[packed.blocks[number : number + 2]]
        return packed.positions[int(start) : int(end)]


def indexed_fields(file: SegmentFile, kernels: Kernels) -> dict[str, IndexedField]:
    """Return the fields that have terms, by name and in the order of names."""
    fields: dict[str, IndexedField] = {}
    for name in sorted(("id", *POSTINGS)):
        if name == "id" and file.count:
            fields[name] = IdField(file)
        elif name != "id" and file.postings(name).firsts[-1]:
            fields[name] = PostingsField(file, name, kernels)
    return fields
