"""Source: a file, folder or archive of articles, open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..report import Rejection

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


@dataclass(frozen=True, slots=True)
class HowRead:
    """How sources are read; see :func:`~.opening.open_source`."""

    settings: ArchiveSettings
    mapping: FieldMapping
    day_first: bool | None
    format: str | None
    cleaner: Cleaner
    encoding: str | None


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

    @abstractmethod
    def __iter__(self) -> Iterator[Article | Rejection]:
        """Yield what became of each record.

        :raises UnreadableSourceError: if a file that was named has no usable header.
        """

    @abstractmethod
    def documents(
        self, kernels: Kernels, after: int = 0
    ) -> Iterator[Article | Document | Rejection]:
        """Yield as iterating does, but of plain records what the index keeps of them.

        That is had in a fraction of the time that their articles take to make.

        :param after: how many of the first records are passed over.
        """

    @abstractmethod
    def close(self) -> None:
        """Close what is open; standard input is left open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def refused_file(path: str, reason: str) -> Rejection:
    """Return the rejection of a file that cannot be read, where many are read."""
    return Rejection(shown_path(path), 1, reason, b"")


def shown_path(path: str) -> str:
    """Return *path* as it can be printed and written, whatever is in it."""
    text = path.encode(errors="replace").decode()
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
