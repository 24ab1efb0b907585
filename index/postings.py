"""Postings: which documents hold a term, and where; and the pool that sorts them."""

from __future__ import annotations

import heapq
import marshal
from array import array
from collections import defaultdict
from functools import lru_cache
from itertools import chain, count, groupby, pairwise, repeat
from operator import itemgetter
from pickle import dumps
from struct import Struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

#: A document's part in a term: the term, its frequency, its encoded positions.
Posting = tuple[bytes, int, bytes]
#: A term's whole list: field, term; of each posting document, weight, positions.
TermPostings = tuple[str, bytes, list[int], list[float], list[bytes]]

#: Postings held in memory before a sorted run of them goes to disk.
RUN_POSTINGS = 2_000_000

_COUNT = Struct("!I")
_PICKLE_PROTOCOL = 2  # what Whoosh's Positions format reads


def positional_postings(forms: Sequence[str]) -> Iterator[Posting]:
    """Yield a posting for each distinct form, positions being the indexes."""
    return encode_postings(zip(forms, range(len(forms)), strict=True))


def encode_postings(places: Iterable[tuple[str, int]]) -> Iterator[Posting]:
    """Yield a posting for each distinct form of *places*.

    :param places: form and position, positions increasing.
    """
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for form, position in places:
        positions[form].append(position)
    for form, where in positions.items():
        if len(where) == 1:
            yield form.encode(), 1, _encode_position(where[0])
        else:
            yield form.encode(), len(where), _encode_positions(where)


def existence_postings(terms: Iterable[str]) -> Iterator[Posting]:
    """Yield a posting without positions for each of *terms*, all distinct."""
    for term in terms:
        yield term.encode(), 1, b""


@lru_cache(maxsize=4096)
def _encode_position(position: int) -> bytes:
    """Encode the only position of a form; most forms of a text have but one."""
    return _encode_positions([position])


def _encode_positions(positions: list[int]) -> bytes:
    gaps = [after - before for before, after in pairwise((0, *positions))]
    return _COUNT.pack(len(gaps)) + dumps(gaps, _PICKLE_PROTOCOL)


class PostingPool:
    """Gathers postings document by document and gives them back term by term.

    It takes the place of Whoosh's pool, which makes a tuple of each posting and
    sorts them all. Here a posting is a row of flat columns, and only terms are
    sorted. The documents must come in increasing order.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: list[Path] = []
        self._clear()

    def add_document(
        self, docnum: int, postings: Iterable[tuple[str, Sequence[Posting]]]
    ) -> None:
        """Add all postings of one document, by field."""
        for field, field_postings in postings:
            numbers = self._numbers(field)
            for term, frequency, positions in field_postings:
                self._terms.append(numbers[term])
                self._weights.append(frequency)
                self._values.append(positions)
            self._docnums.extend(repeat(docnum, len(field_postings)))
        self._spill_when_full()

    def add(self, item: tuple[str, bytes, int, float, bytes | None]) -> None:
        """Add one posting; what Whoosh calls while it merges a segment."""
        field, term, docnum, weight, positions = item
        self._terms.append(self._numbers(field)[term])
        self._docnums.append(docnum)
        self._weights.append(weight)
        self._values.append(positions or b"")
        self._spill_when_full()

    def postings(self) -> Iterator[TermPostings]:
        """Yield every term's list once, by field, then term; the pool is empty then."""
        if not self._runs:
            yield from self._sorted()
            return
        self._spill()
        # The merge is stable: of one term, an earlier run's documents come first.
        merged = heapq.merge(*map(_read_run, self._runs), key=itemgetter(0, 1))
        for (field, term), parts in groupby(merged, key=itemgetter(0, 1)):
            docnums, weights, values = zip(*(part[2:] for part in parts), strict=True)
            yield field, term, *map(_join, (docnums, weights, values))

    def cleanup(self) -> None:
        """Forget everything; the folder with the runs is its owner's to remove."""
        self._clear()
        self._runs.clear()

    def _clear(self) -> None:
        #: Numbers of terms, by field; a number belongs to one field's term.
        self._fields: dict[str, defaultdict[bytes, int]] = {}
        self._next_number = count()
        # A row a posting: its term's number, document, weight, positions.
        self._terms = array("I")
        self._docnums = array("I")
        self._weights = array("f")
        self._values: list[bytes] = []

    def _numbers(self, field: str) -> defaultdict[bytes, int]:
        numbers = self._fields.get(field)
        if numbers is None:
            numbers = self._fields[field] = defaultdict(self._next_number.__next__)
        return numbers

    def _sorted(self) -> Iterator[TermPostings]:
        listed = [
            (field, term, self._fields[field][term])
            for field in sorted(self._fields)
            for term in sorted(self._fields[field])
        ]
        ranks = np.empty(len(listed), np.int64)
        ranks[[number for _field, _term, number in listed]] = np.arange(len(listed))
        row_ranks = ranks[np.frombuffer(self._terms, np.uint32)]
        order = np.argsort(row_ranks, kind="stable")
        docnums = np.frombuffer(self._docnums, np.uint32)[order]
        weights = np.frombuffer(self._weights, np.float32)[order]
        values = self._values
        ends = np.cumsum(np.bincount(row_ranks, minlength=len(listed))).tolist()
        start = 0
        for (field, term, _number), end in zip(listed, ends, strict=True):
            rows = slice(start, end)
            found = [values[row] for row in order[rows].tolist()]
            yield field, term, docnums[rows].tolist(), weights[rows].tolist(), found
            start = end
        self._clear()

    def _spill_when_full(self) -> None:
        if len(self._terms) >= RUN_POSTINGS:
            self._spill()

    def _spill(self) -> None:
        path = self._folder / f"{len(self._runs)}.run"
        with path.open("wb") as stream:
            for term_postings in self._sorted():
                marshal.dump(term_postings, stream)
        self._runs.append(path)


def _join(lists: Iterable[list[Any]]) -> list[Any]:
    return list(chain.from_iterable(lists))


def _read_run(path: Path) -> Iterator[TermPostings]:
    with path.open("rb") as stream:
        while True:
            try:
                yield marshal.load(stream)  # noqa: S302 - written by this process
            except EOFError:
                return
