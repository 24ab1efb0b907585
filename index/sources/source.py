"""Source: a file, folder or archive of articles, open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ..errors import UnreadableSourceError
from ..report import Rejection
from .ordered import Stream
from .parser_pool import ParserPool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from ..article import Article
    from ..cleaning.cleaner import Cleaner
    from ..documents import Document
    from ..field_mapping import FieldMapping
    from ..kernels.choice import Kernels
    from ..settings import ArchiveSettings
    from .ordered import Ordered


@dataclass(frozen=True, slots=True)
class HowRead:
    """How sources are read; see :func:`~.opening.open_source`."""

    settings: ArchiveSettings
    mapping: FieldMapping
    day_first: bool | None
    format: str | None
    cleaner: Cleaner
    encoding: str | None
    #: How many processes parse pages.
    processes: int | None


class Source(ABC):
    """One source, open, to be read once; close it or use it in ``with``.

    Iterating yields an Article or a Rejection for each record, in order, and
    never ends in silence: where the rest cannot be had, a last Rejection says
    why. Articles are cleaned. :func:`~.opening.open_source` makes one.
    """

    def __init__(self, path: str, how: HowRead) -> None:
        #: The source as the caller named it; ``-`` is standard input.
        self.path = path
        self._how = how
        self._pool = ParserPool(how.processes)

    @property
    @abstractmethod
    def size(self) -> int | None:
        """Bytes of the source, packed as it is; None where it has no size."""

    @abstractmethod
    def position(self) -> int:
        """Return how many of those bytes have been read."""

    @property
    def cleaned(self) -> dict[str, int]:
        """How many articles each step of cleaning has changed, by step."""
        return dict(self._how.cleaner.counts)

    def __iter__(self) -> Iterator[Article | Rejection]:
        """Yield what became of each record.

        :raises UnreadableSourceError: if a file that was named has no usable header.
        """
        # Without kernels there are no documents.
        return cast("Iterator[Article | Rejection]", self._in_order(None, 0))

    def documents(
        self, kernels: Kernels, after: int = 0
    ) -> Iterator[Article | Document | Rejection]:
        """Yield as iterating does, but of plain records what the index keeps of them.

        That is had in a fraction of the time that their articles take to make.

        :param after: how many of the first records are passed over.
        """
        return self._in_order(kernels, after)

    @abstractmethod
    def unread(self, kernels: Kernels | None, after: int = 0) -> Iterator[Ordered]:
        """Yield what is in the source, in order, for a pool of parsers.

        :param kernels: make documents of plain records; None for articles.
        :param after: how many of the first records are passed over, unparsed.
        """

    def unread_part(self, kernels: Kernels | None) -> Iterator[Ordered]:
        """Yield as :meth:`unread` does; what cannot be read on is a rejection."""
        for thing in self.unread(kernels):
            if isinstance(thing, Stream):
                yield Stream(_readable(thing.items))
            else:
                yield thing

    def close(self) -> None:
        """Close what is open; standard input is left open."""
        self._pool.close()

    def _in_order(
        self, kernels: Kernels | None, after: int
    ) -> Iterator[Article | Document | Rejection]:
        return self._pool.in_order(self.unread(kernels, after))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _readable(
    items: Iterator[Article | Document | Rejection],
) -> Iterator[Article | Document | Rejection]:
    try:
        yield from items
    except UnreadableSourceError as error:
        yield refused_file(error.path, error.reason)


def refused_file(path: str, reason: str) -> Rejection:
    """Return the rejection of a file that cannot be read, where many are read."""
    return Rejection(shown_path(path), 1, reason, b"")


def shown_path(path: str) -> str:
    """Return *path* as it can be printed and written, whatever is in it."""
    text = path.encode(errors="replace").decode()
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
