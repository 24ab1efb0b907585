"""Numbers given to words as they come, and those they have once all are sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mark_used(numbers: NDArray[np.uint32], used: NDArray[np.bool_]) -> None:
    """Set *used* at each of *numbers*.

    :raises ValueError: if a number is out of bounds.
    """
    _check(numbers, len(used))
    used[numbers] = True


def put_ranks(
    numbers: NDArray[np.uint32], ranks: NDArray[np.uint32], found: NDArray[np.uint32]
) -> None:
    """Put the rank of each of *numbers* in *found*, which is as long.

    :raises ValueError: if a number is out of bounds.
    """
    if len(numbers) != len(found):
        raise ValueError("there is not one place for each number")
    _check(numbers, len(ranks))
    np.take(ranks, numbers, out=found, mode="clip")


def _check(numbers: NDArray[np.uint32], bound: int) -> None:
    if len(numbers) and int(numbers.max()) >= bound:
        raise ValueError("no such number")
