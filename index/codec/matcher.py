"""Matcher: the postings of one term, as Whoosh steps through them."""

from __future__ import annotations

from bisect import bisect_left
from copy import copy
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.formats import Characters, Positions
from whoosh.matching import LeafMatcher, ReadTooFar

from .layout import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whoosh.formats import Format
    from whoosh.scoring import BaseScorer

    from .fields import Character, IndexedField
#: Greater than the number of any document.
_NO_DOCUMENT = 1 << 32


class ColumnarMatcher(LeafMatcher):  # type: ignore[misc]
    """Steps through the postings of a term; matchers share only what never changes."""

    def __init__(
        self,
        field: IndexedField,
        number: int,
        term: tuple[str, bytes],
        format_: Format,
        scorer: BaseScorer | None,
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._field = field
        postings = field.postings(number)
        # Whoosh compares and hashes numbers of documents: no NumPy numbers. And it
        # asks for the document behind the last one, which must be none.
        self._ids: list[int] = [*postings.docnums.tolist(), _NO_DOCUMENT]
        self._frequencies: list[int] = postings.frequencies.tolist()
        self._positions = postings.positions
        self._ends = np.cumsum(postings.frequencies, dtype=np.int64)
        self._has_characters = field.lengths() is not None
        self._place = 0

    def is_active(self) -> bool:
        """Tell whether there is a posting here."""
        return self._ids[self._place] != _NO_DOCUMENT

    def reset(self) -> None:
        """Go back to the first posting."""
        self._place = 0

    def copy(self) -> ColumnarMatcher:
        """Return another at the same place."""
        return copy(self)

    def id(self) -> int:
        """Return the number of the document."""
        return self._ids[self._place]

    def weight(self) -> float:
        """Return how often the term stands in the document."""
        return float(self._frequencies[self._place])

    def next(self) -> bool:
        """Go to the next posting; tell whether it is time to look at the scores."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return self._place % BLOCK == 0 or not self.is_active()

    def skip_to(self, docnum: int) -> None:
        """Go to the first posting from here on whose document is not less."""
        if not self.is_active():
            raise ReadTooFar
        self._place = bisect_left(self._ids, docnum, self._place)

    def all_ids(self) -> Iterator[int]:
        """Yield the numbers of the documents from here on."""
        return iter(self._ids[self._place : -1])

    def supports(self, astype: str) -> bool:
        """Tell whether :meth:`value_as` gives *astype*."""
        if astype == "characters":
            return self._has_characters
        if astype == "positions":
            return self._positions is not None
        known: bool = self.format.supports(astype)
        return known

    def value_as(self, astype: str) -> Any:
        """Return what is known of the posting."""
        match astype:
            case "frequency":
                return self._frequencies[self._place]
            case "weight":
                return self.weight()
            case "positions":
                return self._places()
            case "characters":
                return self._characters()
        return self.format.decoder(astype)(self.value())

    def value(self) -> bytes | None:
        """Return the posting as the field's format encodes it."""
        encoded: bytes | None = None
        if isinstance(self.format, Characters):
            encoded = self.format.encode(self._characters())
        elif isinstance(self.format, Positions):
            encoded = self.format.encode(self._places())
        return encoded

    def items_as(self, astype: str) -> Iterator[tuple[int, Any]]:
        """Yield document and value of each posting from here on."""
        while self.is_active():
            yield self.id(), self.value_as(astype)
            self.next()

    def supports_block_quality(self) -> bool:
        """Tell that no posting is to be skipped for its low score."""
        return False

    def max_quality(self) -> float:
        """Return that any posting may be the best.

        By a lower bound Whoosh drops clauses in the middle of a search, counts too
        few hits from there on, and in some nested queries loses the best.
        """
        return inf

    def _places(self) -> list[int]:
        if self._positions is None:
            raise NotImplementedError(f"{self._term[0]} has no positions")
        end = int(self._ends[self._place])
        start = end - self._frequencies[self._place]
        places: list[int] = self._positions[start:end].tolist()
        return places

    def _characters(self) -> list[Character]:
        return self._field.characters(self.id(), self._places())
