"""Spool: an array that grows, in memory at first and then in a file."""

from __future__ import annotations

from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import DTypeLike, NDArray

#: What is kept in memory before it goes to the file.
_KEPT_BYTES = 4 << 20
_PART_BYTES = 1 << 20


class Spool:
    """Gathers the parts of one array; for one thread.

    :param path: a file of its own, made when there is much, removed by :meth:`close`.
    """

    def __init__(self, path: Path, dtype: DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        #: Elements gathered.
        self.count = 0
        self._path = path
        self._kept: list[bytes] = []
        self._kept_bytes = 0
        self._file: IO[bytes] | None = None

    def write(self, array: NDArray[Any]) -> None:
        """Add the elements of *array*, which has the type of the spool."""
        if array.dtype != self.dtype:
            raise TypeError(f"{array.dtype} written to a spool of {self.dtype}")
        self._kept.append(array.tobytes())
        self._kept_bytes += array.nbytes
        self.count += array.size
        if self._kept_bytes >= _KEPT_BYTES:
            self._flush()

    def parts(self) -> Iterator[bytes]:
        """Yield the bytes of all elements, in order; nothing is added after."""
        if self._file is not None:
            self._flush()
            self._file.seek(0)
            while part := self._file.read(_PART_BYTES):
                yield part
        yield from self._kept

    def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._path.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._file is None:
            self._file = self._path.open("w+b")
        self._file.writelines(self._kept)
        self._kept.clear()
        self._kept_bytes = 0
