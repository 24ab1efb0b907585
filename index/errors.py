"""The errors of Broadsheet: one tree, each with a stable code and typed facts.

::

    BroadsheetError
    +- SourceError
    |  +- UnreadableSourceError    a file cannot be opened or decompressed
    |  +- UnusableRecordError      a record cannot become an article
    |  +- BadRecordError           the same, with the file and line it stands in
    +- SettingsError               an archive setting is unusable
    +- StoreError
    |  +- ArchiveNotFoundError     no archive in this folder
    |  +- ArchiveLockedError       another writer holds the lock
    |  +- ArchiveCorruptError      a file of the archive cannot be trusted
    |  +- ArchiveReadError         the system refused to read the archive
    |  +- ArchiveWriteError        the system refused to write the archive
    |  +- BackupError              a file is no backup, or is damaged
    |  +- ArchiveExistsError       there is something where one is to be restored
    |  +- FormatVersionError       the index was written by another format
    |  +- RevisionGoneError        the revision asked for is no longer kept
    |  +- NoEarlierEditionError    there is nothing to roll back to
    |  +- CannotResumeError        an unfinished rebuild is for something else
    +- SearchError                 (search/errors.py)

A message says what is wrong, where, and how to cure it. What is needed to act
on an error is an attribute, never only a part of the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class BroadsheetError(Exception):
    """The root of every error that Broadsheet raises on purpose."""

    #: A stable snake_case name, the same in Python, JSON and the docs.
    code: ClassVar[str] = "broadsheet_error"


class SourceError(BroadsheetError):
    """Articles could not be read."""

    code = "source_error"


class UnreadableSourceError(SourceError):
    """A source cannot be opened, decompressed or recognised."""

    code = "unreadable_source"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        #: The file as the caller named it; ``-`` is standard input.
        self.path = path
        #: What is wrong and how to cure it.
        self.reason = reason


class UnusableRecordError(SourceError):
    """A record cannot become an article, wherever it came from."""

    code = "unusable_record"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: What is wrong and how to cure it.
        self.reason = reason


class BadRecordError(SourceError):
    """A record of a source cannot become an article; nothing of it was stored."""

    code = "bad_record"

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        #: The file as the caller named it; ``-`` is standard input.
        self.path = path
        #: The record's line, or its number where the format has no lines; from 1.
        self.line = line
        #: What is wrong and how to cure it.
        self.reason = reason


class SettingsError(BroadsheetError):
    """An archive setting has a value that cannot be used."""

    code = "bad_setting"

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}")
        #: The setting's name.
        self.setting = setting
        #: What is wrong and how to cure it.
        self.reason = reason


class StoreError(BroadsheetError):
    """The archive on disk could not do what was asked."""

    code = "store_error"


class ArchiveNotFoundError(StoreError):
    """There is no archive in the folder."""

    code = "archive_not_found"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"no archive in {path}; "
            f"'broadsheet rebuild --archive {path} FILE' makes one"
        )
        #: The folder that was asked for.
        self.path = path


class ArchiveLockedError(StoreError):
    """Another writer holds the archive's lock."""

    code = "archive_locked"

    def __init__(self, path: Path, holder: str, waited_seconds: float) -> None:
        super().__init__(
            f"{path} is being written by {holder}; gave up after {waited_seconds:g} s. "
            "Try again when it has finished"
        )
        #: The archive's folder.
        self.path = path
        #: What the lock says of its holder: process id, command and since when.
        self.holder = holder
        #: How long this writer waited.
        self.waited_seconds = waited_seconds


class ArchiveCorruptError(StoreError):
    """A file of the archive cannot be trusted; nothing was deleted."""

    code = "archive_corrupt"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        #: The file or folder concerned.
        self.path = path
        #: What is wrong with it.
        self.reason = reason


class ArchiveReadError(StoreError):
    """The system refused to read: no permission, too many open files, a bad disk.

    What is on the disk may be sound, so nothing is judged by it and no older
    edition takes its place.
    """

    code = "archive_read"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be read: {reason}. Grant access or free what is "
            "short, then try again"
        )
        #: The file or folder concerned.
        self.path = path
        #: What the system said.
        self.reason = reason


class ArchiveWriteError(StoreError):
    """The system refused to write: disk full, read-only, no permission.

    The archive is as it was before.
    """

    code = "archive_write"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be written: {reason}; nothing was changed. "
            "Free space or grant access, then run it again"
        )
        #: The archive's folder.
        self.path = path
        #: What the system said.
        self.reason = reason


class BackupError(StoreError):
    """A file is no backup, or is not what was written; nothing was restored."""

    code = "bad_backup"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}; nothing was restored")
        #: The file.
        self.path = path
        #: What is wrong with it.
        self.reason = reason


class ArchiveExistsError(StoreError):
    """There is something where an archive is to be restored; it was not touched."""

    code = "archive_exists"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is something in {path}; restore into a folder that is not there "
            "yet, then put it in the place of the other"
        )
        #: The folder that was to be made.
        self.path = path


class FormatVersionError(StoreError):
    """The index was written by a version that this one cannot read."""

    code = "format_version"

    def __init__(self, path: Path, found: int, expected: int) -> None:
        super().__init__(
            f"{path} has index format {found}, this version reads {expected}; "
            "'broadsheet rebuild' makes it anew from the stored articles"
        )
        #: The edition's folder.
        self.path = path
        #: The format on disk.
        self.found = found
        #: The format that this version reads.
        self.expected = expected


class CannotResumeError(StoreError):
    """An unfinished rebuild is for something else; nothing of it was removed."""

    code = "cannot_resume"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"the unfinished rebuild of {path} cannot be gone on with: {reason}. "
            "Run it again without --resume"
        )
        #: The archive's folder.
        self.path = path
        #: What is not as it was.
        self.reason = reason


class RevisionGoneError(StoreError):
    """The revision asked for is no longer kept on disk."""

    code = "revision_gone"

    def __init__(self, revision: str) -> None:
        super().__init__(f"revision {revision} is no longer kept; search again")
        #: The revision, as ``edition.generation``.
        self.revision = revision


class NoEarlierEditionError(StoreError):
    """There is no earlier edition to roll back to."""

    code = "no_earlier_edition"

    def __init__(self, path: Path, edition: int) -> None:
        super().__init__(f"{path} keeps no edition before {edition}")
        #: The archive's folder.
        self.path = path
        #: The edition being served.
        self.edition = edition
