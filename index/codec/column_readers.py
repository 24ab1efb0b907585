"""Column readers: the columns of a segment, as Whoosh sorts and groups by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.columns import ColumnReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .ids import Ids
    from .layout import Values

#: Between the values of a document that has several.
_SEPARATOR = b", "


class NumberReader(ColumnReader):  # type: ignore[misc]
    """A column of whole numbers."""

    def __init__(self, numbers: NDArray[Any]) -> None:
        self._numbers = numbers
        self._is_reversed = False

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers.tolist())

    def sort_key(self, docnum: int) -> int:
        """Return what the document is sorted by."""
        number = self[docnum]
        return -number if self._is_reversed else number

    def set_reverse(self) -> None:
        """Sort from the highest number down from now on."""
        self._is_reversed = True


class IdReader(ColumnReader):  # type: ignore[misc]
    """The ids of the documents."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids.order)

    def __getitem__(self, docnum: int) -> bytes:
        return self._ids[docnum]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._ids)


class ValueReader(ColumnReader):  # type: ignore[misc]
    """The values of a field as they were given, several joined by commas."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values.doc_offsets) - 1

    def __getitem__(self, docnum: int) -> bytes:
        return _SEPARATOR.join(self._values.of(docnum))

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))
