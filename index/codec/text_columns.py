"""Text columns: the tokens of one text of many articles, gathered batch by batch.

Nothing is put together that need not be: a run has tens of millions of tokens, and
memory that is touched for the first time is what takes longest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..analysis import TokenBatch
    from ..kernels.choice import Kernels
    from .container import ContainerWriter


@dataclass(frozen=True, slots=True)
class TokenPart:
    """The tokens of one text of some documents, document by document."""

    #: Tokens of each document.
    counts: NDArray[np.uint32]
    #: By token: the number of its form, and the code of where it stands.
    forms: NDArray[np.uint32]
    codes: NDArray[np.uint8]
    #: By escape: the number of its token in the part, its gap and its length.
    escape_tokens: NDArray[np.uint64]
    escape_gaps: NDArray[np.int32]
    escape_lengths: NDArray[np.uint32]

    def keep(self, kept: NDArray[np.bool_]) -> TokenPart:
        """Return the tokens of the documents that are *kept*."""
        if kept.all():
            return self
        tokens = np.repeat(kept, self.counts)
        escapes = tokens[self.escape_tokens]
        # Of each token the number of those kept before it.
        numbers = np.cumsum(tokens, dtype=np.uint64) - np.uint64(1)
        return TokenPart(
            self.counts[kept],
            self.forms[tokens],
            self.codes[tokens],
            numbers[self.escape_tokens[escapes]],
            self.escape_gaps[escapes],
            self.escape_lengths[escapes],
        )


class TextColumns:
    """Gathers the tokens of one text of each document."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels
        self._parts: list[TokenPart] = []

    def add(self, batch: TokenBatch) -> None:
        """Add the tokens of the next documents."""
        codes, tokens, gaps, lengths = self._kernels.offsets.encode_offsets(
            batch.starts, batch.ends, batch.counts
        )
        part = TokenPart(batch.counts, batch.forms, codes, tokens, gaps, lengths)
        self._parts.append(part)

    def take(self, kept: NDArray[np.bool_]) -> TextTokens:
        """Return the tokens of the documents that are *kept*; the others are gone."""
        parts, self._parts = self._parts, []
        ends = np.cumsum([len(part.counts) for part in parts], dtype=np.int64)
        masks = np.split(kept, ends[:-1]) if parts else []
        return TextTokens(
            [part.keep(mask) for part, mask in zip(parts, masks, strict=True)]
        )


class TextTokens:
    """The tokens of one text of all documents of a run, in parts."""

    def __init__(self, parts: Sequence[TokenPart]) -> None:
        #: Tokens of each document.
        self.counts = _join([part.counts for part in parts], np.uint32)
        #: The numbers of the tokens' forms, part by part.
        self.forms = [part.forms for part in parts]
        self._sizes = list(map(len, self.forms))
        self._codes = [part.codes for part in parts]
        firsts = np.cumsum([0, *self._sizes]).astype(np.uint64)
        self._escape_tokens = [
            part.escape_tokens + first
            for part, first in zip(parts, firsts, strict=False)
        ]
        self._escape_gaps = [part.escape_gaps for part in parts]
        self._escape_lengths = [part.escape_lengths for part in parts]

    def __len__(self) -> int:
        return sum(self._sizes)

    def take_terms(
        self, ranks: NDArray[np.uint32], kernels: Kernels
    ) -> NDArray[np.uint32]:
        """Return the rank of each token's form; the forms are let go of."""
        terms = np.empty(len(self), np.uint32)
        start = 0
        for number, size in enumerate(self._sizes):
            put = terms[start : start + size]
            kernels.numbering.put_ranks(self.forms[number], ranks, put)
            start += size
        self.forms.clear()
        return terms

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write where the tokens stand, as the text *name*."""
        starts = np.zeros(len(self.counts) + 1, np.uint64)
        np.cumsum(self.counts, out=starts[1:])
        writer.add(f"{name}.lengths", self.counts)
        writer.add(f"{name}.starts", starts)
        writer.add_parts(f"{name}.codes", np.uint8, self._codes)
        writer.add_parts(f"{name}.escapes.tokens", np.uint64, self._escape_tokens)
        writer.add_parts(f"{name}.escapes.gaps", np.int32, self._escape_gaps)
        writer.add_parts(f"{name}.escapes.lengths", np.uint32, self._escape_lengths)


def _join(arrays: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
