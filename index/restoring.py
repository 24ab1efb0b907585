"""Restoring: an archive made of a backup, exactly, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .durable import TEMPORARY_SUFFIX, sync_file, sync_folder
from .editions import Current, Editions
from .errors import (
    ArchiveCorruptError,
    ArchiveExistsError,
    BackupError,
    FormatVersionError,
)
from .gate import writing
from .manifest import (
    MANIFEST_BYTES,
    MANIFEST_NAME,
    BackupFile,
    BackupReport,
    Manifest,
    digest_of,
    unseal,
)
from .pins import make_pin
from .store import Store
from .toc import names_of, read_toc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_CHUNK_BYTES = 1 << 20


def restore_archive(file: str | Path, path: str | Path) -> BackupReport:
    """Make the archive of the backup *file* in the folder *path*, whole or not at all.

    Every file is verified before the folder has its name.

    :raises ArchiveExistsError: if there is anything in *path*.
    :raises BackupError: if *file* is no backup, or not what was written.
    :raises ArchiveWriteError: if the archive cannot be written.
    """
    source, target = Path(file), Path(path)
    _refuse_existing(target)
    aside = target.with_name(f".{target.name}.{os.getpid()}{TEMPORARY_SUFFIX}")
    try:
        manifest = _read(source, aside)
        _check(source, aside, manifest)
        with writing(target):
            _sync_tree(aside)
            try:
                aside.rename(target)
            except OSError:
                _refuse_existing(target)
                raise
            sync_folder(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return BackupReport(
        manifest.revision,
        manifest.articles,
        len(manifest.files),
        source.stat().st_size,
        digest_of(source),
    )


def _read(source: Path, folder: Path) -> Manifest:
    """Put the files of a backup under *folder*, each as it was written."""
    with _reading(source), tarfile.open(source, "r:") as tar:
        first = tar.next()
        if first is None or first.name != MANIFEST_NAME or first.size > MANIFEST_BYTES:
            raise BackupError(source, "is no backup of an archive")
        manifest = unseal(source, _content(tar, first).read())
        for entry in manifest.files:
            member = tar.next()
            if member is None or member.name != entry.name:
                raise BackupError(source, f"lacks {entry.name}")
            _extract(source, _content(tar, member), folder / entry.name, entry)
        if tar.next() is not None:
            raise BackupError(source, "has more than it says")
    return manifest


def _extract(source: Path, content: BinaryIO, path: Path, entry: BackupFile) -> None:
    digest = hashlib.sha256()
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        while chunk := content.read(_CHUNK_BYTES):
            digest.update(chunk)
            with writing(path):
                file.write(chunk)
        size = file.tell()
    if (size, digest.hexdigest()) != (entry.bytes, entry.sha256):
        raise BackupError(source, f"has another {entry.name} than was written")


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> BinaryIO:
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    return content  # type: ignore[return-value]  # it is one but for its type


def _check(source: Path, folder: Path, manifest: Manifest) -> None:
    """Make an archive of the files in *folder*, and see that it is the one meant."""
    editions = Editions(folder)
    edition = editions.folder(manifest.edition)
    try:
        editions.read(manifest.edition)
        toc = read_toc(edition, manifest.generation)
        with writing(folder):
            make_pin(edition, manifest.generation, names_of(toc.segments))
            editions.publish(Current(manifest.edition, previous=None))
        with Store.open(folder) as store, store.snapshot() as snapshot:
            found = snapshot.revision, snapshot.doc_count
    except FormatVersionError:
        # A rebuild reads it, as it does any archive of an older version.
        return
    except ArchiveCorruptError as error:
        reason = f"holds no archive: {error.path.name} {error.reason}"
        raise BackupError(source, reason) from error
    if found != (manifest.revision, manifest.articles):
        raise BackupError(source, "holds another revision than it says")


def _refuse_existing(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise ArchiveExistsError(path)
    if path.exists() and any(path.iterdir()):
        raise ArchiveExistsError(path)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        (sync_folder if path.is_dir() else sync_file)(path)
    sync_folder(folder)


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    """Raise BackupError for what cannot be read of a backup."""
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(source, f"is no whole tar archive: {error}") from error
