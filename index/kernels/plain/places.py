"""Places, plain: where words and phrases stand in some documents."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from .blocks import BLOCK, Blocks, read_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from ...codec.layout import Postings

    Numbers = NDArray[np.uint32]

#: By term and document, the places where the one stands in the other, ascending.
Places: TypeAlias = dict[tuple[int, int], list[int]]


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
    places = find_places(postings, terms.tolist(), docs)
    phrase = [terms[low:high].tolist() for low, high in pairwise(slots.tolist())]
    found = [starts_in(places, phrase, doc) for doc in docs.tolist()]
    offsets = np.zeros(len(found) + 1, np.uint32)
    np.cumsum([len(each) for each in found], out=offsets[1:])
    return offsets, np.array([*chain.from_iterable(found)], np.uint32)


def starts_in(places: Places, phrase: Sequence[Iterable[int]], doc: int) -> list[int]:
    """Return where the words of *phrase* stand side by side in *doc*.

    :param phrase: of each slot, its terms.
    """
    found: set[int] = set()
    for slot, terms in enumerate(phrase):
        some = {place - slot for term in terms for place in places.get((term, doc), ())}
        found = found & some if slot else some
    return sorted(found)


def find_places(postings: Postings, terms: Iterable[int], docs: Numbers) -> Places:
    """Return where *terms* stand in *docs*.

    :param docs: in any order.
    :raises ValueError: if the postings are damaged.
    """
    if postings.positions is None:
        raise TypeError("the postings have no positions")
    wanted = np.sort(docs)
    owners, blocks = _blocks_with(postings, dict.fromkeys(terms), wanted)
    if not owners or not len(wanted):
        return {}
    lists = read_blocks(postings, blocks)
    at = np.searchsorted(wanted, lists.docs)
    having = np.flatnonzero(wanted[np.minimum(at, len(wanted) - 1)] == lists.docs)
    rows = zip(
        np.repeat(owners, blocks.sizes)[having].tolist(),
        lists.docs[having].tolist(),
        lists.starts[having].tolist(),
        lists.freqs[having].tolist(),
        strict=True,
    )
    positions = postings.positions
    return {
        (term, doc): positions[start : start + freq].tolist()
        for term, doc, start, freq in rows
    }


def _blocks_with(
    postings: Postings, terms: Iterable[int], docs: Numbers
) -> tuple[list[int], Blocks]:
    """Return the blocks of *terms* that may have one of *docs*, and whose they are."""
    owners: list[int] = []
    numbers: list[int] = []
    sizes: list[int] = []
    are_first: list[bool] = []
    for term in terms:
        low, high = postings.blocks[term : term + 2].tolist()
        count = int(postings.firsts[term + 1] - postings.firsts[term])
        inner = np.searchsorted(postings.lasts[low:high], docs)
        for each in dict.fromkeys(inner.tolist()):
            if each < high - low:
                owners.append(term)
                numbers.append(low + each)
                sizes.append(min(BLOCK, count - each * BLOCK))
                are_first.append(each == 0)
    arrays = np.array(numbers, np.int64), np.array(sizes, np.int64)
    return owners, Blocks(*arrays, np.array(are_first, np.bool_))
