"""Writing the postings of a field, and the dictionary that they stand over."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .dictionary import Dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter


class WordOrder:
    """The numbers of words in the order of the words; safe to share between threads.

    :param words: by number; others may be added to them.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._lock = threading.Lock()
        self._numbers: list[int] = []

    def numbers(self) -> NDArray[np.int64]:
        """Return the numbers of all words there are."""
        with self._lock:
            new = range(len(self._numbers), len(self.words))
            if new:
                # Those before are sorted: only the new ones take time. The order of
                # code points is that of their UTF-8.
                numbers = [*self._numbers, *new]
                self._numbers = sorted(numbers, key=self.words.__getitem__)
            return np.array(self._numbers, np.int64)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Some words, sorted."""

    words: list[str]
    #: By the number that a word had: its number among the sorted ones.
    ranks: NDArray[np.uint32]

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write the words as the dictionary *name*."""
        write_strings(writer, name, [word.encode() for word in self.words])


def rank_used(
    order: WordOrder, numbers: Iterable[NDArray[np.uint32]], kernels: Kernels
) -> Ranking:
    """Return the words whose numbers stand in any of the arrays."""
    known = order.numbers()
    used = np.zeros(len(known), np.bool_)
    for each in numbers:
        kernels.numbering.mark_used(each, used)
    ordered = known[used[known]]
    ranks = np.zeros(len(used), np.uint32)
    ranks[ordered] = np.arange(len(ordered), dtype=np.uint32)
    return Ranking([order.words[number] for number in ordered.tolist()], ranks)


def write_strings(writer: ContainerWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write *strings* in their order, as ``<name>.bytes`` and ``<name>.offsets``."""
    made = Dictionary.of(strings)
    writer.add(f"{name}.bytes", made.data)
    writer.add(f"{name}.offsets", made.offsets)


class PostingsWriter:
    """Inverts terms by document and writes them as postings."""

    def __init__(self, writer: ContainerWriter, kernels: Kernels) -> None:
        self._writer = writer
        self._kernels = kernels.postings

    def write(
        self,
        name: str,
        terms: NDArray[np.uint32],
        counts: NDArray[np.uint32],
        term_count: int,
        *,
        positions: NDArray[np.uint32] | None = None,
        is_positional: bool = True,
    ) -> None:
        """Write the postings of the field *name*.

        :param terms: the number of each token's term, document by document.
        :param counts: tokens of each document.
        :param positions: of each token; by default its place in the document.
        :param is_positional: whether positions are kept.
        """
        kernels, writer = self._kernels, self._writer
        found = kernels.invert(terms, counts, 0, term_count, positions)
        packed = kernels.pack_postings(found.docs, found.freqs, found.firsts)
        writer.add(f"{name}.firsts", found.firsts)
        writer.add(f"{name}.blocks", packed.blocks)
        writer.add(f"{name}.offsets", packed.offsets)
        writer.add(f"{name}.lasts", packed.lasts)
        writer.add(f"{name}.widths", packed.widths)
        writer.add(f"{name}.data", packed.data)
        if is_positional:
            tokens = kernels.position_starts(found.freqs, found.firsts)
            writer.add(f"{name}.tokens", tokens)
            writer.add(f"{name}.positions", found.positions)
