"""Writing the postings of a field, and the dictionary that they stand over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .dictionary import Dictionary
from .string_order import order_strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter


#: An array and what it is called in the file.
NamedArray: TypeAlias = tuple[str, "NDArray[Any]"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Some words, sorted."""

    #: Their numbers before they were, and their UTF-8.
    numbers: NDArray[np.int64]
    terms: list[bytes]
    #: By the number that a word had: its number among the sorted ones.
    ranks: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.terms)

    def of(self, words: Sequence[str]) -> list[str]:
        """Return those of *words*, which are by number as they were."""
        return [words[number] for number in self.numbers.tolist()]

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write them as the dictionary *name*."""
        write_strings(writer, name, self.terms)


def rank_used(
    words: Sequence[str], numbers: Iterable[NDArray[np.uint32]], kernels: Kernels
) -> Ranking:
    """Return those of *words* whose numbers stand in any of the arrays."""
    used = np.zeros(len(words), np.bool_)
    for each in numbers:
        kernels.numbering.mark_used(each, used)
    found = np.flatnonzero(used)
    terms = [words[number].encode() for number in found.tolist()]
    order = order_strings(Dictionary.of(terms))
    found = found[order]
    ranks = np.zeros(len(used), np.uint32)
    ranks[found] = np.arange(len(found), dtype=np.uint32)
    return Ranking(found, [terms[place] for place in order.tolist()], ranks)


def write_strings(writer: ContainerWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write *strings* in their order, as ``<name>.bytes`` and ``<name>.offsets``."""
    made = Dictionary.of(strings)
    writer.add(f"{name}.bytes", made.data)
    writer.add(f"{name}.offsets", made.offsets)


class PostingsWriter:
    """Inverts terms by document and writes them as postings."""

    def __init__(self, writer: ContainerWriter, kernels: Kernels) -> None:
        self._writer = writer
        self._kernels = kernels

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
        """Write the postings of the field *name*; see :func:`made_postings`."""
        made = made_postings(
            name,
            terms,
            counts,
            term_count,
            self._kernels,
            positions=positions,
            is_positional=is_positional,
        )
        for array in made:
            self._writer.add(*array)


def made_postings(
    name: str,
    terms: NDArray[np.uint32],
    counts: NDArray[np.uint32],
    term_count: int,
    kernels: Kernels,
    *,
    positions: NDArray[np.uint32] | None = None,
    is_positional: bool = True,
) -> list[NamedArray]:
    """Return the arrays of the postings of the field *name*.

    :param terms: the number of each token's term, document by document.
    :param counts: tokens of each document.
    :param positions: of each token; by default its place in the document.
    :param is_positional: whether positions are kept.
    """
    made = kernels.postings
    found = made.invert(terms, counts, 0, term_count, positions)
    packed = made.pack_postings(found.docs, found.freqs, found.firsts)
    arrays = [
        (f"{name}.firsts", found.firsts),
        (f"{name}.blocks", packed.blocks),
        (f"{name}.offsets", packed.offsets),
        (f"{name}.lasts", packed.lasts),
        (f"{name}.widths", packed.widths),
        (f"{name}.data", packed.data),
    ]
    if is_positional:
        tokens = made.position_starts(found.freqs, found.firsts)
        arrays += [(f"{name}.tokens", tokens), (f"{name}.positions", found.positions)]
    return arrays
