"""Editions: the complete builds of an archive, and which one is served.

::

    ARCHIVE/
      CURRENT                   one JSON line: edition, previous, checksum
      LOCK                      see lock.py
      editions/000007/
        edition.json            one JSON line: Edition, checksum; written last
        withdrawn               there if the edition was rolled back
        pins/                   see pins.py
        _MAIN_<generation>.toc  see toc.py
        MAIN_<segment>.*        Whoosh's files

A folder without a valid ``edition.json`` is an unfinished rebuild: it is never
served, and the next writer removes it. Its number stays used.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .analysis import ANALYSIS_VERSION
from .codec.layout import FORMAT_VERSION, READABLE_VERSIONS
from .durable import stage_file, sync_folder, write_file
from .errors import (
    ArchiveCorruptError,
    ArchiveNotFoundError,
    ArchiveReadError,
    FormatVersionError,
)
from .sealed import seal, unseal
from .settings import ArchiveSettings
from .stamps import take_stamp

if TYPE_CHECKING:
    from pathlib import Path

    from .stamps import Stamp

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Edition:
    """What an edition was built with."""

    number: int
    format_version: int
    analysis_version: int
    #: When it was built, in UTC.
    created: str
    #: Its first generation; every later one is an add or a delete.
    generation: int
    settings: ArchiveSettings
    #: Signs the cursors of its revisions.
    secret: bytes


@dataclass(frozen=True, slots=True)
class Current:
    """Which edition is served, and which one was before it."""

    edition: int
    previous: int | None


class Editions:
    """The editions in one archive's folder."""

    def __init__(self, archive: Path) -> None:
        #: The archive's folder.
        self.archive = archive
        self._folder = archive / "editions"
        self._current = archive / "CURRENT"

    def folder(self, number: int) -> Path:
        """Return the folder of edition *number*."""
        return self._folder / f"{number:06d}"

    def current(self) -> Current:
        """Return what ``CURRENT`` says; if it is damaged, the newest edition.

        :raises ArchiveNotFoundError: if there is no complete edition.
        """
        return self.stamped_current()[0]

    def stamped_current(self) -> tuple[Current, Stamp | None]:
        """Return :meth:`current` and, if ``CURRENT`` says so, that file's stamp.

        As long as the stamp holds, it says the same.
        """
        stamp = take_stamp(self._current)
        try:
            return self.read_current(), stamp
        except ArchiveCorruptError:
            complete = [
                number for number in self.complete() if not self.is_withdrawn(number)
            ]
            if not complete:
                raise
            return Current(complete[0], complete[1] if complete[1:] else None), None

    def read_current(self) -> Current:
        """Return what ``CURRENT`` says.

        :raises ArchiveNotFoundError: if there is neither it nor an edition.
        :raises ArchiveCorruptError: if it is missing or altered.
        :raises ArchiveReadError: if the system refuses to read it.
        """
        try:
            line = self._current.read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            if not self.complete():
                raise ArchiveNotFoundError(self.archive) from error
            raise ArchiveCorruptError(self._current, "is missing") from error
        except OSError as error:
            raise ArchiveReadError(self._current, str(error.strerror)) from error
        content = unseal(self._current, line)
        return Current(content["edition"], content["previous"])

    def publish(self, current: Current) -> None:
        """Make ``current.edition`` the one served: one atomic rename.

        When this raises, the one before is served, as far as the disk allows it.
        """
        content = {"edition": current.edition, "previous": current.previous}
        before = self._current.read_bytes() if self._current.exists() else b""
        try:
            write_file(self._current, seal(content))
        except OSError:
            # The rename may be done and its sync have failed.
            with suppress(OSError):
                stage_file(self._current, before)
            raise

    def numbers(self) -> list[int]:
        """Return the numbers of all folders, newest first, finished or not."""
        try:
            names = [path.name for path in self._folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise ArchiveReadError(self._folder, str(error.strerror)) from error
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)

    def complete(self) -> list[int]:
        """Return the numbers of all finished editions, newest first."""
        return [number for number in self.numbers() if self._is_complete(number)]

    def read(self, number: int) -> Edition:
        """Return edition *number*.

        :raises ArchiveCorruptError: if it is unfinished or damaged.
        :raises ArchiveReadError: if the system refuses to read it.
        """
        path = self._description(number)
        try:
            content = unseal(path, path.read_bytes())
        except FileNotFoundError as error:
            raise ArchiveCorruptError(path, "is missing") from error
        except OSError as error:
            raise ArchiveReadError(path, str(error.strerror)) from error
        return Edition(
            number=content["number"],
            format_version=content["format"],
            analysis_version=content["analysis"],
            created=content["created"],
            generation=content["generation"],
            settings=ArchiveSettings(content["language"], content["timezone"]),
            secret=bytes.fromhex(content["secret"]),
        )

    def check_version(self, edition: Edition) -> None:
        """Raise FormatVersionError if this version cannot search *edition*."""
        folder = self.folder(edition.number)
        for found, expected in (
            (edition.format_version, FORMAT_VERSION),
            (edition.analysis_version, ANALYSIS_VERSION),
        ):
            if found != expected:
                raise FormatVersionError(folder, found, expected)

    def check_format(self, edition: Edition) -> None:
        """Raise FormatVersionError if this version cannot read *edition*'s articles."""
        found = edition.format_version
        if found not in READABLE_VERSIONS:
            folder = self.folder(edition.number)
            raise FormatVersionError(folder, found, FORMAT_VERSION)

    def begin(self) -> int:
        """Make the folder of the next edition and return its number."""
        used = self.numbers()
        with suppress(ArchiveNotFoundError, ArchiveCorruptError):
            used.append(self.read_current().edition)
        number = max(used, default=0) + 1
        self.folder(number).mkdir(parents=True)
        return number

    def finish(self, number: int, generation: int, settings: ArchiveSettings) -> None:
        """Declare edition *number* complete, at *generation*, durably."""
        content = {
            "format": FORMAT_VERSION,
            "analysis": ANALYSIS_VERSION,
            "number": number,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "generation": generation,
            "language": settings.language,
            "timezone": settings.timezone,
            "secret": secrets.token_hex(_SECRET_BYTES),
        }
        write_file(self._description(number), seal(content))
        sync_folder(self._folder)
        sync_folder(self.archive)

    def withdraw(self, number: int) -> None:
        """Mark edition *number* as one that is not to be fallen back to."""
        write_file(self.folder(number) / "withdrawn", b"")

    def is_withdrawn(self, number: int) -> bool:
        """Tell whether edition *number* was rolled back."""
        return (self.folder(number) / "withdrawn").exists()

    def disown(self, number: int) -> None:
        """Make edition *number* one that was never finished, durably."""
        self._description(number).unlink(missing_ok=True)
        sync_folder(self.folder(number))

    def remove(self, number: int) -> None:
        """Remove edition *number*; killed half-way, it is an unfinished one."""
        self.disown(number)
        shutil.rmtree(self.folder(number))

    def _description(self, number: int) -> Path:
        return self.folder(number) / "edition.json"

    def _is_complete(self, number: int) -> bool:
        try:
            self.read(number)
        except ArchiveCorruptError:
            return False
        return True
