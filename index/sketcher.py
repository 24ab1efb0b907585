"""Sketcher: sketches of articles, of the words that a tokenizer has numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .analysis import BatchTokenizer, TokenBatch
    from .kernels.choice import Kernels


class Sketcher:
    """Sketches articles that *tokenizer* read; for one thread at a time."""

    def __init__(self, tokenizer: BatchTokenizer, kernels: Kernels) -> None:
        #: What reads the articles.
        self.tokenizer = tokenizer
        self._kernel = kernels.sketches
        #: Of the forms met so far; behind them there is room for more.
        self._hashes = np.empty(0, np.uint64)
        self._count = 0

    def sketch(self, titles: TokenBatch, bodies: TokenBatch) -> NDArray[np.uint32]:
        """Return the sketches of some articles, one behind the other."""
        sketches: NDArray[np.uint32] = self._kernel.sketch_texts(
            self._known(), titles.forms, titles.counts, bodies.forms, bodies.counts
        )
        return sketches

    def _known(self) -> NDArray[np.uint64]:
        """Return the hashes of all forms that the tokenizer knows."""
        forms = self.tokenizer.forms
        if len(forms) > len(self._hashes):
            hashes = np.empty(2 * len(forms), np.uint64)
            hashes[: self._count] = self._hashes[: self._count]
            self._hashes = hashes
        if len(forms) > self._count:
            new = self._kernel.hash_forms(forms, self._count)
            self._hashes[self._count : len(forms)] = new
            self._count = len(forms)
        return self._hashes[: self._count]
