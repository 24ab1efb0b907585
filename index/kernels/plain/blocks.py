"""Blocks of packed postings, read together: those of some terms, or some of those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ...codec.layout import Postings
    from .segments import Field

BLOCK = 128
_PADDING = 8
_LANES = np.arange(BLOCK)
_DAMAGED = "damaged postings"


class Lists(NamedTuple):
    """Postings of some blocks, block by block."""

    docs: NDArray[np.uint32]
    freqs: NDArray[np.uint32]
    #: Where the positions of each posting begin, if there are any.
    starts: NDArray[np.int64]


class Blocks(NamedTuple):
    """Which blocks are read."""

    numbers: NDArray[np.int64]
    #: Postings of each.
    sizes: NDArray[np.int64]
    #: Whether each is the first one of its term.
    are_first: NDArray[np.bool_]


def blocks_of(field: Field, terms: Sequence[int]) -> Blocks:
    """Return all blocks of *terms*, term by term.

    :raises ValueError: if there is no such term, or the postings are damaged.
    """
    places = [field.place(term) for term in terms]
    firsts = np.array([first for first, _ in places], np.int64)
    counts = np.array([count for _, count in places], np.int64)
    per_term = -(-counts // BLOCK)
    before = np.repeat(np.cumsum(per_term) - per_term, per_term)
    inner = np.arange(int(per_term.sum())) - before
    sizes = np.minimum(np.repeat(counts, per_term) - inner * BLOCK, BLOCK)
    return Blocks(np.repeat(firsts, per_term) + inner, sizes, inner == 0)


def blocks_with(field: Field, term: int, docs: NDArray[np.uint32]) -> Blocks:
    """Return those blocks of *term* that may have one of *docs*, which ascend."""
    blocks = blocks_of(field, [term])
    lasts = field.postings.lasts[blocks.numbers]
    kept = np.zeros(len(lasts) + 1, np.bool_)
    kept[np.searchsorted(lasts, docs)] = True
    chosen = kept[:-1]
    return Blocks(
        blocks.numbers[chosen], blocks.sizes[chosen], blocks.are_first[chosen]
    )


def read_blocks(postings: Postings, blocks: Blocks) -> Lists:
    """Return the postings of *blocks*.

    :raises ValueError: if they are damaged.
    """
    numbers, sizes, are_first = blocks
    data, offsets, lasts = postings.data, postings.offsets, postings.lasts
    if (
        len(data) < _PADDING
        or len(offsets) != len(lasts) + 1
        or len(postings.widths) != 2 * len(lasts)
    ):
        raise ValueError(_DAMAGED)
    widths = postings.widths.reshape(-1, 2)[numbers].astype(np.int64)
    places = offsets[numbers].astype(np.int64)
    parts = (sizes[:, None] * widths + 7) >> 3
    if (
        (widths > 32).any()
        or (places < 0).any()
        or (places + parts.sum(axis=1) > len(data) - _PADDING).any()
    ):
        raise ValueError(_DAMAGED)
    docs = np.cumsum(_unpack(data, places, widths[:, 0]) + 1, axis=1)
    freqs = _unpack(data, places + parts[:, 0], widths[:, 1]) + 1
    docs += np.where(are_first, -1, lasts[numbers - 1].astype(np.int64))[:, None]
    if (docs[np.arange(len(sizes)), sizes - 1] != lasts[numbers]).any():
        raise ValueError(_DAMAGED)
    starts = np.cumsum(freqs, axis=1) - freqs
    if postings.tokens is not None:
        starts += postings.tokens[numbers].astype(np.int64)[:, None]
    inside = sizes[:, None] > _LANES
    return Lists(
        docs[inside].astype(np.uint32), freqs[inside].astype(np.uint32), starts[inside]
    )


def _unpack(
    data: NDArray[np.uint8], places: NDArray[np.int64], widths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return a row of numbers for each block; those behind its size mean nothing."""
    bits = 8 * places[:, None] + widths[:, None] * _LANES
    # The eight bytes at each place of the data, as one number.
    words: NDArray[Any] = np.ndarray(len(data) - 7, np.dtype("<u8"), data, strides=(1,))
    found = words[np.minimum(bits >> 3, len(words) - 1)]
    found >>= (bits & 7).astype(np.uint64)
    found &= ((np.int64(1) << widths) - 1).astype(np.uint64)[:, None]
    numbers: NDArray[np.int64] = found.astype(np.int64)
    return numbers
