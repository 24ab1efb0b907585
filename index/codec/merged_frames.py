"""Merged frames: stored articles copied, with the zstd dictionaries they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import zstandard

from .dictionary import Dictionary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .container import ContainerWriter
    from .part import Part

#: Frames whose headers are read at once.
_STEP = 1 << 16
#: Bytes of a header up to the end of the dictionary's name, at most.
_HEAD_BYTES = 10
#: Bytes of the name, by the two lowest bits of the header's fifth byte.
_NAME_BYTES = np.array([0, 1, 2, 4])


def write_dictionaries(writer: ContainerWriter, parts: Sequence[Part]) -> None:
    """Write the zstd dictionaries that frames of live documents name, each once.

    :raises ValueError: if two that differ have one name: frames would be read with
        the wrong one.
    """
    kept: dict[int, bytes] = {}
    for part in parts:
        named = set(_names(part))
        data = part.file.array("dictionaries.bytes")
        for dictionary in Dictionary(data, part.file.array("dictionaries.offsets")):
            name = zstandard.ZstdCompressionDict(dictionary).dict_id()
            if name in named and kept.setdefault(name, dictionary) != dictionary:
                raise ValueError(f"two dictionaries have the name {name}")
    dictionaries = Dictionary.of(tuple(kept.values()))
    writer.add("dictionaries.bytes", dictionaries.data)
    writer.add("dictionaries.offsets", dictionaries.offsets)


def _names(part: Part) -> list[int]:
    """Return the names in the headers of the live frames, each once; 0 is none."""
    frames = part.file.array("stored.frames")
    starts = part.file.array("stored.offsets")[:-1][part.live].astype(np.int64)
    found = [
        np.unique(frame_names(frames, starts[first : first + _STEP]))
        for first in range(0, len(starts), _STEP)
    ]
    return np.unique(np.concatenate(found)).tolist() if found else []


def frame_names(
    frames: NDArray[np.uint8], starts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the name of the dictionary of each frame, as its header has it.

    See RFC 8878, 3.1.1.1: four bytes of magic, the descriptor, a byte for the window
    unless the descriptor has the bit 32, and the name.
    """
    places = np.minimum(starts[:, None] + np.arange(_HEAD_BYTES), len(frames) - 1)
    heads = frames[places].astype(np.int64)
    descriptors = heads[:, 4]
    sizes = _NAME_BYTES[descriptors & 3]
    first = 6 - (descriptors >> 5 & 1)
    rows = np.arange(len(heads))
    names = np.zeros(len(heads), np.int64)
    for byte in range(4):
        read = heads[rows, first + byte] << 8 * byte
        names += np.where(byte < sizes, read, 0)
    return names
