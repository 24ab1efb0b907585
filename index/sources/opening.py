"""Opening: a source by its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..cleaning.cleaner import Cleaner
from ..errors import UnreadableSourceError
from ..field_mapping import FieldMapping
from ..manifest import MANIFEST_NAME
from ..settings import ArchiveSettings
from .bytestream import ByteStream
from .filesource import FileSource
from .folder import Folder
from .source import HowRead
from .tararchive import TarArchive
from .tarmark import is_tar
from .ziparchive import MAGIC, ZipArchive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..article import Article
    from ..report import Rejection
    from .source import Source


def open_source(
    path: str | Path,
    *,
    settings: ArchiveSettings | None = None,
    mapping: FieldMapping | None = None,
    day_first: bool | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know
    cleaner: Cleaner | None = None,
    encoding: str | None = None,
    processes: int | None = 0,
) -> Source:
    """Open a file, a folder or an archive of articles; ``-`` is standard input.

    In a folder and an archive (zip, tar) what cannot be read is a rejection; a file
    that is named is to be readable.

    :param mapping: where the feed has names of its own for our fields.
    :param day_first: how a date such as ``03/04/2016`` is meant.
    :param format: one of :data:`~.formats.Format`; None to tell it from the name
        and the first bytes.
    :param cleaner: what cleans the articles, and counts what it did; None takes the
        usual steps, ``Cleaner(NO_CLEANING)`` keeps all as it is given.
    :param encoding: what files of text are in; None if that is to be found out where
        they are not UTF-8.
    :param processes: how many parse pages, texts and Markdown beside this one, once
        there is enough of it; None for as many as pay. What is read is the same.
    :raises UnreadableSourceError: if it cannot be opened or unpacked, its format is
        not one that is read, or what reads it is not installed.
    """
    how = HowRead(
        settings=settings or ArchiveSettings(),
        mapping=mapping or FieldMapping(),
        day_first=day_first,
        format=format,
        cleaner=cleaner or Cleaner(),
        encoding=encoding,
        processes=processes,
    )
    return _opened(os.fspath(path), how)


def read_source(
    path: str | Path,
    *,
    settings: ArchiveSettings | None = None,
    mapping: FieldMapping | None = None,
    day_first: bool | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know
    cleaner: Cleaner | None = None,
    encoding: str | None = None,
    processes: int | None = 0,
) -> Iterator[Article | Rejection]:
    """Yield what became of each record of a source; see :func:`open_source`.

    It is opened at the first record and closed after the last.
    """
    with open_source(
        path,
        settings=settings,
        mapping=mapping,
        day_first=day_first,
        format=format,
        cleaner=cleaner,
        encoding=encoding,
        processes=processes,
    ) as source:
        yield from source


def _opened(path: str, how: HowRead) -> Source:
    if path != "-" and Path(path).is_dir():
        return Folder(path, how, _opened)
    if path != "-" and _is_zip(path):
        return ZipArchive(path, how)
    stream = ByteStream(path)
    if is_tar(stream.head):
        _refuse_backup(path, stream)
        return TarArchive(path, how, stream)
    return FileSource(path, how, stream=stream)


def _refuse_backup(path: str, stream: ByteStream) -> None:
    """Refuse a backup of ours: of its own files some would pass for articles."""
    if stream.head.startswith(f"{MANIFEST_NAME}\0".encode()):
        stream.close()
        reason = "is a backup; 'broadsheet restore' makes an archive of it"
        raise UnreadableSourceError(path, reason)


def _is_zip(path: str) -> bool:
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False  # what is wrong with it is told when it is opened
