"""Statistics of an archive, counted from a snapshot of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .dates import DateKind
from .outcomes import StoreStats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from .snapshot import Snapshot


def count_archive(
    path: Path, snapshot: Snapshot, editions: Sequence[int]
) -> StoreStats:
    """Return the statistics of the archive in *path*, of which *snapshot* is one."""
    columns = snapshot.columns
    live = columns.live
    dated = live & (columns.date_kind != DateKind.UNDATED)
    return StoreStats(
        revision=snapshot.revision,
        articles=snapshot.doc_count,
        undated=int(np.count_nonzero(live & ~dated)),
        empty=_count_empty(snapshot),
        segments=snapshot.segment_count,
        deleted=snapshot.count - snapshot.doc_count,
        bytes_on_disk=_bytes_in(path),
        editions=tuple(editions),
        settings=snapshot.settings,
        oldest=_published(snapshot, dated, np.argmin),
        newest=_published(snapshot, dated, np.argmax),
    )


def _bytes_in(folder: Path) -> int:
    """Return the size of all files; one that a writer removes meanwhile has none."""
    size = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):
                size += Path(place, name).stat().st_size
    return size


def _count_empty(snapshot: Snapshot) -> int:
    """Count articles with neither title nor body; ``...`` has no token, but is one."""
    columns = snapshot.columns
    wordless = columns.live & (columns.title_length + columns.body_length == 0)
    articles = map(snapshot.stored, np.flatnonzero(wordless).tolist())
    return sum(not each.title_bytes and not each.body_bytes for each in articles)


def _published(
    snapshot: Snapshot,
    dated: NDArray[np.bool_],
    choose: Callable[[NDArray[np.int64]], np.intp],
) -> str | None:
    docnums = np.flatnonzero(dated)
    if not docnums.size:
        return None
    place = choose(snapshot.columns.date_start[docnums])
    return snapshot.stored(int(docnums[place])).published
