"""Rebuild: fills the next edition aside, checks it, then swaps it in."""

from __future__ import annotations

import shutil
from itertools import compress
from typing import TYPE_CHECKING

from .codec.open_segment import open_segment
from .editions import Current
from .errors import ArchiveCorruptError, ArchiveNotFoundError, StoreError
from .gate import reading, writing
from .pins import make_pin, pin_folder
from .tally import Tally
from .toc import read_toc, toc_path, write_toc
from .writer import ArticleWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .article import Article
    from .documents import Document
    from .editions import Editions
    from .kernels.choice import Kernels
    from .report import Rejection, Report
    from .seen import Seen
    from .settings import ArchiveSettings
    from .snapshot import Snapshot

_EMPTY = 0


def create_archive(editions: Editions, settings: ArchiveSettings) -> Current:
    """Make and publish an edition without articles; the lock must be held."""
    with writing(editions.archive):
        number = editions.begin()
        _make_empty(editions.folder(number))
        return _publish(editions, number, _EMPTY, settings, previous=None)


def rebuild(
    editions: Editions,
    before: Snapshot | None,
    items: Iterable[Article | Document | Rejection],
    settings: ArchiveSettings,
    tally: Tally,
    previous: int | None,
    *,
    kernels: Kernels,
    threads: int | None = None,
) -> tuple[Current, Report]:
    """Make and publish the next edition of exactly *items*; the lock must be held.

    Whatever fails, the edition served stays; the unfinished one is removed.

    :param before: the edition before, which outcomes are judged by; None if it
        cannot be read.
    :param previous: the edition that a rollback of this one serves.
    :param threads: how many work beside this one; None takes as many as pay.
    """
    baseline = {} if before is None else _digests(before)
    with writing(editions.archive):
        number = editions.begin()
    folder = editions.folder(number)
    try:
        with _writer(editions, folder, baseline, settings, kernels, threads) as writer:
            tally.feed(writer, items)
            generation = writer.commit() or _EMPTY
        if generation != _EMPTY:
            _discard_empty(folder)
        _verify(folder, generation, writer.seen)
        report = tally.report(writer, f"{number}.{generation}", baseline)
        with writing(editions.archive):
            current = _publish(editions, number, generation, settings, previous)
    except BaseException:
        if not _is_served(editions, number):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return current, report


def _writer(
    editions: Editions,
    folder: Path,
    baseline: Mapping[str, bytes],
    settings: ArchiveSettings,
    kernels: Kernels,
    threads: int | None,
) -> ArticleWriter:
    """Return what writes the edition in *folder*, which has nothing in it yet."""
    with writing(editions.archive):
        _make_empty(folder)
    return ArticleWriter(
        folder,
        read_toc(folder, _EMPTY),
        baseline,
        languages=settings.stem_languages,
        kernels=kernels,
        threads=threads,
    )


def _make_empty(folder: Path) -> None:
    make_pin(folder, _EMPTY, [])
    write_toc(folder, _EMPTY, [])


def _discard_empty(folder: Path) -> None:
    """Remove the generation without articles: nobody is to be shown it."""
    toc_path(folder, _EMPTY).unlink()
    (pin_folder(folder) / str(_EMPTY)).unlink()


def _publish(
    editions: Editions,
    number: int,
    generation: int,
    settings: ArchiveSettings,
    previous: int | None,
) -> Current:
    editions.finish(number, generation, settings)
    current = Current(number, previous)
    editions.publish(current)
    return current


def _is_served(editions: Editions, number: int) -> bool:
    try:
        return editions.current().edition == number
    except ArchiveNotFoundError:
        return False
    except StoreError:
        # It cannot be told, so nothing is removed; the next writer can.
        return True


def _digests(before: Snapshot) -> Mapping[str, bytes]:
    columns = before.columns
    live = columns.live.tolist()
    return dict(compress(zip(columns.ids, columns.digests, strict=True), live))


def _verify(folder: Path, generation: int, seen: Seen) -> None:
    """Raise ArchiveCorruptError unless the edition opens and holds exactly *seen*."""
    count = 0
    found = bytearray(len(seen))
    for segment in read_toc(folder, generation).segments:
        with reading(folder):
            opened = open_segment(folder, segment)
            for name in compress(opened.file.ids, opened.live.mask.tolist()):
                number = seen.number(name.decode())
                count += 1
                if number is not None:
                    found[number] = True
    if count != len(seen) or not all(found):
        reason = f"has {count} articles after a rebuild from {len(seen)}"
        raise ArchiveCorruptError(folder, reason)
