"""Offsets of tokens, a byte each, plain.

The code of a token has its gap, from the end of the token before it in the text (0
before the first) to its start, plus 2 in the low four bits, and its length less 1 in
the high ones. A gap is negative where tokens overlap. Where one of the two does not
fit, the code is 255 and both stand in the arrays of escapes, under the token's index
in all the codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ESCAPE = 0xFF
_LEAST_GAP = -2
_MOST_GAP = 12
_MOST_LENGTH = 16


def encode_offsets(
    starts: NDArray[np.uint32], ends: NDArray[np.uint32], counts: NDArray[np.uint32]
) -> tuple[
    NDArray[np.uint8], NDArray[np.uint64], NDArray[np.int32], NDArray[np.uint32]
]:
    """Return the codes, and token, gap and length of each escape.

    :param counts: how many tokens each text has, one text after another.
    """
    if not len(starts) == len(ends) == counts.sum():
        raise ValueError("the counts are not those of the tokens")
    befores = np.zeros(len(ends), np.int64)
    befores[1:] = ends[:-1]
    befores[_firsts(counts)] = 0
    gaps = starts.astype(np.int64) - befores
    lengths = ends.astype(np.int64) - starts
    fits = (gaps >= _LEAST_GAP) & (gaps <= _MOST_GAP)
    fits &= (lengths >= 1) & (lengths <= _MOST_LENGTH)
    codes = np.where(fits, gaps - _LEAST_GAP | lengths - 1 << 4, _ESCAPE)
    escapes = np.flatnonzero(~fits)
    return (
        codes.astype(np.uint8),
        escapes.astype(np.uint64),
        gaps[escapes].astype(np.int32),
        lengths[escapes].astype(np.uint32),
    )


def decode_offsets(
    codes: NDArray[np.uint8],
    first_token: int,
    escape_tokens: NDArray[np.uint64],
    escape_gaps: NDArray[np.int32],
    escape_lengths: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return starts and ends of the tokens of one text.

    :param codes: those of the text.
    :param first_token: the index of its first token in the whole array.
    """
    gaps = (codes & 15).astype(np.int64) + _LEAST_GAP
    lengths = (codes >> 4).astype(np.int64) + 1
    escapes = np.flatnonzero(codes == _ESCAPE)
    if len(escapes):
        first = np.searchsorted(escape_tokens, np.uint64(first_token))
        if first + len(escapes) > len(escape_tokens):
            raise ValueError("an escape is missing")
        gaps[escapes] = escape_gaps[first : first + len(escapes)]
        lengths[escapes] = escape_lengths[first : first + len(escapes)]
    ends = np.cumsum(gaps + lengths)
    return (ends - lengths).astype(np.uint32), ends.astype(np.uint32)


def _firsts(counts: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the index of the first token of each text that has one."""
    behind = np.cumsum(counts, dtype=np.int64)
    return (behind - counts)[counts > 0]
