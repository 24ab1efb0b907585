"""Snapshots: finds revisions on disk and hands out one snapshot for each."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
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
from .stamps import take_stamp
from .toc import toc_path
from .verification import Verification

if TYPE_CHECKING:
    from .editions import Editions
    from .stamps import Stamp
    from .vocabulary import SegmentVocabulary

_ATTEMPTS = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A snapshot, and the stamps of all that says that it is the newest.

    A generation's pin is made before its table of contents and removed after it,
    so that the folder of the tables tells of every change.
    """

    snapshot: Snapshot
    current: Stamp
    edition: Stamp

    def holds(self) -> bool:
        """Tell whether the snapshot is still the newest."""
        return self.current.holds() and self.edition.holds()


class Snapshots:
    """The open snapshots of one archive; safe to share between threads."""

    def __init__(self, editions: Editions) -> None:
        self._editions = editions
        self._lock = threading.Lock()
        self._shared = SharedSegments()
        self._open: WeakValueDictionary[Revision, Snapshot] = WeakValueDictionary()
        self._newest: Snapshot | None = None
        self._sighting: Sighting | None = None
        # What the newest snapshot has read of its segments outlives it, for the
        # next: most of them are the same.
        self._parts: tuple[SegmentVocabulary, ...] = ()
        self._warned: set[str] = set()
        self._verification = Verification(self._withdraw)

    @property
    def faults(self) -> tuple[ArchiveCorruptError, ...]:
        """What was found wrong in files that were opened."""
        return self._verification.faults

    def newest(self, *, any_version: bool = False) -> Snapshot:
        """Return a snapshot of the newest revision that can be trusted.

        When nothing was published since the last call it costs two small looks
        at the disk, at the stamps of files; nothing is read.

        :param any_version: whether an index of another analysis, which cannot be
            searched, will do, too.
        :raises FormatVersionError: if the edition is of another version.
        :raises ArchiveCorruptError: if no generation of it can be read.
        """
        seen = self._sighting
        if seen is not None and seen.holds() and seen.snapshot.retain():
            return seen.snapshot
        for _attempt in range(_ATTEMPTS):
            current, stamp = self._editions.stamped_current()
            edition = current.edition
            try:
                return self._newest_of(edition, stamp, any_version=any_version)
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
            self._sighting = None
        if newest is not None:
            newest.close()

    def close(self) -> None:
        """Let go of the newest snapshot and its files, and end the verification."""
        self._verification.stop()
        self.forget()
        self._parts = ()

    def _withdraw(self, _error: ArchiveCorruptError) -> None:
        """Serve no damaged file from now on: the next call looks what is sound."""
        self.forget()

    def _newest_of(
        self, edition: int, current: Stamp | None, *, any_version: bool
    ) -> Snapshot:
        folder = self._editions.folder(edition)
        fault: ArchiveCorruptError | None = None
        with self._lock:
            stamp = take_stamp(folder)
            self._sighting = None
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
                # What had to be passed over may be mended where it is.
                if fault is None and not any_version and current and stamp:
                    self._sighting = Sighting(snapshot, current, stamp)
                return snapshot
        if fault is not None:
            raise fault
        raise RevisionGoneError(str(edition))

    def _get(self, revision: Revision, *, any_version: bool) -> Snapshot:
        snapshot = self._open.get(revision)
        if snapshot is None or not snapshot.retain():
            snapshot = self._read(revision, any_version=any_version)
        files = [segment.file for segment in snapshot.segments]
        for fault in filter(None, map(self._verification.fault, files)):
            snapshot.close()
            raise fault
        self._verification.begin(files)
        return snapshot

    def _read(self, revision: Revision, *, any_version: bool) -> Snapshot:
        folder = self._editions.folder(revision.edition)
        try:
            edition = self._editions.read(revision.edition)
        except ArchiveCorruptError:
            if folder.exists():
                raise
            raise RevisionGoneError(str(revision)) from None
        if any_version:
            self._editions.check_format(edition)
        else:
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
