"""Rereading: whether the postings of texts are those of the texts that are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..analysis.batch import BatchTokenizer
from .layout import TEXTS, row_sizes
from .posting_laws import batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ..analysis.batch import TokenBatch
    from ..kernels.choice import Kernels
    from .layout import SegmentFile

#: The terms of so many tokens are held at once.
_TOKENS = 1 << 24
#: Stands for a form that is not in the dictionary.
_NOTHING = 0xFFFFFFFF


class Numbering:
    """The numbers that the strings of a tokenizer have in a dictionary."""

    def __init__(self, numbers: dict[bytes, int]) -> None:
        self._numbers = numbers
        self._known: NDArray[np.uint32] = np.empty(0, np.uint32)

    def of(self, strings: Sequence[str], places: NDArray[Any]) -> NDArray[np.uint32]:
        """Return the numbers of ``strings[place]``; of *strings* more may come."""
        new = [
            self._numbers.get(string.encode(), _NOTHING)
            for string in strings[len(self._known) :]
        ]
        self._known = np.concatenate([self._known, np.array(new, np.uint32)])
        found: NDArray[np.uint32] = self._known[places]
        return found


class Rereading:
    """Reads the texts of a segment again, some documents at a time and in order."""

    def __init__(self, file: SegmentFile, kernels: Kernels) -> None:
        self._file = file
        self._kernels = kernels
        self._tokenizer = BatchTokenizer(kernels)
        numbers = {term: at for at, term in enumerate(file.dictionary("text"))}
        self._forms = Numbering(numbers)
        numbers = {term: at for at, term in enumerate(file.dictionary("spelling"))}
        self._spellings = Numbering(numbers)
        self._spelled: list[NDArray[np.uint64]] = []
        self._terms = {field: _Terms(file, field, kernels) for field in TEXTS}

    def broken(self, field: str, first: int, texts: Sequence[str]) -> Iterator[str]:
        """Yield what is wrong of *texts*, those of the documents from *first* on."""
        offsets = self._file.offsets(field)
        batch = self._tokenizer.read(texts)
        lengths = offsets.lengths[first : first + len(texts)]
        if not np.array_equal(lengths, batch.counts):
            docnum = first + int(np.argmax(lengths != batch.counts))
            yield f"has a wrong length of {field} in document {docnum}"
            return
        terms = self._terms[field].of(first, first + len(texts))
        wrong = np.flatnonzero(
            terms != self._forms.of(self._tokenizer.forms, batch.forms)
        )
        if len(wrong):
            owners = np.repeat(np.arange(first, first + len(texts)), lengths)
            yield f"has wrong postings of {field} in document {owners[wrong[0]]}"
        if not self._has_offsets(field, first, batch):
            yield f"has wrong offsets of {field} in documents from {first} on"
        self._note_spellings(first, batch)

    def broken_end(self) -> Iterator[str]:
        """Yield what is wrong of all documents together."""
        expected = np.unique(np.concatenate([np.empty(0, np.uint64), *self._spelled]))
        if not np.array_equal(
            expected, posting_keys(self._file, "spelling", self._kernels)
        ):
            yield "has wrong postings of spelling"

    def _has_offsets(self, field: str, first: int, batch: TokenBatch) -> bool:
        offsets = self._file.offsets(field)
        codes, escapes, gaps, lengths = self._kernels.offsets.encode_offsets(
            batch.starts, batch.ends, batch.counts
        )
        start = int(offsets.starts[first])
        end = start + len(codes)
        low, high = np.searchsorted(offsets.escape_tokens, (start, end))
        return (
            np.array_equal(offsets.codes[start:end], codes)
            and np.array_equal(offsets.escape_tokens[low:high] - start, escapes)
            and np.array_equal(offsets.escape_gaps[low:high], gaps)
            and np.array_equal(offsets.escape_lengths[low:high], lengths)
        )

    def _note_spellings(self, first: int, batch: TokenBatch) -> None:
        changed = np.flatnonzero(batch.spellings >= 0)
        docs = np.repeat(np.arange(first, first + len(batch.counts)), batch.counts)
        numbers = self._spellings.of(
            self._tokenizer.spellings, batch.spellings[changed]
        )
        self._spelled.append(np.unique(_keys(numbers, docs[changed])))


class _Terms:
    """The term at each position of a text field, for some documents at a time."""

    def __init__(self, file: SegmentFile, field: str, kernels: Kernels) -> None:
        self._file = file
        self._starts = file.array(f"{field}.starts").astype(np.int64)
        self._postings = file.postings(field)
        self._positions = file.array(f"{field}.positions")
        self._unpack = kernels.postings.unpack_terms
        self._first = self._end = 0
        self._held: NDArray[np.uint32] = np.empty(0, np.uint32)

    def of(self, first: int, end: int) -> NDArray[np.uint32]:
        """Return the terms of the documents from *first* to before *end*."""
        if end > self._end:
            bound = int(self._starts[first]) + _TOKENS
            last = int(np.searchsorted(self._starts, bound, side="right")) - 1
            self._first, self._end = first, max(end, last)
            self._hold()
        base = self._starts[self._first]
        return self._held[self._starts[first] - base : self._starts[end] - base]

    def _hold(self) -> None:
        base = self._starts[self._first]
        size = int(self._starts[self._end] - base)
        self._held = np.full(size, _NOTHING, np.uint32)
        place = 0
        for first, end in batches(self._postings):
            docs, frequencies = self._unpack(self._postings, first, end)
            counts = row_sizes(self._postings.firsts[first : end + 1])
            terms = np.repeat(np.arange(first, end, dtype=np.uint32), counts)
            befores = np.cumsum(frequencies, dtype=np.int64) - frequencies + place
            place += int(frequencies.sum(dtype=np.int64))
            wanted = (docs >= self._first) & (docs < self._end)
            times = frequencies[wanted].astype(np.int64)
            ordinals = np.arange(int(times.sum())) - np.repeat(
                np.cumsum(times) - times, times
            )
            positions = self._positions[np.repeat(befores[wanted], times) + ordinals]
            owners = np.repeat(docs[wanted], times)
            self._held[self._starts[owners] - base + positions] = np.repeat(
                terms[wanted], times
            )


def posting_keys(file: SegmentFile, field: str, kernels: Kernels) -> NDArray[np.uint64]:
    """Return term and document of every posting of a field, as one number, in order."""
    postings = file.postings(field)
    docs, _ = kernels.postings.unpack_terms(postings, 0, len(postings.firsts) - 1)
    counts = row_sizes(postings.firsts)
    return _keys(np.repeat(np.arange(len(counts)), counts), docs)


def _keys(terms: NDArray[Any], docs: NDArray[Any]) -> NDArray[np.uint64]:
    keys: NDArray[np.uint64] = terms.astype(np.uint64) << np.uint64(32)
    return keys | docs.astype(np.uint64)
