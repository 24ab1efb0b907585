"""Merged postings: those of several segments, joined term by term.

Postings are joined by ranges of the united dictionary, each of a few million
postings at most unless one term has more; only what stands once a term or once a
document is held for a whole segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .layout import TEXTS, row_starts
from .merged_strings import unite
from .packed_spools import PackedSpools, write_starts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter
    from .layout import Postings
    from .part import Part

#: Bytes of the postings and positions that are joined at once.
RANGE_BYTES = 48 << 20

_WIDEST_NARROW = 0xFFFF


class PostingsMerge:
    """Merges the postings of fields that stand over one dictionary.

    :param dictionary: its name.
    :param fields: the names of the postings.
    :param check: called now and then; what it raises ends the work.
    """

    def __init__(
        self,
        dictionary: str,
        fields: Sequence[str],
        parts: Sequence[Part],
        kernels: Kernels,
        check: Callable[[], None],
    ) -> None:
        self._parts = parts
        self._kernels = kernels
        self._check = check
        self._counted: dict[tuple[str, int], tuple[NDArray[Any], NDArray[Any]]] = {}
        dictionaries = [part.file.dictionary(dictionary) for part in parts]
        kept = [self._kept(fields, number) for number in range(len(parts))]
        #: The dictionary of the postings.
        self.terms = unite(dictionaries, kept, kernels)

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write the postings of the field *name*."""
        counts, tokens = self._united_counts(name)
        firsts = write_starts(writer, name, counts)
        is_positional = self._parts[0].file.postings(name).positions is not None
        output = PackedSpools(writer, name, self._kernels, is_positional=is_positional)
        ranges = _ranges(8 * counts + 4 * tokens)
        packed = self._pack(name, output, firsts, ranges)
        if output.is_positional:
            dtype = np.dtype(np.uint32 if self._is_wide(name) else np.uint16)
            parts = (
                self._positions(name, rows, tokens[slice(*rows)], dtype)
                for rows in packed
            )
            writer.add_parts(f"{name}.positions", dtype, parts)
        else:
            for _ in packed:
                pass
        output.finish()
        writer.settle()

    def _pack(
        self,
        name: str,
        output: PackedSpools,
        firsts: NDArray[np.uint64],
        ranges: Iterable[tuple[int, int]],
    ) -> Iterator[tuple[int, int]]:
        """Pack the postings of each range and yield the range."""
        kernels = self._kernels
        for start, stop in ranges:
            self._check()
            rows = firsts[start : stop + 1] - firsts[start]
            docs = np.empty(int(rows[-1]), np.uint32)
            freqs = np.empty(int(rows[-1]), np.uint32)
            cursors = rows[:-1].copy()
            for part, postings, first, places in self._terms(name, start, stop):
                kernels.merging.gather_postings(
                    postings, first, part.docnums, places, cursors, docs, freqs
                )
            output.write(docs, freqs, rows)
            yield start, stop

    def _positions(
        self,
        name: str,
        rows: tuple[int, int],
        tokens: NDArray[np.uint64],
        dtype: np.dtype[Any],
    ) -> NDArray[Any]:
        """Return the positions of a range of terms that have so many *tokens*."""
        starts = row_starts(tokens)
        cursors = starts[:-1].copy()
        gathered = np.empty(int(starts[-1]), dtype)
        merging = self._kernels.merging
        for part, postings, first, places in self._terms(name, *rows):
            positions = _positions(postings, first, first + len(places), dtype)
            if part.is_whole:
                merging.copy_positions(
                    postings, first, places, cursors, positions, gathered
                )
            else:
                docnums = part.docnums
                merging.gather_positions(
                    postings, first, docnums, places, cursors, positions, gathered
                )
        return gathered

    def _terms(
        self, name: str, start: int, stop: int
    ) -> Iterator[tuple[Part, Postings, int, NDArray[np.uint32]]]:
        """Yield of each part the first of its terms in a range, and their rows."""
        for part, ranks in zip(self._parts, self.terms.ranks, strict=True):
            bounds = np.array([start, stop], np.uint32)
            first, last = np.searchsorted(ranks, bounds).tolist()
            if first < last:
                postings = part.file.postings(name)
                yield part, postings, first, ranks[first:last] - np.uint32(start)

    def _united_counts(self, name: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the postings of each united term, and their frequencies summed."""
        counts = np.zeros(len(self.terms), np.uint64)
        tokens = np.zeros(len(self.terms), np.uint64)
        for number, ranks in enumerate(self.terms.ranks):
            part_counts, part_tokens = self._counts(name, number)
            live = part_counts > 0
            counts[ranks[live]] += part_counts[live]
            tokens[ranks[live]] += part_tokens[live]
        return counts, tokens

    def _kept(self, fields: Sequence[str], number: int) -> NDArray[np.bool_]:
        """Return which terms of a part are in a document that is left."""
        kept = self._counts(fields[0], number)[0] > 0
        for name in fields[1:]:
            kept |= self._counts(name, number)[0] > 0
        return kept

    def _counts(self, name: str, number: int) -> tuple[NDArray[Any], NDArray[Any]]:
        part = self._parts[number]
        postings = part.file.postings(name)
        if part.is_whole:
            counts = np.diff(postings.firsts)
            if postings.tokens is None:
                return counts, counts
            return counts, np.diff(postings.tokens[postings.blocks])
        if (name, number) not in self._counted:
            found = self._kernels.merging.count_live(postings, part.docnums)
            self._counted[name, number] = found
        return self._counted[name, number]

    def _is_wide(self, name: str) -> bool:
        """Tell whether a position that is left needs more than 16 bits."""
        return any(
            self._part_is_wide(name, number) for number in range(len(self._parts))
        )

    def _part_is_wide(self, name: str, number: int) -> bool:
        part = self._parts[number]
        postings = part.file.postings(name)
        positions = postings.positions
        if positions is None or positions.itemsize == 2:
            return False
        if part.is_whole:
            return True
        if name in TEXTS:
            lengths = part.file.array(f"{name}.lengths")[part.live]
            return int(lengths.max(initial=0)) > _WIDEST_NARROW + 1
        starts = row_starts(self._counts(name, number)[1])
        gathered = np.empty(int(starts[-1]), positions.dtype)
        places = np.arange(len(starts) - 1, dtype=np.uint32)
        self._kernels.merging.gather_positions(
            postings, 0, part.docnums, places, starts[:-1].copy(), positions, gathered
        )
        return int(gathered.max(initial=0)) > _WIDEST_NARROW


def _positions(
    postings: Postings, first: int, stop: int, dtype: np.dtype[Any]
) -> NDArray[Any]:
    """Return the positions of consecutive terms.

    Those of deleted documents may not fit in *dtype*; they are left out later.
    """
    start, end = postings.tokens[postings.blocks[[first, stop]]].tolist()  # type: ignore[index]
    return postings.positions[start:end].astype(dtype, copy=False)  # type: ignore[index]


def _ranges(sizes: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms, of RANGE_BYTES or of one term each."""
    ends = np.cumsum(sizes)
    start, done = 0, 0
    while start < len(sizes):
        limit = np.uint64(done + RANGE_BYTES)
        stop = max(int(np.searchsorted(ends, limit, "right")), start + 1)
        yield start, stop
        start, done = stop, int(ends[stop - 1])
