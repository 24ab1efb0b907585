"""Rebuild: fills the next edition aside, checks it, then swaps it in."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from itertools import compress
from typing import TYPE_CHECKING, Any

from .checkpoint import (
    Resumable,
    find_unfinished,
    keep_checkpoints,
    read_checkpoint,
)
from .codec.open_segment import open_segment
from .editions import Current
from .errors import (
    ArchiveCorruptError,
    ArchiveNotFoundError,
    BadRecordError,
    CannotResumeError,
    StoreError,
)
from .gate import reading, writing
from .pins import make_pin, pin_folder
from .tally import Tally
from .toc import list_generations, read_toc, toc_path, write_toc
from .writer import ArticleWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from .editions import Editions
    from .kernels.choice import Kernels
    from .report import Report
    from .seen import Seen
    from .settings import ArchiveSettings
    from .snapshot import Snapshot
    from .tally import Item
    from .written_run import WrittenRun

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
    items: Iterable[Item],
    settings: ArchiveSettings,
    tally: Tally,
    previous: int | None,
    *,
    kernels: Kernels,
    threads: int | None = None,
    resume: bool = False,
) -> tuple[Current, Report]:
    """Make and publish the next edition of exactly *items*; the lock must be held.

    Whatever fails, the edition served stays; the unfinished one is removed, unless
    it can be gone on with.

    :param before: the edition before, which outcomes are judged by; None if it
        cannot be read.
    :param previous: the edition that a rollback of this one serves.
    :param threads: how many work beside this one; None takes as many as pay.
    :param resume: whether to go on with an unfinished edition, if there is one;
        *items* must be :class:`~.checkpoint.Resumable`, and what began it too.
    :raises CannotResumeError: if it is for something else.
    """
    baseline = {} if before is None else before.digests()
    purpose = _purpose(before, settings)
    number, runs = _begin(editions, items, tally, purpose, resume=resume)
    folder = editions.folder(number)
    try:
        with _writer(
            editions, folder, baseline, settings, kernels, threads, runs
        ) as writer:
            fed = items
            if isinstance(items, Resumable):
                fed = keep_checkpoints(items, folder, purpose, writer, tally)
            tally.feed(writer, fed)
            generation = writer.commit() or _EMPTY
        if generation != _EMPTY:
            _discard_empty(folder)
        _verify(folder, generation, writer.seen)
        report = tally.report(writer, f"{number}.{generation}", baseline)
        with writing(editions.archive):
            current = _publish(editions, number, generation, settings, previous)
    except BaseException as error:
        can_go_on = read_checkpoint(folder) is not None
        if not _is_served(editions, number) and not (can_go_on and _may_pass(error)):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return current, report


def _begin(
    editions: Editions,
    items: Iterable[Item],
    tally: Tally,
    purpose: Mapping[str, Any],
    *,
    resume: bool,
) -> tuple[int, tuple[WrittenRun, ...] | None]:
    """Return the number of the edition, and what is written of it.

    It is None if nobody will be able to go on with it.
    """
    if not isinstance(items, Resumable):
        if resume:
            raise TypeError("a rebuild from these items cannot be gone on with")
        return _begin_anew(editions), None
    unfinished = find_unfinished(editions) if resume else None
    if unfinished is None:
        return _begin_anew(editions), ()
    number, checkpoint = unfinished
    if checkpoint.purpose != purpose:
        raise CannotResumeError(
            editions.archive, "the archive or its settings were changed since"
        )
    items.go_on(checkpoint.mark)
    tally.go_on(checkpoint.tally)
    folder = editions.folder(number)
    with writing(editions.archive):
        # Perhaps it was killed when all was written, and nothing published.
        for generation in list_generations(folder):
            toc_path(folder, generation).unlink()
            (pin_folder(folder) / str(generation)).unlink()
    return number, checkpoint.runs


def _begin_anew(editions: Editions) -> int:
    with writing(editions.archive):
        unfinished = find_unfinished(editions)
        number = editions.begin()
        if unfinished is not None:
            editions.remove(unfinished[0])
        return number


def _purpose(before: Snapshot | None, settings: ArchiveSettings) -> dict[str, Any]:
    """Return what must be the same for an unfinished edition to be gone on with."""
    revision = None if before is None else before.revision
    return {"before": revision, **asdict(settings)}


def _may_pass(error: BaseException) -> bool:
    """Tell whether going on may succeed where *error* ended a rebuild."""
    return not isinstance(error, BadRecordError | ArchiveCorruptError)


def _writer(
    editions: Editions,
    folder: Path,
    baseline: Mapping[str, bytes],
    settings: ArchiveSettings,
    kernels: Kernels,
    threads: int | None,
    runs: tuple[WrittenRun, ...] | None,
) -> ArticleWriter:
    """Return what writes the edition in *folder*, behind *runs*."""
    with writing(editions.archive):
        _make_empty(folder)
    return ArticleWriter(
        folder,
        read_toc(folder, _EMPTY),
        baseline,
        languages=settings.stem_languages,
        kernels=kernels,
        threads=threads,
        runs=runs,
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
