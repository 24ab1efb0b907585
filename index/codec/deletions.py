"""Deletions: which documents of a segment are deleted, a file a generation.

``MAIN_<segment>.<generation>.del`` is a container (:mod:`.container`) with the array
``deleted``, one bit a document from the lowest of each byte up, and in its ``meta``
``segment``, ``count`` (documents), ``deleted`` and ``tokens`` (of each text, over
the documents that are left).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.version import ANALYSIS_VERSION
from ..errors import ArchiveCorruptError
from .container import Container, ContainerWriter
from .layout import FORMAT_VERSION, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from .layout import SegmentFile


#: Ends the name of a file.
SUFFIX = ".del"


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Live:
    """Which documents of a segment are left."""

    #: One a document; nobody may change it.
    mask: NDArray[np.bool_]
    count: int
    #: Tokens of each text, over the documents that are left.
    tokens: Mapping[str, int]


def deletions_name(segment: str, generation: int) -> str:
    """Return the name of the file; *segment* is such as ``MAIN_abc``."""
    return f"{segment}.{generation}{SUFFIX}"


def all_live(segment: SegmentFile) -> Live:
    """Return that no document of *segment* is deleted."""
    mask = np.ones(segment.count, np.bool_)
    mask.flags.writeable = False
    return Live(mask, segment.count, segment.meta["tokens"])


def live_of(segment: SegmentFile, mask: NDArray[np.bool_]) -> Live:
    """Return that the documents of *segment* that *mask* is True for are left."""
    tokens = {
        text: int(segment.array(f"{text}.lengths")[mask].sum(dtype=np.int64))
        for text in TEXTS
    }
    return Live(mask, int(np.count_nonzero(mask)), tokens)


def write_deletions(
    edition: Path, segment: SegmentFile, mask: NDArray[np.bool_], generation: int
) -> str:
    """Write which documents of *segment* are left and return the file's name.

    It is synced; its name in the folder is not.

    :param mask: True for each document that is left.
    """
    name = segment.meta["segment"]
    path = edition / deletions_name(name, generation)
    live = live_of(segment, mask)
    with ContainerWriter(path, FORMAT_VERSION, ANALYSIS_VERSION) as writer:
        writer.add("deleted", np.packbits(~mask, bitorder="little"))
        writer.finish(
            {
                "segment": name,
                "count": len(mask),
                "deleted": len(mask) - live.count,
                "tokens": live.tokens,
            }
        )
    return path.name


def read_deletions(edition: Path, name: str, segment: SegmentFile) -> Live:
    """Return which documents of *segment* the file *name* leaves.

    :raises ArchiveCorruptError: if the file is not what was written for *segment*.
    """
    container = Container(edition / name)
    container.verify()
    meta = container.meta
    if meta["segment"] != segment.meta["segment"] or meta["count"] != segment.count:
        raise ArchiveCorruptError(edition / name, "belongs to another segment")
    bits = container.array("deleted")
    mask = ~np.unpackbits(bits, count=segment.count, bitorder="little").view(np.bool_)
    mask.flags.writeable = False
    return Live(mask, segment.count - meta["deleted"], meta["tokens"])
