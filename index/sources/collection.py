"""Collection: a source of sources; what cannot be read in it is a rejection."""

from __future__ import annotations

from abc import abstractmethod
from itertools import islice
from typing import TYPE_CHECKING

from ..errors import UnreadableSourceError
from ..report import Rejection
from .ordered import Stream
from .source import Source, refused_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..kernels.choice import Kernels
    from .ordered import Ordered

    #: Opens a source, or says why none can be.
    Part = Callable[[], Source] | Rejection


class Collection(Source):
    """Reads its parts one after another, each closed before the next is opened."""

    #: The part being read.
    _part: Source | None = None

    @abstractmethod
    def _parts(self) -> Iterator[Part]:
        """Yield the parts, in order."""

    def unread(self, kernels: Kernels | None, after: int = 0) -> Iterator[Ordered]:
        """Yield what is in each part; what cannot be read is a rejection."""
        for thing in self._each(kernels):
            if not after:
                yield thing
            elif isinstance(thing, Stream):
                after -= self._pass_over(thing, after)
                yield thing
            else:
                after -= 1

    def close(self) -> None:
        """Close the part that is being read."""
        super().close()
        if self._part is not None:
            self._part.close()

    def _pass_over(self, stream: Stream, most: int) -> int:
        """Pass over up to *most* articles, and return how many there were."""
        counts = self._how.cleaner.counts
        before = counts.copy()
        count = sum(1 for _ in islice(stream.items, most))
        # What is passed over was counted when it was read.
        counts.clear()
        counts.update(before)
        return count

    def _each(self, kernels: Kernels | None) -> Iterator[Ordered]:
        for part in self._opened():
            if isinstance(part, Rejection):
                yield part
                continue
            yield from part.unread_part(kernels)

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
