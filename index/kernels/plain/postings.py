"""Packed postings, plain: blocks of 128 as streams of bits, see :mod:`...codec.layout`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 128
PADDING = 8


class Packed(NamedTuple):
    """The arrays of packed postings, as :class:`...codec.layout.Postings` has them."""

    blocks: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
    lasts: NDArray[np.uint32]
    widths: NDArray[np.uint8]
    data: NDArray[np.uint8]


def pack_postings(
    docs: NDArray[np.uint32], freqs: NDArray[np.uint32], firsts: NDArray[np.uint64]
) -> Packed:
    """Pack the postings of all terms.

    :param docs, freqs: of each posting, by term, docnums ascending in a term.
    :param firsts: postings before each term, [T + 1].
    """
    counts = np.diff(firsts.astype(np.int64))
    per_term = -(-counts // BLOCK)
    blocks = np.concatenate([[0], np.cumsum(per_term)])
    lasts: list[int] = []
    widths: list[int] = []
    offsets = [0]
    parts: list[bytes] = []
    for first, count in zip(firsts[:-1].tolist(), counts.tolist(), strict=True):
        previous = -1
        for start in range(first, first + count, BLOCK):
            rows = slice(start, min(start + BLOCK, first + count))
            block = docs[rows].astype(np.int64)
            gaps = np.diff(block, prepend=previous) - 1
            previous = int(block[-1])
            lasts.append(previous)
            size = 0
            for numbers in (gaps, freqs[rows].astype(np.int64) - 1):
                width = int(numbers.max()).bit_length()
                widths.append(width)
                packed = _pack(numbers, width)
                parts.append(packed)
                size += len(packed)
            offsets.append(offsets[-1] + size)
    return Packed(
        blocks.astype(np.uint32),
        np.array(offsets, np.uint64),
        np.array(lasts, np.uint32),
        np.array(widths, np.uint8),
        np.frombuffer(b"".join(parts) + bytes(PADDING), np.uint8),
    )


def _pack(numbers: NDArray[np.int64], width: int) -> bytes:
    bits = (numbers[:, None] >> np.arange(width)) & 1
    return np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()
