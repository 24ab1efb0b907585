"""The order of many strings of bytes, found eight bytes at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .dictionary import Dictionary

_BYTES = 8


def order_strings(strings: Dictionary) -> NDArray[np.int64]:
    """Return the numbers of *strings* in the order of the strings.

    As ``sorted(range(len(strings)), key=strings.term)``, in a third of the time and
    with the GIL released for most of it.
    """
    starts = strings.offsets[:-1].astype(np.int64)
    lengths = np.diff(strings.offsets).astype(np.int64)
    padded = np.concatenate([strings.data, np.zeros(_BYTES, np.uint8)])
    # The eight bytes at each place, as a number that sorts as they do.
    windows = np.ndarray(len(padded) - 7, np.dtype(">u8"), padded, strides=(1,))
    order = np.arange(len(lengths))
    # The places of *order* that are not settled; those of one group share all bytes
    # before *depth*.
    places, groups = order.copy(), np.zeros(len(order), np.int64)
    depth = 0
    while len(places):
        numbers = order[places]
        left = np.minimum(lengths[numbers] - depth, _BYTES + 1)
        keys = _keys(windows, starts[numbers] + depth, left)
        arranged = np.lexsort((left, keys, groups))
        order[places] = numbers[arranged]
        keys, left, groups = keys[arranged], left[arranged], groups[arranged]
        is_new = np.ones(len(keys), np.bool_)
        is_new[1:] = (keys[1:] != keys[:-1]) | (groups[1:] != groups[:-1])
        groups = np.cumsum(is_new)
        # What ends in these bytes comes before what goes on.
        tied = (np.bincount(groups)[groups] > 1) & (left > _BYTES)
        places, groups = places[tied], groups[tied]
        depth += _BYTES
    return order


def _keys(
    windows: NDArray[np.uint64], starts: NDArray[np.int64], left: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return what stands at *starts*, bytes behind the string's end as zeros."""
    keys = windows[starts].astype(np.uint64)
    beyond = 8 * np.clip(_BYTES - left, 0, _BYTES - 1).astype(np.uint64)
    keys = keys >> beyond << beyond
    keys[left <= 0] = 0
    return keys
