"""Snapshots: finds revisions on disk and hands out one snapshot for each."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from .errors import ArchiveCorruptError, RevisionGoneError
from .pins import list_pins
from .snapshot import (
    Revision,
    SharedSegments,
    Snapshot,
    open_snapshot,
)
from .toc import toc_path

if TYPE_CHECKING:
    from .editions import Editions
    from .vocabulary import SegmentVocabulary

_ATTEMPTS = 20

_log = logging.getLogger(__name__)


class Snapshots:
    """The open snapshots of one archive; safe to share between threads."""

    def __init__(self, editions: Editions) -> None:
        self._editions = editions
        self._lock = threading.Lock()
        self._shared = SharedSegments()
        self._open: WeakValueDictionary[Revision, Snapshot] = WeakValueDictionary()
        self._newest: Snapshot | None = None
        # What the newest snapshot has read of its segments outlives it, for the
        # next: most of them are the same.
        self._parts: tuple[SegmentVocabulary, ...] = ()
        self._warned: set[str] = set()

    def newest(self, *, any_version: bool = False) -> Snapshot:
        """Return a snapshot of the newest revision that can be trusted.

        When nothing was published since the last call it costs three small
        looks at the disk.

        :param any_version: whether an index that this version cannot search
            will do, too.
        :raises FormatVersionError: if the edition is of another version.
        :raises ArchiveCorruptError: if no generation of it can be read.
        """
        for _attempt in range(_ATTEMPTS):
            edition = self._editions.current().edition
            try:
                return self._newest_of(edition, any_version=any_version)
            except RevisionGoneError:
                # A writer has moved on; what it has published is there by now.
                continue
        folder = self._editions.folder(edition)
        raise ArchiveCorruptError(folder, "has no generation that can be opened")

    def at(self, revision: Revision) -> Snapshot:
        """Return a snapshot of *revision*.

        :raises RevisionGoneError: if it is not kept.
        """
        folder = self._editions.folder(revision.edition)
        with self._lock:
            # One that is open here may have been dropped meanwhile.
            if not toc_path(folder, revision.generation).exists():
                raise RevisionGoneError(str(revision))
            return self._get(revision, any_version=False)

    def forget(self) -> None:
        """Let go of the newest snapshot; it ends when its other holders close it."""
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            newest.close()

    def _newest_of(self, edition: int, *, any_version: bool) -> Snapshot:
        folder = self._editions.folder(edition)
        fault: ArchiveCorruptError | None = None
        with self._lock:
            for generation in list_pins(folder):
                if not toc_path(folder, generation).exists():
                    continue
                try:
                    snapshot = self._get(
                        Revision(edition, generation), any_version=any_version
                    )
                except ArchiveCorruptError as error:
                    fault = fault or error
                    self._warn(error)
                    continue
                self._keep(snapshot)
                return snapshot
        if fault is not None:
            raise fault
        raise RevisionGoneError(str(edition))

    def _get(self, revision: Revision, *, any_version: bool) -> Snapshot:
        snapshot = self._open.get(revision)
        if snapshot is not None and snapshot.retain():
            return snapshot
        folder = self._editions.folder(revision.edition)
        try:
            edition = self._editions.read(revision.edition)
        except ArchiveCorruptError:
            if folder.exists():
                raise
            raise RevisionGoneError(str(revision)) from None
        if not any_version:
            self._editions.check_version(edition)
        snapshot = open_snapshot(edition, folder, revision.generation, self._shared)
        self._open[revision] = snapshot
        return snapshot

    def _keep(self, snapshot: Snapshot) -> None:
        """Hold *snapshot* so that it need not be opened for each request."""
        if self._newest is snapshot:
            return
        if self._newest is not None:
            self._newest.close()
        snapshot.retain()
        self._newest, self._parts = snapshot, snapshot.parts

    def _warn(self, error: ArchiveCorruptError) -> None:
        """Log, once, that an older generation is served."""
        if str(error) not in self._warned:
            self._warned.add(str(error))
            _log.warning("%s; the generation before it is served", error)
