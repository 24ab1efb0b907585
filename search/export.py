"""Export: all that a request finds, of one revision, one record after another.

What is found is found once; then the articles are read one at a time, in the order
asked for, from a snapshot that stays the same and on disk until the export is
closed.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ..index import article_to_record
from .errors import ParameterError
from .request import (
    ARTICLE_FIELDS,
    QUESTION_PARAMETERS,
    SearchRequest,
    unknown_parameter,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from ..index import Article, Snapshot
    from .results import QueryEcho

T = TypeVar("T")

#: What an export of articles can be asked: which, in what order, and their fields.
EXPORT_PARAMETERS = (*QUESTION_PARAMETERS, "sort", "recency", "fields")


class Export(Generic[T]):
    """Everything that was found; iterates over it, as often as wanted.

    To be closed: until then no writer removes the files it is read from. One that
    is forgotten is closed with the last use of it.

    :param items: makes an iterator over what was found.
    :param record: makes the JSON object of one of them, without what it has not.
    :param columns: the names that a record may have, in order.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        query: QueryEcho,
        total: int,
        items: Callable[[], Iterator[T]],
        record: Callable[[T], dict[str, Any]],
        columns: tuple[str, ...],
    ) -> None:
        #: ``edition.generation``: exactly what was searched.
        self.revision = snapshot.revision
        #: How the request was read.
        self.query = query
        #: How many records there are.
        self.total = total
        #: The names that a record may have, in order.
        self.columns = columns
        self._items = items
        self._record = record
        self._close = weakref.finalize(self, snapshot.close)

    def __iter__(self) -> Iterator[T]:
        for item in self._items():
            if not self._close.alive:
                raise ValueError("the export is closed")
            yield item

    def __len__(self) -> int:
        return self.total

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the JSON object of each, without what it has not."""
        return map(self._record, self)

    def close(self) -> None:
        """Let go of the revision; nothing can be read any more."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


def export_request(q: str, parameters: dict[str, Any]) -> SearchRequest:
    """Return the search whose hits are to be exported, by default with every field.

    :raises ParameterError: if a parameter is unknown or cannot be used.
    """
    unknown = [
        unknown_parameter(name, EXPORT_PARAMETERS)
        for name in parameters
        if name not in EXPORT_PARAMETERS
    ]
    if unknown:
        raise ParameterError(*unknown)
    return SearchRequest.of(q, **{"fields": ARTICLE_FIELDS, **parameters})


def export_columns(request: SearchRequest) -> tuple[str, ...]:
    """Return the fields of an article that *request* asks for, the id first."""
    return ("id", *dict.fromkeys(request.fields))


def article_record(article: Article, columns: tuple[str, ...]) -> dict[str, Any]:
    """Return the values that *article* has of *columns*, as in a source's record."""
    record = article_to_record(article)
    return {name: record[name] for name in columns if name in record}
