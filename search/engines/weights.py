"""Weights: what the scored leaves of a plan are worth over a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..scoring import idf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..plan import Scored
    from .finding import Finding


class Weights:
    """Counts leaves over all parts when they are first asked for; for one thread.

    :param documents: articles of the snapshot.
    :param means: mean length of each text.
    """

    def __init__(
        self, documents: int, means: dict[str, float], findings: Sequence[Finding]
    ) -> None:
        self.documents = documents
        self.means = means
        self._findings = findings
        self._counts: dict[int, int] = {}

    def matching(self, leaf: Scored) -> int:
        """Return how many articles *leaf* matches."""
        found = self._counts.get(leaf.number)
        if found is None:
            found = 0
            for each in self._findings:
                with each.part.gate:
                    found += each.occurrences(leaf).matching
            self._counts[leaf.number] = found
        return found

    def of(self, leaf: Scored) -> float:
        """Return the boost of *leaf* times its inverse document frequency."""
        return leaf.boost * idf(self.documents, self.matching(leaf))
