"""Merged postings: dictionaries of several segments united, their postings joined.

Postings are joined by ranges of the united dictionary, each of a few million
postings at most unless one term has more; only what stands once a term or once a
document is held for a whole segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .dictionary import Dictionary
from .layout import BLOCK, PADDING, TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter
    from .layout import Postings, SegmentFile

#: Bytes of the postings and positions that are joined at once.
RANGE_BYTES = 48 << 20

_WIDEST_NARROW = 0xFFFF


@dataclass(frozen=True, slots=True)
class Part:
    """A segment that is merged, and where its documents go."""

    file: SegmentFile
    #: Whether each document is left.
    live: NDArray[np.bool_]
    #: The new number of each document, GONE of :mod:`..kernels.plain.merging`.
    docnums: NDArray[np.uint32]
    #: Whether all documents are left.
    is_whole: bool


@dataclass(frozen=True, slots=True)
class United:
    """The strings that are left of several dictionaries."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.uint64]
    #: For each dictionary the number here of each of its strings; for one that is
    #: dropped, of the next one that is not, so that the numbers never fall.
    ranks: list[NDArray[np.uint32]]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write the strings as the dictionary *name*."""
        writer.add(f"{name}.bytes", self.data)
        writer.add(f"{name}.offsets", self.offsets)

    def strings(self) -> list[str]:
        """Return the strings."""
        return [each.decode() for each in Dictionary(self.data, self.offsets)]


def unite(
    dictionaries: Sequence[Dictionary],
    kept: Sequence[NDArray[np.bool_]],
    kernels: Kernels,
) -> United:
    """Return the strings that are left of sorted *dictionaries*.

    :param kept: of each dictionary, which of its strings are.
    """
    numbers = [np.flatnonzero(each).astype(np.uint32) for each in kept]
    data, offsets, ranks = kernels.strings.unite_strings(dictionaries, numbers)
    end = np.array([len(offsets) - 1], np.uint32)
    return United(
        data,
        offsets,
        [
            rank
            if len(rank) == len(each)
            else np.concatenate([rank, end])[np.cumsum(each) - each]
            for rank, each in zip(ranks, kept, strict=True)
        ],
    )


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
        firsts = _starts(counts)
        writer.add(f"{name}.firsts", firsts)
        blocks = _starts((counts + np.uint64(BLOCK - 1)) // np.uint64(BLOCK))
        writer.add(f"{name}.blocks", blocks.astype(np.uint32))
        output = _Output(writer, name, self._is_positional(name))
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
        output: _Output,
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
            output.write(kernels.postings, docs, freqs, rows)
            yield start, stop

    def _positions(
        self,
        name: str,
        rows: tuple[int, int],
        tokens: NDArray[np.uint64],
        dtype: np.dtype[Any],
    ) -> NDArray[Any]:
        """Return the positions of a range of terms that have so many *tokens*."""
        starts = _starts(tokens)
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

    def _is_positional(self, name: str) -> bool:
        return self._parts[0].file.postings(name).positions is not None

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
        starts = _starts(self._counts(name, number)[1])
        gathered = np.empty(int(starts[-1]), positions.dtype)
        places = np.arange(len(starts) - 1, dtype=np.uint32)
        self._kernels.merging.gather_positions(
            postings, 0, part.docnums, places, starts[:-1].copy(), positions, gathered
        )
        return int(gathered.max(initial=0)) > _WIDEST_NARROW


class _Output:
    """Gathers the packed postings of one field."""

    def __init__(
        self,
        writer: ContainerWriter,
        name: str,
        is_positional: bool,  # noqa: FBT001
    ) -> None:
        self.is_positional = is_positional
        self._offsets = writer.spool(f"{name}.offsets", np.uint64)
        self._lasts = writer.spool(f"{name}.lasts", np.uint32)
        self._widths = writer.spool(f"{name}.widths", np.uint8)
        self._data = writer.spool(f"{name}.data", np.uint8)
        self._offsets.write(np.zeros(1, np.uint64))
        if is_positional:
            self._tokens = writer.spool(f"{name}.tokens", np.uint64)
            self._tokens.write(np.zeros(1, np.uint64))
            self._token_count = np.uint64(0)

    def write(
        self,
        kernels: Any,
        docs: NDArray[np.uint32],
        freqs: NDArray[np.uint32],
        firsts: NDArray[np.uint64],
    ) -> None:
        """Add the postings of further terms."""
        packed = kernels.pack_postings(docs, freqs, firsts)
        self._offsets.write(packed.offsets[1:] + np.uint64(self._data.count))
        self._lasts.write(packed.lasts)
        self._widths.write(packed.widths)
        self._data.write(packed.data[:-PADDING])
        if self.is_positional:
            tokens = kernels.position_starts(freqs, firsts)[1:] + self._token_count
            self._tokens.write(tokens)
            if len(tokens):
                self._token_count = tokens[-1]

    def finish(self) -> None:
        self._data.write(np.zeros(PADDING, np.uint8))


def _positions(
    postings: Postings, first: int, stop: int, dtype: np.dtype[Any]
) -> NDArray[Any]:
    """Return the positions of consecutive terms.

    Those of deleted documents may not fit in *dtype*; they are left out later.
    """
    start, end = postings.tokens[postings.blocks[[first, stop]]].tolist()  # type: ignore[index]
    return postings.positions[start:end].astype(dtype, copy=False)  # type: ignore[index]


def _starts(counts: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return how many there are before each, and in all."""
    starts = np.zeros(len(counts) + 1, np.uint64)
    np.cumsum(counts, out=starts[1:])
    return starts


def _ranges(sizes: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms, of RANGE_BYTES or of one term each."""
    ends = np.cumsum(sizes)
    start, done = 0, 0
    while start < len(sizes):
        limit = np.uint64(done + RANGE_BYTES)
        stop = max(int(np.searchsorted(ends, limit, "right")), start + 1)
        yield start, stop
        start, done = stop, int(ends[stop - 1])
