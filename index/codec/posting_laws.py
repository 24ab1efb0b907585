"""Laws of postings: they ascend, add up and fill the texts they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .layout import BLOCK, PADDING, TEXTS, row_sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .layout import Offsets, Postings, SegmentFile

#: About so many postings are unpacked at once.
_BATCH = 1 << 21
_MOST_BITS = 32


class _Batch(NamedTuple):
    """The postings of the terms from *first* to before *end*."""

    first: int
    end: int
    docnums: NDArray[Any]
    frequencies: NDArray[Any]


def broken_postings(file: SegmentFile, name: str, kernels: Kernels) -> Iterator[str]:
    """Yield what is wrong in the postings of the field *name*.

    :param file: of which all other arrays are right.
    """
    postings = file.postings(name)
    reason = broken_blocks(postings)
    if reason is None:
        reason = _broken_contents(file, name, kernels)
    if reason is not None:
        yield reason


def batches(postings: Postings) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms with a bounded number of postings each, or one term."""
    firsts = postings.firsts
    start, terms = 0, len(firsts) - 1
    while start < terms:
        bound = int(firsts[start]) + _BATCH
        end = int(np.searchsorted(firsts, bound, side="right")) - 1
        end = min(max(end, start + 1), terms)
        yield start, end
        start = end


def broken_blocks(postings: Postings) -> str | None:
    """Return what is wrong with the places of blocks; None if nothing is."""
    counts = row_sizes(postings.firsts)
    if postings.firsts[0] != 0 or (counts < 0).any():
        return "numbers of postings that go down"
    per_term = -(-counts // BLOCK)
    blocks = postings.blocks
    if blocks[0] != 0 or not np.array_equal(row_sizes(blocks), per_term):
        return "numbers of blocks that are not those of the postings"
    if blocks[-1] != len(postings.lasts):
        return "a wrong number of blocks"
    if (postings.widths > _MOST_BITS).any():
        return "numbers of too many bits"
    sizes = _block_sizes(counts, per_term, postings.widths.astype(np.int64))
    offsets = postings.offsets.astype(np.int64)
    if offsets[0] != 0 or not np.array_equal(np.diff(offsets), sizes):
        return "blocks of a wrong size"
    if (
        offsets[-1] + PADDING != len(postings.data)
        or postings.data[offsets[-1] :].any()
    ):
        return "a wrong end"
    return None


def _block_sizes(
    counts: NDArray[np.int64], per_term: NDArray[np.int64], widths: NDArray[np.int64]
) -> NDArray[np.int64]:
    sizes = np.full(int(per_term.sum()), BLOCK)
    filled = per_term > 0
    ends = np.cumsum(per_term)[filled] - 1
    sizes[ends] = counts[filled] - (per_term[filled] - 1) * BLOCK
    gaps, frequencies = widths[::2], widths[1::2]
    found: NDArray[np.int64] = -(-sizes * gaps // 8) - (-sizes * frequencies // 8)
    return found


def _broken_contents(file: SegmentFile, name: str, kernels: Kernels) -> str | None:
    postings = file.postings(name)
    positions = _Positions.of(file, name)
    unpack = kernels.postings.unpack_terms
    for first, end in batches(postings):
        try:
            batch = _Batch(first, end, *unpack(postings, first, end))
        except ValueError as error:
            return str(error)
        reason = _broken_docnums(postings, batch, file.count)
        if reason is None and positions is not None:
            reason = positions.broken(batch)
        elif reason is None and (batch.frequencies != 1).any():
            reason = "frequencies but 1"
        if reason is not None:
            return reason
    return None if positions is None else positions.broken_end()


def _broken_docnums(postings: Postings, batch: _Batch, count: int) -> str | None:
    docnums, first, end = batch.docnums, batch.first, batch.end
    if (docnums >= count).any():
        return "documents that are not there"
    starts = (postings.firsts[first:end] - postings.firsts[first]).astype(np.int64)
    rises = docnums[1:] > docnums[:-1]
    rises[starts[(starts > 0) & (starts < len(docnums))] - 1] = True
    if not rises.all():
        return "documents that do not ascend"
    if not np.array_equal(
        docnums[_block_ends(postings, batch)], postings.lasts[_blocks(postings, batch)]
    ):
        return "blocks with a wrong last document"
    return None


class _Positions:
    """Follows the positions of all postings of a field, some terms at a time.

    :param text: the text that they are positions in; None for words of values.
    """

    def __init__(
        self,
        postings: Postings,
        positions: NDArray[Any],
        tokens: NDArray[Any],
        text: Offsets | None,
    ) -> None:
        self._postings = postings
        self._positions = positions
        self._tokens = tokens
        self._text = text
        self._place = 0
        self._taken = np.zeros(0 if text is None else len(text.codes), np.bool_)

    @classmethod
    def of(cls, file: SegmentFile, name: str) -> _Positions | None:
        """Return what follows the positions of *name*; None if it has none."""
        found = file.postings(name)
        if found.positions is None or found.tokens is None:
            return None
        text = file.offsets(name) if name in TEXTS else None
        return cls(found, found.positions, found.tokens, text)

    def broken(self, batch: _Batch) -> str | None:
        """Return what is wrong in the next terms; None if nothing is."""
        ends = np.cumsum(batch.frequencies, dtype=np.int64)
        total = int(ends[-1]) if len(ends) else 0
        positions = self._positions[self._place : self._place + total]
        if len(positions) < total:
            return "frequencies that do not add up to the positions"
        lasts = _block_ends(self._postings, batch)
        befores = np.concatenate([[0], ends[lasts]])[:-1] + self._place
        if not np.array_equal(befores, self._tokens[_blocks(self._postings, batch)]):
            return "blocks with a wrong first position"
        self._place += total
        rises = positions[1:] > positions[:-1]
        rises[ends[:-1] - 1] = True
        if not rises.all():
            return "positions that do not ascend"
        return self._broken_text(batch, positions)

    def broken_end(self) -> str | None:
        """Return what is wrong in the end; None if nothing is."""
        if self._place != len(self._positions) or self._place != self._tokens[-1]:
            return "frequencies that do not add up to the positions"
        if self._text is not None and self._place != len(self._taken):
            return "frequencies that do not add up to the lengths"
        if not self._taken.all():
            return "two terms at one position"
        return None

    def _broken_text(self, batch: _Batch, positions: NDArray[Any]) -> str | None:
        if self._text is None:
            return None
        owners = np.repeat(batch.docnums, batch.frequencies)
        if (positions >= self._text.lengths[owners]).any():
            return "positions behind the end of a text"
        self._taken[self._text.starts[owners].astype(np.int64) + positions] = True
        return None


def _blocks(postings: Postings, batch: _Batch) -> slice:
    """Return the blocks of some terms."""
    return slice(int(postings.blocks[batch.first]), int(postings.blocks[batch.end]))


def _block_ends(postings: Postings, batch: _Batch) -> NDArray[np.int64]:
    """Return the place of the last posting of each block of some terms."""
    firsts = postings.firsts[batch.first : batch.end + 1].astype(np.int64)
    firsts -= firsts[0]
    blocks = postings.blocks[batch.first : batch.end + 1]
    per_term = row_sizes(blocks)
    befores = np.repeat(blocks[:-1] - blocks[0], per_term)
    ordinals = np.arange(len(befores)) - befores
    starts = np.repeat(firsts[:-1], per_term)
    ends = np.repeat(firsts[1:], per_term)
    found: NDArray[np.int64] = np.minimum(starts + (ordinals + 1) * BLOCK, ends) - 1
    return found
