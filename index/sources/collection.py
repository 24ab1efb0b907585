"""Collection: a source of sources; what cannot be read in it is a rejection."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from ..errors import UnreadableSourceError
from ..report import Rejection
from .source import Source, refused_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..article import Article
    from ..documents import Document
    from ..kernels.choice import Kernels

    #: Opens a source, or says why none can be.
    Part = Callable[[], Source] | Rejection


T = TypeVar("T")


class Collection(Source):
    """Reads its parts one after another, each closed before the next is opened."""

    #: The part being read.
    _part: Source | None = None

    @abstractmethod
    def _parts(self) -> Iterator[Part]:
        """Yield the parts, in order."""

    def __iter__(self) -> Iterator[Article | Rejection]:
        """Yield what became of each record of each part."""
        return self._each(iter)

    def documents(
        self, kernels: Kernels, after: int = 0
    ) -> Iterator[Article | Document | Rejection]:
        """Yield as iterating does, but plain records as the index keeps them.

        :param after: how many of the first records are passed over.
        """
        items = self._each(lambda part: part.documents(kernels))
        counts = self._how.cleaner.counts
        before = counts.copy()
        deque(islice(items, after), maxlen=0)
        # What was passed over was counted when it was read.
        counts.clear()
        counts.update(before)
        yield from items

    def _each(self, read: Callable[[Source], Iterator[T]]) -> Iterator[T | Rejection]:
        """Yield what *read* has of each part; what cannot be read is a rejection."""
        for part in self._opened():
            if isinstance(part, Rejection):
                yield part
                continue
            try:
                yield from read(part)
            except UnreadableSourceError as error:
                yield refused_file(error.path, error.reason)

    def _opened(self) -> Iterator[Source | Rejection]:
        for part in self._parts():
            if isinstance(part, Rejection):
                yield part
                continue
            try:
                source = part()
            except UnreadableSourceError as error:
                yield refused_file(error.path, error.reason)
                continue
            with source:
                self._part = source
                yield source
            self._part = None
