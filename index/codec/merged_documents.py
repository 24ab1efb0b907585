"""Merged documents: what segments keep document by document, put one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..schema import DIGEST_BYTES
from .dictionary import Dictionary
from .layout import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter
    from .part import Part

_DATES = {"date.kind": np.uint8, "date.start": np.int64, "date.end": np.int64}
#: Elements of rows, or escapes, that are copied at once.
_STEP = 1 << 20


class DocumentsMerge:
    """Merges the rows of the documents that are left, in the order of the parts.

    :param check: called now and then; what it raises ends the work.
    """

    def __init__(
        self,
        writer: ContainerWriter,
        parts: Sequence[Part],
        kernels: Kernels,
        check: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._parts = parts
        self._kernels = kernels
        self._check = check

    def write_ids(self) -> None:
        """Write the ids and their order."""
        self.write_rows("id.bytes", "id.offsets", np.uint8)
        runs, orders = [], []
        for part in self._parts:
            data, offsets = part.file.array("id.bytes"), part.file.array("id.offsets")
            order = part.file.array("id.order")
            runs.append(Dictionary(data, offsets))
            orders.append(order[part.live[order]])
        places = self._kernels.strings.rank_strings(runs, orders)
        count = sum(map(len, orders))
        ranks, order = np.empty(count, np.uint32), np.empty(count, np.uint32)
        for part, numbers, where in zip(self._parts, orders, places, strict=True):
            docnums = part.docnums[numbers]
            ranks[docnums] = where
            order[where] = docnums
        self._writer.add("id.order", order)
        self._writer.add("id.rank", ranks)

    def write_columns(self) -> None:
        """Write the digests and dates."""
        digests = (
            part.file.array("digest").reshape(-1, DIGEST_BYTES)[part.live].ravel()
            for part in self._parts
        )
        self._writer.add_parts("digest", np.uint8, digests)
        for name, dtype in _DATES.items():
            rows = (part.file.array(name)[part.live] for part in self._parts)
            self._writer.add_parts(name, dtype, rows)

    def write_texts(self) -> dict[str, int]:
        """Write where the tokens of the texts stand; return the tokens of each."""
        tokens = {}
        for name in TEXTS:
            lengths = (
                part.file.array(f"{name}.lengths")[part.live] for part in self._parts
            )
            self._writer.add_parts(f"{name}.lengths", np.uint32, lengths)
            starts = self.write_rows(f"{name}.codes", f"{name}.starts", np.uint8)
            self._write_escapes(name, starts)
            tokens[name] = int(starts[-1])
        return tokens

    def write_rows(
        self, name: str, offsets_name: str, dtype: type[np.generic]
    ) -> NDArray[Any]:
        """Write the array *name* and the offsets of its rows, which are returned."""
        self._writer.add_parts(name, dtype, self._rows(name, offsets_name))
        offsets = self.row_offsets(offsets_name)
        self._writer.add(offsets_name, offsets)
        return offsets

    def row_offsets(self, offsets_name: str) -> NDArray[Any]:
        """Return the offsets of the rows that are left."""
        own = [part.file.array(offsets_name) for part in self._parts]
        counts = [
            np.diff(offsets)[part.live]
            for offsets, part in zip(own, self._parts, strict=True)
        ]
        merged = np.zeros(sum(map(len, counts)) + 1, own[0].dtype)
        np.cumsum(np.concatenate(counts), out=merged[1:])
        return merged

    def _rows(self, name: str, offsets_name: str) -> Iterator[NDArray[Any]]:
        for part in self._parts:
            data, offsets = part.file.array(name), part.file.array(offsets_name)
            for rows in kept_rows(data, offsets, part.live):
                self._check()
                yield rows

    def _write_escapes(self, name: str, starts: NDArray[np.uint64]) -> None:
        """Write the tokens that no code fits, by their new numbers."""
        fields = {"tokens": np.uint64, "gaps": np.int32, "lengths": np.uint32}
        spools = {
            each: self._writer.spool(f"{name}.escapes.{each}", dtype)
            for each, dtype in fields.items()
        }
        for part in self._parts:
            own = {each: part.file.array(f"{name}.escapes.{each}") for each in fields}
            own_starts = part.file.array(f"{name}.starts")
            for first in range(0, len(own["tokens"]), _STEP):
                self._check()
                step = slice(first, first + _STEP)
                tokens = own["tokens"][step]
                docs = np.searchsorted(own_starts, tokens, "right") - 1
                kept = part.live[docs]
                docs = docs[kept]
                moved = tokens[kept] - own_starts[docs] + starts[part.docnums[docs]]
                spools["tokens"].write(moved)
                spools["gaps"].write(own["gaps"][step][kept])
                spools["lengths"].write(own["lengths"][step][kept])
        self._writer.settle()


def kept_rows(
    data: NDArray[Any], offsets: NDArray[Any], kept: NDArray[np.bool_]
) -> Iterator[NDArray[Any]]:
    """Yield the elements of the rows that are *kept*, many rows at once."""
    start = 0
    while start < len(kept):
        limit = offsets[start] + offsets.dtype.type(_STEP)
        stop = max(int(np.searchsorted(offsets, limit, "right")) - 1, start + 1)
        rows = data[int(offsets[start]) : int(offsets[stop])]
        if kept[start:stop].all():
            yield rows
        else:
            counts = np.diff(offsets[start : stop + 1]).astype(np.int64)
            yield rows[np.repeat(kept[start:stop], counts)]
        start = stop
