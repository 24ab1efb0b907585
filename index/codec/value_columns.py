"""Value columns: the values of one field of many articles, and their words."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis import fold_value
from ..schema import VALUE_GAP
from .postings_writer import rank_used, write_strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from ..analysis import BatchTokenizer
    from ..kernels.choice import Kernels
    from .container import ContainerWriter
    from .postings_writer import PostingsWriter


class ValueColumns:
    """Gathers the values of one field, those of each document in the order given."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        # A value gets the next number when it is first asked for.
        self._numbers.default_factory = self._numbers.__len__
        self._flat = array("I")
        self._counts = array("I")

    def add_optional(self, values: Iterable[str | None]) -> None:
        """Add the one value, or none, of each of the next documents."""
        numbers = self._numbers
        for value in values:
            if value is None:
                self._counts.append(0)
            else:
                self._counts.append(1)
                self._flat.append(numbers[value])

    def add_lists(self, values: Sequence[tuple[str, ...]]) -> None:
        """Add the values of each of the next documents."""
        self._counts.extend(map(len, values))
        flat = chain.from_iterable(values)
        self._flat.extend(map(self._numbers.__getitem__, flat))

    def keep(self, kept: NDArray[np.bool_] | None, kernels: Kernels) -> DocumentValues:
        """Return the values of the documents that are *kept*; None is all."""
        counts = np.array(self._counts, np.uint32)
        flat = np.array(self._flat, np.uint32)
        if kept is not None:
            flat = flat[np.repeat(kept, counts)]
            counts = counts[kept]
        values = list(self._numbers)
        ranking = rank_used(values, [flat], kernels)
        return DocumentValues(ranking.of(values), counts, ranking.ranks[flat])


@dataclass(frozen=True, slots=True)
class DocumentValues:
    """The values of one field of all documents that are kept."""

    #: The distinct ones, sorted.
    values: list[str]
    #: How many each document has.
    counts: NDArray[np.uint32]
    #: Their numbers among :attr:`values`, document by document.
    numbers: NDArray[np.uint32]

    def write(
        self, writer: ContainerWriter, postings: PostingsWriter, name: str
    ) -> None:
        """Write the values of the field *name*, and its postings."""
        folded = [fold_value(value) for value in self.values]
        terms = sorted(set(folded))
        places = {term: place for place, term in enumerate(terms)}
        ranks = np.array([places[each] for each in folded], np.uint32)
        offsets = np.zeros(len(self.counts) + 1, np.uint32)
        np.cumsum(self.counts, out=offsets[1:])
        encoded = [value.encode() for value in self.values]
        write_strings(writer, f"{name}.values", encoded)
        writer.add(f"{name}.values.terms", ranks)
        writer.add(f"{name}.docs.offsets", offsets)
        writer.add(f"{name}.docs.values", self.numbers)
        write_strings(writer, f"{name}.terms", [term.encode() for term in terms])
        members, counts = distinct_by_document(ranks[self.numbers], self.counts)
        postings.write(name, members, counts, len(terms), is_positional=False)

    def write_words(
        self,
        writer: ContainerWriter,
        postings: PostingsWriter,
        tokenizer: BatchTokenizer,
        kernels: Kernels,
        name: str,
    ) -> None:
        """Write the postings *name* of the words of the values."""
        read = tokenizer.read(self.values, acronyms=False)
        words = rank_used(tokenizer.forms, [read.forms], kernels)
        words.write(writer, f"{name}.terms")
        lengths = read.counts.astype(np.int64)
        counts, places, positions = self._places(lengths)
        forms = words.ranks[read.forms][places]
        postings.write(name, forms, counts, len(words), positions=positions)

    def _places(
        self, lengths: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32]]:
        """Return what words the documents have.

        :param lengths: words of each value.
        :returns: words of each document; of each word, which one it is of those of
            all values, and its position in the document.
        """
        firsts = np.cumsum(lengths) - lengths
        own = lengths[self.numbers]
        ends = np.concatenate([[0], np.cumsum(own)])
        spans = np.concatenate([[0], np.cumsum(own + VALUE_GAP)])
        bounds = np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])
        # Where each value starts in its document, gaps counted.
        starts = spans[:-1] - np.repeat(spans[bounds[:-1]], self.counts)
        inner = np.arange(ends[-1]) - np.repeat(ends[:-1], own)
        places = np.repeat(firsts[self.numbers], own) + inner
        positions = np.repeat(starts, own) + inner
        counts = np.diff(ends[bounds])
        return counts.astype(np.uint32), places, positions.astype(np.uint32)


def distinct_by_document(
    terms: NDArray[Any], counts: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the distinct terms of each document, and how many they are."""
    docs = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
    return distinct_pairs(docs, terms, len(counts))


def distinct_pairs(
    docs: NDArray[np.uint64], terms: NDArray[Any], count: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the distinct terms of each of *count* documents, and how many they are."""
    pairs = np.unique(docs << np.uint64(32) | terms.astype(np.uint64))
    counts = np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=count)
    return (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32), counts.astype(np.uint32)
