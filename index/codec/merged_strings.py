"""Merged strings: the strings that are left of several sorted dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .dictionary import Dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..kernels.choice import Kernels
    from .container import ContainerWriter


@dataclass(frozen=True, slots=True)
class United:
    """The strings that are left of several dictionaries."""

    data: NDArray[np.uint8]
    offsets: NDArray[np.uint64]
    #: For each dictionary the number here of each of its strings; for one that is
    #: dropped, of the next one that is not, so that the numbers never fall.
    ranks: list[NDArray[np.uint32]]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def write(self, writer: ContainerWriter, name: str) -> None:
        """Write the strings as the dictionary *name*."""
        writer.add(f"{name}.bytes", self.data)
        writer.add(f"{name}.offsets", self.offsets)

    def strings(self) -> list[str]:
        """Return the strings."""
        return [each.decode() for each in Dictionary(self.data, self.offsets)]


def unite(
    dictionaries: Sequence[Dictionary],
    kept: Sequence[NDArray[np.bool_]],
    kernels: Kernels,
) -> United:
    """Return the strings that are left of sorted *dictionaries*.

    :param kept: of each dictionary, which of its strings are.
    """
    numbers = [np.flatnonzero(each).astype(np.uint32) for each in kept]
    data, offsets, ranks = kernels.strings.unite_strings(dictionaries, numbers)
    end = np.array([len(offsets) - 1], np.uint32)
    return United(
        data,
        offsets,
        [
            rank
            if len(rank) == len(each)
            else np.concatenate([rank, end])[np.cumsum(each) - each]
            for rank, each in zip(ranks, kept, strict=True)
        ],
    )
