"""Store: an archive on disk, with its one writer and its many readers."""

from __future__ import annotations

import logging
import re
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .changes import Changed, Changes, write_changes
from .deletion import delete_articles, erase_articles, erase_from_earlier
from .editions import Current, Editions
from .errors import (
    ArchiveCorruptError,
    ArchiveNotFoundError,
    ArchiveReadError,
    FormatVersionError,
    NoEarlierEditionError,
    RevisionGoneError,
)
from .former import FORMER_VERSION, former_articles
from .gate import writing
from .kernels.choice import load_kernels
from .lock import WriteLock
from .outcomes import Deletion, Rollback, StoreStats
from .preview import preview
from .rebuild import create_archive, rebuild
from .retention import Retention
from .settings import ArchiveSettings
from .snapshot import Revision, Snapshot
from .snapshots import Snapshots
from .statistics import count_archive
from .tally import Tally
from .toc import list_generations, read_newest_toc
from .writer import ArticleWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .article import Article
    from .documents import Document
    from .report import Rejection, Report

_log = logging.getLogger(__name__)

#: Longer numbers were never given out, and name no file.
_REVISION = re.compile(r"(\d{1,18})\.(\d{1,18})", re.ASCII)


class Store:
    """An archive on disk; :meth:`open` makes it.

    Threads may share it, and processes forked while no thread is in it.
    A change is one commit: durable when its method returns, and until then as
    if it had not begun; a crash at any moment leaves the revision before or the
    one after. Changes wait for each other, in whatever process they are made
    (:class:`~.errors.ArchiveLockedError` if it takes too long); readers never
    wait. What the system refuses to write is an
    :class:`~.errors.ArchiveWriteError`.
    """

    def __init__(self, path: Path, lock_timeout: float, pin_seconds: float) -> None:
        #: The archive's folder.
        self.path = path
        self._editions = Editions(path)
        self._kernels = load_kernels()
        self._lock = WriteLock(path, lock_timeout)
        self._retention = Retention(self._editions, pin_seconds)
        self._snapshots = Snapshots(self._editions)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        settings: ArchiveSettings | None = None,
        lock_timeout: float = 60.0,
        pin_seconds: float = 600.0,
    ) -> Store:
        """Open the archive in *path*.

        :param create: whether to make an empty archive where there is none.
        :param settings: of an archive made here; one that is there keeps its own.
        :param lock_timeout: seconds that a change waits for another.
        :param pin_seconds: how long a revision is kept after a cursor's last use.
        :raises ArchiveNotFoundError: if there is none, and none is to be made.
        """
        store = cls(Path(path), lock_timeout, pin_seconds)
        try:
            store._editions.current()
        except ArchiveNotFoundError:
            if not create:
                raise
            store._create(settings or ArchiveSettings())
        return store

    @property
    def settings(self) -> ArchiveSettings:
        """What the newest edition was built with, even if its index is damaged."""
        return self._editions.read(self._editions.current().edition).settings

    @property
    def damage(self) -> tuple[ArchiveCorruptError, ...]:
        """What was found wrong, since it was opened, in files that are searched.

        They are verified in the background. A revision that has such a file is
        served no more: the newest one without is.
        """
        return self._snapshots.faults

    def snapshot(self) -> Snapshot:
        """Return a snapshot of the newest revision; the caller closes it.

        All who ask for the same revision get the same snapshot.

        :raises FormatVersionError: if the index was written by another version.
        :raises ArchiveCorruptError: if no generation of it can be read.
        """
        return self._snapshots.newest()

    def snapshot_at(self, revision: str) -> Snapshot:
        """Return a snapshot of *revision*; the caller closes it.

        :raises RevisionGoneError: if it is not kept, or names no revision.
        """
        found = _REVISION.fullmatch(revision)
        if found is None:
            raise RevisionGoneError(revision)
        return self._snapshots.at(Revision(int(found[1]), int(found[2])))

    def rebuild(
        self,
        items: Iterable[Article | Document | Rejection] | None,
        *,
        settings: ArchiveSettings | None = None,
        strict: bool = False,
        threads: int | None = None,
        resume: bool = False,
    ) -> Report:
        """Make the next edition, of exactly *items*, and serve it.

        Readers go on with the edition before; if anything fails, it stays.

        :param items: None takes the articles of the edition before.
        :param settings: None takes those of the edition before.
        :param strict: whether a rejection ends the run and changes nothing.
        :param threads: how many build beside the one that reads *items*; None
            takes as many as pay. The index is the same with any number.
        :param resume: whether to go on where an earlier rebuild was stopped, if one
            was; *items* must be :class:`~.checkpoint.Resumable`.
        :raises BadRecordError: in a strict run, at the first rejection.
        :raises CannotResumeError: if what was begun is for something else.
        """
        tally = Tally(strict=strict)
        with self._change("rebuild") as current:
            settings = settings or self._editions.read(current.edition).settings
            before = self._edition_before(is_needed=items is None)
            try:
                if items is None and before is not None:
                    items = before.articles()
                elif items is None:
                    folder = self._editions.folder(current.edition)
                    items = former_articles(folder)
                previous = _rollback_target(before, current)
                after, report = rebuild(
                    self._editions,
                    before,
                    items or (),
                    settings,
                    tally,
                    previous,
                    kernels=self._kernels,
                    threads=threads,
                    resume=resume,
                )
            finally:
                if before is not None:
                    before.close()
            self._sweep(after)
        return report

    def add(
        self, items: Iterable[Article | Document | Rejection], *, strict: bool = False
    ) -> Report:
        """Add articles, in one commit; each takes the place of one with its id.

        :param strict: whether a rejection ends the run and changes nothing.
        :raises BadRecordError: in a strict run, at the first rejection.
        """
        tally = Tally(strict=strict)
        with self._change("add") as current:
            folder, settings = self._writable(current)
            with ArticleWriter(
                folder,
                read_newest_toc(folder),
                languages=settings.stem_languages,
                kernels=self._kernels,
            ) as writer:
                tally.feed(writer, items)
                generation = writer.commit() or writer.built_on
            report = tally.report(writer, str(Revision(current.edition, generation)))
            self._sweep(current)
        return report

    def preview(
        self,
        items: Iterable[Article | Document | Rejection],
        *,
        is_rebuild: bool = False,
        strict: bool = False,
    ) -> Report:
        """Return what a rebuild or an add of *items* would do; nothing is written.

        :raises BadRecordError: in a strict run, at the first rejection.
        """
        with closing(self.snapshot()) as before:
            return preview(
                items,
                before,
                is_rebuild=is_rebuild,
                strict=strict,
                kernels=self._kernels,
            )

    def change(self, changes: Changes) -> Changed:
        """Make *changes* in one commit.

        :raises ValueError: if an id is to be put and to be deleted.
        """
        with self._change("write") as current:
            folder, settings = self._writable(current)
            changed = write_changes(
                folder, current.edition, changes, settings, self._kernels
            )
            self._sweep(current)
        return changed

    def delete(self, ids: Iterable[str], *, purge: bool = False) -> Deletion:
        """Delete articles, in one commit.

        :param purge: whether their text is to go from the disk as well: every kept
            edition is rewritten without them and its older generations are
            dropped, so that cursors on those expire.
        """
        wanted = tuple(dict.fromkeys(ids))
        held: tuple[str, ...] = ()
        with self._change("delete") as current:
            folder, settings = self._writable(current)
            remove = erase_articles if purge else delete_articles
            removal = remove(folder, wanted, settings, self._kernels)
            found = set(removal.named)
            if purge:
                found |= erase_from_earlier(
                    self._editions, self._retention, current, wanted, self._kernels
                )
                self._snapshots.forget()
                held = tuple(self._retention.purge(current))
            self._sweep(current)
        return Deletion(
            revision=str(Revision(current.edition, removal.generation)),
            deleted=len(removal.deleted),
            missing=tuple(each for each in wanted if each not in found),
            held=held,
        )

    def rollback(self) -> Rollback:
        """Serve the edition before again, at its own last generation.

        The one that is left stays on disk until the next rebuild.

        :raises NoEarlierEditionError: if there is none.
        """
        with self._change("rollback") as current:
            target = current.previous
            if target is None or target not in self._editions.complete():
                raise NoEarlierEditionError(self.path, current.edition)
            self._editions.check_version(self._editions.read(target))
            toc = read_newest_toc(self._editions.folder(target))
            with writing(self.path):
                self._editions.withdraw(current.edition)
                self._editions.publish(Current(target, previous=None))
            self._snapshots.forget()
            left_out = self._commits_since_build(current.edition)
        return Rollback(str(Revision(target, toc.generation)), left_out)

    def stats(self) -> StoreStats:
        """Return what the newest revision holds and what the archive takes on disk."""
        with self.snapshot() as snapshot:
            return count_archive(self.path, snapshot, self._editions.complete())

    def close(self) -> None:
        """Let go of the newest snapshot; those that others hold stay open."""
        self._snapshots.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _create(self, settings: ArchiveSettings) -> None:
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        with self._lock.hold("create"):
            try:
                # Another may have made it meanwhile.
                self._editions.current()
            except ArchiveNotFoundError:
                create_archive(self._editions, settings)

    @contextmanager
    def _change(self, operation: str) -> Iterator[Current]:
        """Hold the lock; mend what a crash left, and leave nothing on failure."""
        with self._lock.hold(operation):
            current = self._editions.current()
            try:
                self._editions.read_current()
            except ArchiveCorruptError:
                with writing(self.path):
                    self._editions.publish(current)
            # A disk that is full of leftovers has room for this change after it.
            self._sweep(current)
            try:
                yield current
            except BaseException:
                with suppress(ArchiveNotFoundError, ArchiveCorruptError):
                    self._sweep(self._editions.current())
                raise

    def _writable(self, current: Current) -> tuple[Path, ArchiveSettings]:
        edition = self._editions.read(current.edition)
        self._editions.check_version(edition)
        return self._editions.folder(current.edition), edition.settings

    def _edition_before(self, *, is_needed: bool) -> Snapshot | None:
        try:
            return self._snapshots.newest(any_version=True)
        except FormatVersionError as error:
            if is_needed and error.found != FORMER_VERSION:
                raise
            # Its articles can be read; what they were when is not compared.
            return None
        except ArchiveCorruptError:
            if is_needed:
                raise
            # The cure of a damaged edition is to rebuild it from its sources.
            return None

    def _commits_since_build(self, number: int) -> int:
        try:
            built = self._editions.read(number).generation
        except ArchiveCorruptError:
            # A rollback is the cure of this, too; with articles it begins at 1.
            built = 1
        generations = list_generations(self._editions.folder(number))
        return max(0, max(generations, default=built) - built)

    def _sweep(self, current: Current) -> None:
        """Remove what is not kept; a change made before is safe whatever happens."""
        # A hold of our own on what is now old would keep its files.
        self._snapshots.forget()
        try:
            self._retention.sweep(current)
        except (OSError, ArchiveReadError, ArchiveCorruptError) as error:
            _log.warning("%s: old files were not removed: %s", self.path, error)


def _rollback_target(before: Snapshot | None, current: Current) -> int | None:
    """Return the edition to roll back to from the one that follows *current*.

    One that never had an article is passed over; one that cannot be read is not:
    what it holds may yet be mended.
    """
    if before is not None and before.generation == 0:
        return current.previous
    return current.edition
