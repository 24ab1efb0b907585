"""Columns: values of every document of a snapshot, as arrays.

A segment's values never change, so each :class:`SegmentColumns` is read once
and shared by all snapshots that hold the segment. Only which documents are
live belongs to the snapshot.
"""

from __future__ import annotations

import threading
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import orjson

from .gate import reading
from .readers import read_numbers, segment_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from whoosh.reading import SegmentReader

    from .readers import ReaderPool

Values = list[tuple[str, ...]]

_DTYPES: dict[str, type[np.generic]] = {
    "title_length": np.int64,
    "body_length": np.int64,
    "date_kind": np.uint8,
    "date_start": np.int64,
    "date_end": np.int64,
}


class SegmentColumns:
    """The columns of one segment, read when first asked for; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: dict[str, Any] = {}

    def numbers(self, reader: SegmentReader, name: str) -> NDArray[np.generic]:
        """Return a numeric column; nobody may change it."""
        return cast(
            "NDArray[np.generic]",
            self._column(
                reader, name, lambda: read_numbers(reader, name, _DTYPES[name])
            ),
        )

    def texts(self, reader: SegmentReader, name: str) -> list[Any]:
        """Return a column of ids, digests or values; nobody may change it."""
        return cast(
            "list[Any]", self._column(reader, name, lambda: _read(reader, name))
        )

    def _column(self, reader: SegmentReader, name: str, read: Callable[[], Any]) -> Any:
        with self._lock:
            if name not in self._columns:
                with reading(segment_path(reader)):
                    self._columns[name] = read()
            return self._columns[name]


class Columns:
    """The columns of a snapshot: all documents of all segments, in leaf order.

    Everything is read when first used, and must not be changed.
    """

    def __init__(
        self,
        parts: Sequence[SegmentColumns],
        live: NDArray[np.bool_],
        readers: ReaderPool,
    ) -> None:
        self._parts = parts
        self._readers = readers
        self._values: dict[str, Values] = {}
        #: False for deleted documents.
        self.live = live

    @cached_property
    def ids(self) -> list[str]:
        """The article ids."""
        return self._texts("id")

    @cached_property
    def digests(self) -> list[bytes]:
        """Digests: equal exactly for articles with equal content."""
        return self._texts("digest")

    @cached_property
    def title_length(self) -> NDArray[np.int64]:
        """Tokens of the title, exact."""
        return self._numbers("title_length")

    @cached_property
    def body_length(self) -> NDArray[np.int64]:
        """Tokens of the body, exact."""
        return self._numbers("body_length")

    @cached_property
    def date_kind(self) -> NDArray[np.uint8]:
        """:class:`~.dates.DateKind` of the date of publication."""
        return self._numbers("date_kind")

    @cached_property
    def date_start(self) -> NDArray[np.int64]:
        """Where the date's span starts, in microseconds since 1970."""
        return self._numbers("date_start")

    @cached_property
    def date_end(self) -> NDArray[np.int64]:
        """Where the date's span ends (exclusive)."""
        return self._numbers("date_end")

    @cached_property
    def id_rank(self) -> NDArray[np.int64]:
        """Each document's place in the order of ids by code point."""
        ids = self.ids
        order = sorted(range(len(ids)), key=ids.__getitem__)
        ranks = np.empty(len(ids), np.int64)
        ranks[order] = np.arange(len(ids))
        return ranks

    def values(self, field: str) -> Values:
        """Return each document's values as they were given.

        :param field: ``source``, ``section``, ``author``, ``tag`` or ``lang``.
        """
        if field not in self._values:
            self._values[field] = self._texts(field)
        return self._values[field]

    def _numbers(self, name: str) -> NDArray[Any]:
        with self._readers.borrow() as leaves:
            arrays = [
                part.numbers(leaf.reader, name)
                for part, leaf in zip(self._parts, leaves, strict=True)
            ]
        if len(arrays) == 1:
            return arrays[0]
        return np.concatenate([np.empty(0, _DTYPES[name]), *arrays])

    def _texts(self, name: str) -> list[Any]:
        with self._readers.borrow() as leaves:
            lists = [
                part.texts(leaf.reader, name)
                for part, leaf in zip(self._parts, leaves, strict=True)
            ]
        return lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))


def _read(reader: SegmentReader, name: str) -> list[Any]:
    column = reader.column_reader(name, translate=False)
    if name == "id":
        return [value.decode() for value in column]
    if name == "digest":
        return list(column)
    # Few values are distinct: each is decoded, and kept, once.
    decoded: dict[bytes, tuple[str, ...]] = {}
    for value in column:
        if value not in decoded:
            decoded[value] = tuple(orjson.loads(value))
    return [decoded[value] for value in column]
