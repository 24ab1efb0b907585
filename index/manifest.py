"""Manifest: what a backup says of itself, and how it is known to be true.

A backup is a tar archive. Its first member, ``broadsheet-backup.json``, is the
manifest: it names the others with their sizes and SHA-256 and the revision that they
are, and seals itself with a checksum. They follow in its order, under the names that
they have in an archive's folder.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import orjson

from .errors import BackupError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

#: The name of the manifest's member.
MANIFEST_NAME = "broadsheet-backup.json"
#: A manifest with more than this was not written by us.
MANIFEST_BYTES = 1 << 24
_FORMAT = 1
_NAME = re.compile(
    r"editions/\d{6,18}/(?:edition\.json|_MAIN_\d{1,18}\.toc"
    r"|MAIN_[0-9a-z]{1,64}(?:\.\d{1,18})?\.(?:bsg|del))",
    re.ASCII,
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds."""

    #: ``edition.generation``.
    revision: str
    articles: int
    files: int
    #: Of the backup itself.
    bytes: int
    #: Of the backup itself, in hexadecimal.
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file of an archive, by its name from the archive's folder."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    edition: int
    generation: int
    articles: int
    files: tuple[BackupFile, ...]

    @property
    def revision(self) -> str:
        """The revision, as ``edition.generation``."""
        return f"{self.edition}.{self.generation}"


def seal(manifest: Manifest) -> bytes:
    """Return *manifest* as it stands in a backup."""
    content = {"format": _FORMAT, **asdict(manifest)}
    return orjson.dumps({**content, "checksum": _checksum(content)}) + b"\n"


def unseal(source: Path, line: bytes) -> Manifest:
    """Return the manifest of the backup *source* that stands in *line*.

    Its names are those of files of one edition, whoever wrote it.

    :raises BackupError: if it is none, or not what was written.
    """
    try:
        content = orjson.loads(line)
        checksum = content.pop("checksum")
        form = content.pop("format")
        files = tuple(BackupFile(**each) for each in content.pop("files"))
        manifest = Manifest(files=files, **content)
        is_sealed = checksum == _checksum({"format": form, **asdict(manifest)})
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
        raise BackupError(source, "is no backup of an archive") from error
    if form != _FORMAT:
        raise BackupError(source, f"has format {form}; this version reads {_FORMAT}")
    if not is_sealed or not _is_sound(manifest):
        raise BackupError(source, "has a wrong checksum")
    return manifest


def _is_sound(manifest: Manifest) -> bool:
    """Tell whether the files of *manifest* are those of one edition, and no others."""
    numbers = [manifest.edition, manifest.generation, manifest.articles]
    numbers += [each.bytes for each in manifest.files]
    texts = [text for each in manifest.files for text in (each.name, each.sha256)]
    if not all(type(each) is int and each >= 0 for each in numbers):
        return False
    if not all(isinstance(each, str) for each in texts):
        return False
    names = [each.name for each in manifest.files]
    folder = f"editions/{manifest.edition:06d}"
    return len(set(names)) == len(names) and all(
        _NAME.fullmatch(each.name)
        and each.name.startswith(f"{folder}/")
        and _SHA256.fullmatch(each.sha256)
        for each in manifest.files
    )


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Hashing:
    """A stream, and the digest of what went through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest so far, in hexadecimal."""
        return self._digest.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """Read from the stream."""
        data = self._stream.read(size)
        self._digest.update(data)
        return data

    def write(self, data: bytes) -> int:
        """Write to the stream."""
        self._digest.update(data)
        return self._stream.write(data)
