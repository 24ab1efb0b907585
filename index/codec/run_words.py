"""Run words: what is made of the words of a run before its file is written.

It is what takes longest, so it is cut into calls that threads may share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .layout import TEXTS
from .postings_writer import made_postings, rank_used
from .stems import made_stems
from .value_columns import distinct_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .postings_writer import NamedArray, Ranking
    from .run import Run
    from .text_columns import TextTokens


class RunWords:
    """The words of the documents of a run that are kept, and their postings.

    :param run: what has been read is taken out of it by :meth:`rank`.
    :param dropped: the documents that are left out.
    :param languages: those whose stem groups are kept.
    """

    #: Which documents are kept.
    kept: NDArray[np.bool_]
    #: By name of the text.
    tokens: dict[str, TextTokens]
    forms: Ranking
    spellings: Ranking

    def __init__(
        self,
        run: Run,
        dropped: Sequence[int],
        languages: Sequence[str],
        kernels: Kernels,
    ) -> None:
        #: Whose words they are.
        self.run = run
        self._dropped = dropped
        #: Those whose stem groups are kept.
        self.languages = tuple(languages)
        self._kernels = kernels
        #: The arrays of the postings, by name of the text.
        self.postings: dict[str, list[NamedArray]] = {}
        #: The arrays of the stem groups.
        self.stems: list[NamedArray] = []

    def rank(self) -> None:
        """Find and sort the words; comes before the other calls."""
        run = self.run
        self.kept = np.ones(len(run.ids), np.bool_)
        self.kept[list(self._dropped)] = False
        self.tokens = {name: run.texts[name].take(self.kept) for name in TEXTS}
        forms = [forms for tokens in self.tokens.values() for forms in tokens.forms]
        self.forms = rank_used(run.forms, forms, self._kernels)
        self._docs, self._spelled = self._kept_spellings()
        self.spellings = rank_used(run.spellings, [self._spelled], self._kernels)

    def invert(self) -> None:
        """Make the postings."""
        for name, tokens in self.tokens.items():
            terms = tokens.take_terms(self.forms.ranks, self._kernels)
            self.postings[name] = made_postings(
                name, terms, tokens.counts, len(self.forms), self._kernels
            )
        terms, counts = distinct_pairs(
            self._docs, self.spellings.ranks[self._spelled], int(self.kept.sum())
        )
        self.postings["spelling"] = made_postings(
            "spelling",
            terms,
            counts,
            len(self.spellings),
            self._kernels,
            is_positional=False,
        )

    def find_stems(self) -> None:
        """Make the stem groups."""
        if self.languages:
            forms = self.forms.of(self.run.forms)
            spellings = self.spellings.of(self.run.spellings)
            self.stems = made_stems(forms, spellings, self.languages)

    def _kept_spellings(self) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
        """Return documents, as they are numbered in the file, and their spellings."""
        parts = self.run.spelled
        docs = np.concatenate([np.empty(0, np.uint64), *(part[0] for part in parts)])
        found = np.concatenate([np.empty(0, np.uint32), *(part[1] for part in parts)])
        if self.kept.all():
            return docs, found
        kept = self.kept[docs]
        numbers = np.cumsum(self.kept, dtype=np.uint64) - np.uint64(1)
        return numbers[docs[kept]], found[kept]
