"""Packed postings: blocks of 128 as streams of bits, see :mod:`...codec.layout`.

Packed arrays may come from a damaged file: what reads them raises ValueError where
they cannot be right, and whatever it returns has, in each term, ascending docnums
that end with the term's last one. Arrays to be packed are trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...codec.layout import Postings

BLOCK = 128
PADDING = 8

#: Numbers packed at once, so that what is made in between stays small.
_STEP = 1 << 18
_DAMAGED = "damaged postings"


class Packed(NamedTuple):
    """The arrays of packed postings, as :class:`...codec.layout.Postings` has them."""

    blocks: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
    lasts: NDArray[np.uint32]
    widths: NDArray[np.uint8]
    data: NDArray[np.uint8]


class Inverted(NamedTuple):
    """The postings of some texts by term, with the positions of each posting."""

    firsts: NDArray[np.uint64]
    docs: NDArray[np.uint32]
    freqs: NDArray[np.uint32]
    #: u16, or u32 where one does not fit.
    positions: NDArray[Any]


def pack_postings(
    docs: NDArray[np.uint32], freqs: NDArray[np.uint32], firsts: NDArray[np.uint64]
) -> Packed:
    """Pack the postings of all terms.

    :param docs, freqs: of each posting, by term, docnums ascending in a term.
    :param firsts: postings before each term, [T + 1].
    """
    if firsts[0] or int(firsts[-1]) != len(docs) or len(docs) != len(freqs):
        raise ValueError("postings and firsts do not fit")
    counts = _counts(firsts)
    blocks, starts, sizes = _blocks(counts)
    lasts = docs[starts + sizes - 1]
    before = np.empty(len(docs), np.int64)
    before[1:] = docs[:-1]
    before[firsts[:-1][counts > 0].astype(np.int64)] = -1
    gaps = (docs - before - 1).astype(np.uint64)
    numbers = freqs.astype(np.uint64) - np.uint64(1)
    widths = np.empty((len(starts), 2), np.uint8)
    for column, each in enumerate((gaps, numbers)):
        if len(starts):
            widths[:, column] = _bit_lengths(np.bitwise_or.reduceat(each, starts))
    parts = _packed_bytes(sizes[:, None], widths)
    offsets = np.zeros(len(starts) + 1, np.uint64)
    np.cumsum(parts.sum(axis=1), out=offsets[1:])
    data = np.zeros(int(offsets[-1]) + PADDING, np.uint8)
    places = offsets[:-1].astype(np.int64)
    for column, each in enumerate((gaps, numbers)):
        _pack(data, each, places, sizes, widths[:, column])
        places += parts[:, column]
    return Packed(blocks.astype(np.uint32), offsets, lasts, widths.ravel(), data)


def unpack_postings(
    data: NDArray[np.uint8],
    offsets: NDArray[np.uint64],
    lasts: NDArray[np.uint32],
    widths: NDArray[np.uint8],
    first_block: int,
    count: int,
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the docnums and frequencies of the term with *count* postings.

    :param first_block: where the term's blocks begin.
    """
    first_blocks = np.array([first_block], np.int64)
    blocks = (data, offsets, lasts, widths)
    return _unpack(blocks, first_blocks, np.array([count], np.int64))


def unpack_docs(
    data: NDArray[np.uint8],
    offsets: NDArray[np.uint64],
    lasts: NDArray[np.uint32],
    widths: NDArray[np.uint8],
    first_block: int,
    count: int,
) -> NDArray[np.uint32]:
    """Return the docnums alone, see :func:`unpack_postings`."""
    return unpack_postings(data, offsets, lasts, widths, first_block, count)[0]


def unpack_terms(
    postings: Postings, first_term: int, stop_term: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the docnums and frequencies of consecutive terms, one after another."""
    if not 0 <= first_term <= stop_term < len(postings.firsts):
        raise ValueError("no such terms")
    firsts = postings.firsts[first_term : stop_term + 1]
    if len(postings.blocks) != len(postings.firsts) or (firsts[1:] < firsts[:-1]).any():
        raise ValueError(_DAMAGED)
    blocks = (postings.data, postings.offsets, postings.lasts, postings.widths)
    first_blocks = postings.blocks[first_term:stop_term].astype(np.int64)
    return _unpack(blocks, first_blocks, _counts(firsts))


def invert(
    terms: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    first_doc: int,
    term_count: int,
    positions: NDArray[np.uint32] | None = None,
) -> Inverted:
    """Return the postings of some texts.

    :param terms: the number of each token's term, text by text.
    :param counts: tokens of each text.
    :param first_doc: docnum of the first text.
    :param positions: of each token, ascending in a text; by default its place in it.
    """
    if int(counts.sum(dtype=np.uint64)) != len(terms):
        raise ValueError("the counts are not those of the terms")
    if len(terms) > 0xFFFFFFFF:
        raise ValueError("more tokens than can be inverted at once")
    if len(terms) and terms.max() >= term_count:
        raise ValueError("no such term")
    if first_doc + len(counts) > 0xFFFFFFFF:
        raise ValueError("docnums do not fit in 32 bits")
    if positions is None:
        positions = _places(counts.astype(np.int64)).astype(np.uint32)
    elif len(positions) != len(terms):
        raise ValueError("each token needs a position")
    order = np.argsort(terms, kind="stable")
    by_term = terms[order]
    texts = np.repeat(np.arange(len(counts), dtype=np.int64), counts)[order]
    is_first = np.ones(len(terms), np.bool_)
    is_first[1:] = (by_term[1:] != by_term[:-1]) | (texts[1:] != texts[:-1])
    starts = np.flatnonzero(is_first)
    firsts = np.zeros(term_count + 1, np.uint64)
    np.cumsum(np.bincount(by_term[starts], minlength=term_count), out=firsts[1:])
    wide = len(positions) > 0 and positions.max() > 0xFFFF
    return Inverted(
        firsts,
        (texts[starts] + first_doc).astype(np.uint32),
        np.diff(starts, append=len(terms)).astype(np.uint32),
        positions[order].astype(np.uint32 if wide else np.uint16),
    )


def position_starts(
    freqs: NDArray[np.uint32], firsts: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Return the positions before each block of all terms, and all of them."""
    if firsts[0] or int(firsts[-1]) != len(freqs):
        raise ValueError("postings and firsts do not fit")
    starts = _blocks(_counts(firsts))[1]
    before = np.zeros(len(freqs) + 1, np.uint64)
    np.cumsum(freqs, out=before[1:])
    wanted: NDArray[np.uint64] = before[np.append(starts, len(freqs))]
    return wanted


def _counts(firsts: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the postings of each term."""
    signed = firsts.astype(np.int64)
    counts: NDArray[np.int64] = signed[1:] - signed[:-1]
    return counts


def _blocks(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return the blocks before each term, and each block's first posting and size."""
    per_term = -(-counts // BLOCK)
    blocks = np.concatenate([[0], np.cumsum(per_term)])
    inner = _places(per_term)
    sizes = np.minimum(np.repeat(counts, per_term) - inner * BLOCK, BLOCK)
    return blocks, np.cumsum(sizes) - sizes, sizes


def _places(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, ... up to each of *counts*, one after another."""
    starts = np.cumsum(counts) - counts
    flat = np.arange(int(counts.sum()))
    places: NDArray[np.int64] = flat - np.repeat(starts, counts)
    return places


def _bit_lengths(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    # Exact: a number of 32 bits is a float64 without rounding.
    return np.frexp(numbers.astype(np.float64))[1].astype(np.uint64)


def _packed_bytes(counts: NDArray[Any], widths: NDArray[Any]) -> NDArray[np.int64]:
    size: NDArray[np.int64] = (counts.astype(np.int64) * widths + 7) >> 3
    return size


def _pack(
    data: NDArray[np.uint8],
    numbers: NDArray[np.uint64],
    places: NDArray[np.int64],
    sizes: NDArray[np.int64],
    widths: NDArray[np.uint8],
) -> None:
    """Write the *numbers* of all blocks, each block from its place in *data* on."""
    stops = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        last = int(np.searchsorted(stops, stops[first] + _STEP, "right"))
        step = slice(first, last)
        bits = _bit_places(places[step], sizes[step], widths[step])
        shifted = numbers[stops[first] - sizes[first] : stops[last - 1]] << (
            bits & 7
        ).astype(np.uint64)
        start = int(places[first])
        indexes = (bits >> 3) - start
        # Numbers share bytes but no bits, so that adding them up joins them.
        for byte in range(-(-(int(widths[step].max()) + 7) // 8)):
            part = (shifted >> np.uint64(8 * byte)) & np.uint64(0xFF)
            joined = np.bincount(indexes + byte, part).astype(np.uint8)
            joined = joined[: len(data) - start]
            data[start : start + len(joined)] |= joined
        first = last


def _bit_places(
    places: NDArray[np.int64], sizes: NDArray[np.int64], widths: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """Return where each number of the blocks begins, in bits."""
    inner = _places(sizes) * np.repeat(widths, sizes)
    bits: NDArray[np.int64] = np.repeat(8 * places, sizes) + inner
    return bits


def _unpack(
    blocks: tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]],
    first_blocks: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return docnums and frequencies of terms that begin with *first_blocks*."""
    data, offsets, lasts, widths = blocks
    if (
        len(data) < PADDING
        or len(offsets) != len(lasts) + 1
        or len(widths) != 2 * len(lasts)
        or int(counts.sum()) > BLOCK * len(lasts)
    ):
        raise ValueError(_DAMAGED)
    per_term = -(-counts // BLOCK)
    if ((first_blocks < 0) | (first_blocks + per_term > len(lasts))).any():
        raise ValueError(_DAMAGED)
    _, starts, sizes = _blocks(counts)
    inner = _places(per_term)
    numbers = np.repeat(first_blocks, per_term) + inner
    pairs = widths.reshape(-1, 2)[numbers]
    parts = _packed_bytes(sizes[:, None], pairs)
    places = offsets[numbers].astype(np.int64)
    if (
        (pairs > 32).any()
        or (places < 0).any()
        or (places + parts.sum(axis=1) > len(data) - PADDING).any()
    ):
        raise ValueError(_DAMAGED)
    gaps = _unpack_bits(data, places, sizes, pairs[:, 0])
    freqs = _unpack_bits(data, places + parts[:, 0], sizes, pairs[:, 1]) + 1
    before = np.where(inner > 0, lasts[numbers - 1].astype(np.int64), -1)
    docs = _docs(gaps, before, starts, sizes)
    if (docs[starts + sizes - 1] != lasts[numbers]).any():
        raise ValueError(_DAMAGED)
    return docs.astype(np.uint32), freqs.astype(np.uint32)


def _unpack_bits(
    data: NDArray[np.uint8],
    places: NDArray[np.int64],
    sizes: NDArray[np.int64],
    widths: NDArray[np.uint8],
) -> NDArray[np.int64]:
    bits = _bit_places(places, sizes, widths)
    # The eight bytes at each place of the data, as one number.
    words = np.ndarray(len(data) - 7, np.dtype("<u8"), data, strides=(1,))
    found = words[bits >> 3] >> (bits & 7).astype(np.uint64)
    masks = (np.uint64(1) << np.repeat(widths, sizes).astype(np.uint64)) - np.uint64(1)
    numbers: NDArray[np.int64] = (found & masks).astype(np.int64)
    return numbers


def _docs(
    gaps: NDArray[np.int64],
    before: NDArray[np.int64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the docnums of blocks, *before* being those in front of them."""
    summed = np.cumsum(gaps + 1)
    skipped = np.concatenate([[0], summed[starts[1:] - 1]])[: len(starts)]
    docs: NDArray[np.int64] = summed + np.repeat(before - skipped, sizes)
    return docs
