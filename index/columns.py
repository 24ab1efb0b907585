"""Columns: values of every document of a snapshot, by number of the document.

Arrays are those of the segments' files where there is one segment, and else one
copy behind the other. What is no number is decoded when it is asked for.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from .codec.open_segment import segment_of
from .codec.stories import own_keys
from .gate import reading
from .schema import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .codec.open_segment import OpenSegment


class Columns:
    """The columns of a snapshot: all documents of all segments, in order.

    Safe to share between threads; nothing of it may be changed.
    """

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments
        self._values: dict[str, FieldValues] = {}

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """False for deleted documents."""
        return _join([each.live.mask for each in self._segments], np.bool_)

    @cached_property
    def ids(self) -> ArticleIds:
        """The article ids."""
        return ArticleIds(self._segments)

    @cached_property
    def digests(self) -> list[bytes]:
        """Digests: equal exactly for articles with equal content."""
        data = self._array("digest", np.uint8).tobytes()
        places = range(0, len(data), DIGEST_BYTES)
        return [data[place : place + DIGEST_BYTES] for place in places]

    @cached_property
    def title_length(self) -> NDArray[np.uint32]:
        """Tokens of the title, exact."""
        return self._array("title.lengths", np.uint32)

    @cached_property
    def body_length(self) -> NDArray[np.uint32]:
        """Tokens of the body, exact."""
        return self._array("body.lengths", np.uint32)

    @cached_property
    def date_kind(self) -> NDArray[np.uint8]:
        """:class:`~.dates.DateKind` of the date of publication."""
        return self._array("date.kind", np.uint8)

    @cached_property
    def date_start(self) -> NDArray[np.int64]:
        """Where the date's span starts, in microseconds since 1970."""
        return self._array("date.start", np.int64)

    @cached_property
    def date_end(self) -> NDArray[np.int64]:
        """Where the date's span ends (exclusive)."""
        return self._array("date.end", np.int64)

    @cached_property
    def id_rank(self) -> NDArray[np.int64]:
        """Each document's place in the order of ids by code point."""
        if len(self._segments) == 1:
            return self._array("id.rank", np.int64)
        ids = list(chain.from_iterable(each.file.ids for each in self._segments))
        ranks = np.empty(len(ids), np.int64)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return ranks

    @cached_property
    def story(self) -> NDArray[np.uint64]:
        """The name of each document's story."""
        keys = []
        for each in self._segments:
            own = own_keys(each.file.array("digest")).copy()
            own[each.stories.docs] = each.stories.keys
            keys.append(own)
        return _join(keys, np.uint64)

    def values(self, field: str) -> FieldValues:
        """Return each document's values as they were given.

        :param field: ``source``, ``section``, ``author``, ``tag`` or ``lang``.
        """
        if field not in self._values:
            self._values[field] = FieldValues(self._segments, field)
        return self._values[field]

    def _array(self, name: str, dtype: type[np.generic]) -> NDArray[Any]:
        return _join([each.file.array(name) for each in self._segments], dtype)


class ArticleIds:
    """The article ids, each decoded when it is asked for."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments

    def __len__(self) -> int:
        return sum(each.file.count for each in self._segments)

    def __getitem__(self, docnum: int) -> str:
        segment = segment_of(self._segments, docnum)
        with reading(segment.file.path):
            return segment.file.ids[docnum - segment.base].decode()

    def __iter__(self) -> Iterator[str]:
        for segment in self._segments:
            with reading(segment.file.path):
                yield from map(bytes.decode, segment.file.ids)


class FieldValues:
    """The values of one field; each distinct one is decoded when it is first met."""

    def __init__(self, segments: Sequence[OpenSegment], field: str) -> None:
        self._segments = segments
        self._values = {each.name: each.file.values(field) for each in segments}
        self._decoded: dict[bytes, str] = {}

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        segment = segment_of(self._segments, docnum)
        with reading(segment.file.path):
            found = self._values[segment.name].of(docnum - segment.base)
            return tuple(map(self._decode, found))

    def _decode(self, value: bytes) -> str:
        if value not in self._decoded:
            self._decoded[value] = value.decode()
        return self._decoded[value]


def _join(arrays: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    if len(arrays) == 1 and arrays[0].dtype == dtype:
        return arrays[0]
    return np.concatenate([np.empty(0, dtype), *arrays], dtype=dtype)
