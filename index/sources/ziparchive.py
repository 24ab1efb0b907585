"""ZipArchive: the files in a zip file, read where they are, never written out."""

from __future__ import annotations

import stat
import zipfile
import zlib
from lzma import LZMAError
from typing import TYPE_CHECKING

from ..errors import UnreadableSourceError
from .bytestream import TOO_MUCH, UNPACKED_RATIO
from .collection import Collection
from .filesource import FileSource
from .packings import BrokenStreamError
from .passedover import is_member_passed_over
from .source import refused_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from .collection import Part
    from .source import HowRead, Source

MAGIC = b"PK\x03\x04"

#: So much may be unpacked of a member, and of all, beside a multiple of what is packed.
_MEMBER_BYTES = 64 * 2**20
_MOST_UNPACKED_BYTES = 2**30
_LINK = "is a link in an archive, which is not followed"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
#: Files of offices, which are zip files too.
_OFFICE = ("[Content_Types].xml", "mimetype")


class ZipArchive(Collection):
    """All files in the zip file *path*, in its order, each ``archive.zip!/name``.

    A name is only a name: nothing is written anywhere.

    :raises UnreadableSourceError: if it is no whole zip file.
    """

    def __init__(self, path: str, how: HowRead) -> None:
        super().__init__(path, how)
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            reason = f"is no whole zip file: {error}; get it whole again"
            raise UnreadableSourceError(path, reason) from error
        first = next(iter(self._zip.namelist()), "")
        if first in _OFFICE:
            self._zip.close()
            reason = "is the file of an office or an e-book; save it as text or CSV"
            raise UnreadableSourceError(path, reason)
        self._size = sum(each.compress_size for each in self._zip.infolist())
        self._finished = 0
        self._packed = _size_of(self._zip)
        self._left = _MOST_UNPACKED_BYTES + UNPACKED_RATIO * self._packed

    @property
    def size(self) -> int | None:
        """Bytes of its files, packed as they say they are."""
        return self._size

    def position(self) -> int:
        """Return how many of those bytes have been read."""
        return self._finished

    def close(self) -> None:
        """Close the file."""
        super().close()
        self._zip.close()

    def spend(self, count: int) -> None:
        """Take note that *count* bytes were unpacked, whatever was claimed.

        :raises BrokenStreamError: if they are more than anything unpacks to.
        """
        self._left -= count
        if self._left < 0:
            raise BrokenStreamError(TOO_MUCH)

    def _parts(self) -> Iterator[Part]:
        for info in self._zip.infolist():
            if not info.is_dir() and not is_member_passed_over(info.filename):
                yield self._member(info)
            self._finished += info.compress_size

    def _member(self, info: zipfile.ZipInfo) -> Part:
        name = f"{self.path}!/{info.filename}"
        if stat.S_ISLNK(info.external_attr >> 16):
            return refused_file(name, _LINK)

        def opened() -> Source:
            try:
                file = self._zip.open(info)
            except _BROKEN as error:
                raise UnreadableSourceError(name, _why(error)) from error
            packed = min(info.compress_size, self._packed)
            most = _MEMBER_BYTES + UNPACKED_RATIO * packed
            return FileSource(name, self._how, _ZipMember(file, self, most))

        return opened


class _ZipMember:
    """An open file in a zip file."""

    def __init__(self, file: IO[bytes], archive: ZipArchive, most: int) -> None:
        self._file = file
        self._archive = archive
        self._left = most

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes."""
        try:
            data = self._file.read(size)
        except _BROKEN as error:
            raise BrokenStreamError(_why(error)) from error
        self._archive.spend(len(data))
        self._left -= len(data)
        if self._left < 0:
            raise BrokenStreamError(TOO_MUCH)
        return data

    def seekable(self) -> bool:
        """Return that its size is a claim only."""
        return False

    def close(self) -> None:
        """Close it."""
        self._file.close()


def _why(error: Exception) -> str:
    if "password" in str(error):
        return "is encrypted; unpack the archive"
    return f"cannot be unpacked: {str(error) or type(error).__name__}"


def _size_of(file: zipfile.ZipFile) -> int:
    handle = file.fp
    if handle is None:
        return 0
    handle.seek(0, 2)
    return handle.tell()
