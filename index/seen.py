"""Seen: what a run last did with each id, in little memory."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from .schema import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import KeysView

    from .documents import Document
    from .written_run import WrittenArticle

_IS_EMPTY, _IS_UNDATED = 1, 2


class Seen:
    """The articles that a run has seen, each as it came last; by number.

    Three arrays and a dictionary: an object for each of ten million articles would
    take more memory than all else that a run holds.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._digests = bytearray()
        self._places = array("q")
        self._flags = bytearray()

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def ids(self) -> KeysView[str]:
        """The ids, in the order in which they came first."""
        return self._numbers.keys()

    @property
    def empty_count(self) -> int:
        """Articles with neither title nor body."""
        return sum(1 for flags in self._flags if flags & _IS_EMPTY)

    @property
    def undated_count(self) -> int:
        """Articles without a date."""
        return sum(1 for flags in self._flags if flags & _IS_UNDATED)

    def number(self, article_id: str) -> int | None:
        """Return the number of the article with this id; None if it is new."""
        return self._numbers.get(article_id)

    def digest(self, number: int) -> bytes:
        """Return the digest of an article."""
        start = number * DIGEST_BYTES
        return bytes(self._digests[start : start + DIGEST_BYTES])

    def place(self, number: int) -> int:
        """Return the place that an article was noted with."""
        return self._places[number]

    def note(self, document: Document, place: int) -> None:
        """Note an article whose id is new."""
        self._note(document.id, document.digest, place, _flags(document))

    def recall(self, article: WrittenArticle, place: int) -> None:
        """Note an article, whose id is new, that another process has written."""
        flags = _IS_EMPTY if article.is_empty else 0
        flags |= _IS_UNDATED if article.is_undated else 0
        self._note(article.id, article.digest, place, flags)

    def renew(self, number: int, document: Document, place: int) -> None:
        """Note what takes the place of an article."""
        start = number * DIGEST_BYTES
        self._digests[start : start + DIGEST_BYTES] = document.digest
        self._places[number] = place
        self._flags[number] = _flags(document)

    def _note(self, article_id: str, digest: bytes, place: int, flags: int) -> None:
        self._numbers[article_id] = len(self._numbers)
        self._digests += digest
        self._places.append(place)
        self._flags.append(flags)


def _flags(document: Document) -> int:
    is_empty = 0 if document.title or document.body else _IS_EMPTY
    return is_empty | (0 if document.date_kind else _IS_UNDATED)
