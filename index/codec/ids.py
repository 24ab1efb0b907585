"""Ids: which documents of a segment have an id."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .dictionary import Dictionary


class Ids:
    """The ids of a segment; safe to share between threads.

    An id stands several times where its article was replaced: at most one of those
    documents is live.

    :param ids: in the order of docnums.
    :param order: docnums by id, then docnum.
    """

    __slots__ = ("_ids", "order")

    def __init__(self, ids: Dictionary, order: NDArray[Any]) -> None:
        self._ids = ids
        self.order = order

    def __getitem__(self, docnum: int) -> bytes:
        return self._ids.term(docnum)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the ids in the order of docnums."""
        return iter(self._ids)

    def place(self, article_id: bytes) -> int:
        """Return the place in :attr:`order` of the first id not less than this."""
        return bisect_left(self.order, article_id, key=self._ids.term)

    def docnums(self, article_id: bytes) -> NDArray[Any]:
        """Return the documents with this id, in ascending order."""
        start = end = self.place(article_id)
        while end < len(self.order) and self[self.order[end]] == article_id:
            end += 1
        return self.order[start:end]
