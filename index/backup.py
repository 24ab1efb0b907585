"""Backup: the newest revision of an archive in one file; see :mod:`.manifest`."""

from __future__ import annotations

import os
import tarfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from .durable import TEMPORARY_SUFFIX, sync_file, sync_folder
from .editions import Editions
from .errors import ArchiveCorruptError
from .manifest import (
    MANIFEST_NAME,
    BackupFile,
    BackupReport,
    Hashing,
    Manifest,
    digest_of,
    seal,
)
from .store import Store
from .toc import names_of, read_toc, toc_path

if TYPE_CHECKING:
    from typing import BinaryIO

    from .snapshot import Snapshot


def back_up_archive(path: str | Path, file: str | Path) -> BackupReport:
    """Write the newest revision of the archive in *path* to *file*.

    Writers and readers of the archive go on meanwhile. A file that is there is
    replaced when the new one is complete.

    :raises StoreError: if there is no archive, or it cannot be read.
    :raises OSError: if *file* cannot be written.
    """
    target = Path(file)
    aside = target.with_name(f"{target.name}.{os.getpid()}{TEMPORARY_SUFFIX}")
    with Store.open(path) as store, store.snapshot() as snapshot:
        manifest = _manifest_of(Path(path), snapshot)
        try:
            with aside.open("wb") as stream:
                digest = _write(stream, Path(path), manifest)
                size = stream.tell()
            sync_file(aside)
            aside.replace(target)
            sync_folder(target.parent)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    count = len(manifest.files)
    return BackupReport(manifest.revision, manifest.articles, count, size, digest)


def _manifest_of(archive: Path, snapshot: Snapshot) -> Manifest:
    folder = Editions(archive).folder(snapshot.edition)
    toc = read_toc(folder, snapshot.generation)
    paths = [folder / "edition.json", toc_path(folder, snapshot.generation)]
    for segment in toc.segments:
        paths.append(segment.path(folder))
        paths += [folder / name for name in names_of([segment])[1:]]
    entries = tuple(
        BackupFile(
            each.relative_to(archive).as_posix(), each.stat().st_size, digest_of(each)
        )
        for each in paths
    )
    return Manifest(snapshot.edition, snapshot.generation, snapshot.doc_count, entries)


def _write(stream: BinaryIO, archive: Path, manifest: Manifest) -> str:
    """Write the backup, and return its digest."""
    hashing = Hashing(stream)
    sealed = seal(manifest)
    with tarfile.open(  # type: ignore[call-overload]  # it is only written to
        fileobj=hashing, mode="w|", format=tarfile.PAX_FORMAT
    ) as tar:
        tar.addfile(_member(MANIFEST_NAME, len(sealed)), BytesIO(sealed))
        for entry in manifest.files:
            path = archive / entry.name
            with path.open("rb") as file:
                content = Hashing(file)
                tar.addfile(_member(entry.name, entry.bytes), content)
            if content.sha256 != entry.sha256:
                raise ArchiveCorruptError(path, "changed while it was read")
    return hashing.sha256


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member
