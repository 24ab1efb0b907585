"""Postings: which documents hold a term, and where; and the pool that sorts them."""

from __future__ import annotations

import heapq
import marshal
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from pickle import dumps
from struct import Struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

#: A document's part in a term: the term, its frequency, its encoded positions.
Posting = tuple[bytes, int, bytes]
#: A term's whole list: field, term, and document, weight, positions in turn.
TermPostings = tuple[str, bytes, list[Any]]

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
    """Gathers postings term by term, and gives them back sorted.

    It takes the place of Whoosh's pool, which sorts posting by posting. The
    documents must come in increasing order; no posting is compared then.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._terms: dict[str, defaultdict[bytes, list[Any]]] = {}
        self._runs: list[Path] = []

    def add_document(
        self, docnum: int, postings: Iterable[tuple[str, Iterable[Posting]]]
    ) -> None:
        """Add all postings of one document, by field."""
        for field, field_postings in postings:
            terms = self._field(field)
            for term, frequency, positions in field_postings:
                terms[term] += (docnum, float(frequency), positions)
                self._count += 1
        self._spill_when_full()

    def add(self, item: tuple[str, bytes, int, float, bytes | None]) -> None:
        """Add one posting; what Whoosh calls while it merges a segment."""
        field, term, docnum, weight, positions = item
        self._field(field)[term] += (docnum, weight, positions or b"")
        self._count += 1
        self._spill_when_full()

    def postings(self) -> Iterator[TermPostings]:
        """Yield every term's list once, by field, then term; the pool is empty then."""
        if not self._runs:
            yield from self._sorted()
            return
        self._spill()
        runs = [_read_run(path) for path in self._runs]
        pending: TermPostings | None = None
        # The merge is stable: of one term, an earlier run's documents come first.
        for field, term, documents in heapq.merge(*runs, key=itemgetter(0, 1)):
            if pending is not None and pending[:2] == (field, term):
                pending[2].extend(documents)
                continue
            if pending is not None:
                yield pending
            pending = (field, term, documents)
        if pending is not None:
            yield pending

    def cleanup(self) -> None:
        """Forget everything; the folder with the runs is its owner's to remove."""
        self._terms.clear()
        self._runs.clear()

    def _field(self, field: str) -> defaultdict[bytes, list[Any]]:
        terms = self._terms.get(field)
        if terms is None:
            terms = self._terms[field] = defaultdict(list)
        return terms

    def _sorted(self) -> Iterator[TermPostings]:
        for field in sorted(self._terms):
            terms = self._terms.pop(field)
            for term in sorted(terms):
                yield field, term, terms.pop(term)
        self._count = 0

    def _spill_when_full(self) -> None:
        if self._count >= RUN_POSTINGS:
            self._spill()

    def _spill(self) -> None:
        path = self._folder / f"{len(self._runs)}.run"
        with path.open("wb") as stream:
            for term_postings in self._sorted():
                marshal.dump(term_postings, stream)
        self._runs.append(path)


def _read_run(path: Path) -> Iterator[TermPostings]:
    with path.open("rb") as stream:
        while True:
            try:
                yield marshal.load(stream)  # noqa: S302 - written by this process
            except EOFError:
                return
