"""Text columns: the tokens of one text of many articles, gathered batch by batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..analysis import TokenBatch
    from ..kernels.choice import Kernels
    from .container import ContainerWriter


@dataclass(frozen=True, slots=True)
class TextTokens:
    """The tokens of one text of all documents that are kept, document by document."""

    #: Tokens of each document.
    counts: NDArray[np.uint32]
    #: By token: the number of its form, and the code of where it stands.
    forms: NDArray[np.uint32]
    codes: NDArray[np.uint8]
    #: By escape: the number of its token, its gap and its length.
    escape_tokens: NDArray[np.uint64]
    escape_gaps: NDArray[np.int32]
    escape_lengths: NDArray[np.uint32]

    def keep(self, kept: NDArray[np.bool_]) -> TextTokens:
        """Return the tokens of the documents that are *kept*."""
        tokens = np.repeat(kept, self.counts)
        escapes = tokens[self.escape_tokens]
        # Of each token the number of those kept before it.
        numbers = np.cumsum(tokens, dtype=np.uint64) - np.uint64(1)
        return TextTokens(
            self.counts[kept],
            self.forms[tokens],
            self.codes[tokens],
            numbers[self.escape_tokens[escapes]],
            self.escape_gaps[escapes],
            self.escape_lengths[escapes],
        )

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write where the tokens stand, as the text *name*."""
        starts = np.zeros(len(self.counts) + 1, np.uint64)
        np.cumsum(self.counts, out=starts[1:])
        writer.add(f"{name}.lengths", self.counts)
        writer.add(f"{name}.starts", starts)
        writer.add(f"{name}.codes", self.codes)
        writer.add(f"{name}.escapes.tokens", self.escape_tokens)
        writer.add(f"{name}.escapes.gaps", self.escape_gaps)
        writer.add(f"{name}.escapes.lengths", self.escape_lengths)


@dataclass(slots=True)
class TextColumns:
    """Gathers the tokens of one text of each document."""

    kernels: Kernels
    _tokens: int = 0
    _parts: list[TextTokens] = field(default_factory=list)

    def add(self, batch: TokenBatch) -> None:
        """Add the tokens of the next documents."""
        codes, tokens, gaps, lengths = self.kernels.offsets.encode_offsets(
            batch.starts, batch.ends, batch.counts
        )
        tokens += np.uint64(self._tokens)
        self._tokens += len(codes)
        part = TextTokens(batch.counts, batch.forms, codes, tokens, gaps, lengths)
        self._parts.append(part)

    def take(self) -> TextTokens:
        """Return all tokens, and forget them."""
        parts, self._parts = self._parts, []
        return TextTokens(
            _join([part.counts for part in parts], np.uint32),
            _join([part.forms for part in parts], np.uint32),
            _join([part.codes for part in parts], np.uint8),
            _join([part.escape_tokens for part in parts], np.uint64),
            _join([part.escape_gaps for part in parts], np.int32),
            _join([part.escape_lengths for part in parts], np.uint32),
        )


def _join(arrays: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
