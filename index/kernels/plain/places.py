"""Places, plain: where words and phrases stand in some documents."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ...codec.layout import Postings

    Numbers = NDArray[np.uint32]

BLOCK = 128


def find_starts(
    postings: Postings, terms: Numbers, slots: Numbers, docs: Numbers
) -> tuple[Numbers, Numbers]:
    """Return where a word or an exact phrase stands in each of *docs*.

    :param postings: positional ones.
    :param terms: the terms of all slots, one slot after the other; each is there.
    :param slots: terms before each slot, [slots + 1].
    :param docs: docnums, in any order.
    :returns: CSR offsets by document, and the positions of the first slot's words,
        ascending in a document.
    """
    counts: list[int] = []
    starts: list[int] = []
    bounds = slots.tolist()
    for doc in docs.tolist():
        places = [
            _places(postings, terms[low:high].tolist(), doc)
            for low, high in itertools.pairwise(bounds)
        ]
        found = set(places[0])
        for slot, each in enumerate(places):
            found &= {place - slot for place in each}
        counts.append(len(found))
        starts += sorted(found)
    offsets = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=offsets[1:])
    return offsets, np.array(starts, np.uint32)


def _places(postings: Postings, terms: Sequence[int], doc: int) -> list[int]:
    return sorted(
        place for term in terms for place in _places_of_term(postings, term, doc)
    )


def _places_of_term(postings: Postings, term: int, doc: int) -> list[int]:
    tokens, positions = postings.tokens, postings.positions
    if tokens is None or positions is None:
        raise TypeError("the postings have no positions")
    low, high = postings.blocks[term : term + 2].tolist()
    block = low + int(np.searchsorted(postings.lasts[low:high], doc))
    if block == high:
        return []
    behind = int(postings.firsts[term + 1] - postings.firsts[term])
    count = min(BLOCK, behind - (block - low) * BLOCK)
    gap_width, freq_width = postings.widths[2 * block : 2 * block + 2].tolist()
    start = int(postings.offsets[block])
    previous = -1 if block == low else int(postings.lasts[block - 1])
    docnums = previous + np.cumsum(_unpack(postings, start, count, gap_width) + 1)
    at = int(np.searchsorted(docnums, doc))
    if docnums[at] != doc:
        return []
    start += -(-count * gap_width // 8)
    freqs = _unpack(postings, start, count, freq_width) + 1
    first = int(tokens[block]) + int(freqs[:at].sum())
    found: list[int] = positions[first : first + int(freqs[at])].tolist()
    return found


def _unpack(
    postings: Postings, start: int, count: int, width: int
) -> NDArray[np.int64]:
    size = -(-count * width // 8)
    bits = np.unpackbits(
        postings.data[start : start + size], count=count * width, bitorder="little"
    )
    found: NDArray[np.int64] = bits.reshape(count, width) @ (1 << np.arange(width))
    return found
