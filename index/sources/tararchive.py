"""TarArchive: the files in a tar file, read as they come, never written out."""

from __future__ import annotations

import tarfile
from io import RawIOBase
from typing import TYPE_CHECKING, Any

from .collection import Collection
from .filesource import FileSource
from .packings import BrokenStreamError
from .passedover import is_member_passed_over
from .source import refused_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Self

    from .bytestream import ByteStream
    from .collection import Part
    from .source import HowRead, Source

_MOST_HEADER_BYTES = 2**20
_LINK = "is a link in an archive, which is not followed"
_SPARSE = "is a sparse file, whose holes may be of any size; unpack the archive"
_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)


class TarArchive(Collection):
    """All files in the tar file *stream*, in its order, each ``archive.tar!/name``.

    A name is only a name: nothing is written anywhere.
    """

    def __init__(self, path: str, how: HowRead, stream: ByteStream) -> None:
        super().__init__(path, how)
        self._stream = stream

    @property
    def size(self) -> int | None:
        """Bytes of the archive, packed as it is."""
        return self._stream.size

    def position(self) -> int:
        """Return how many of those bytes have been read."""
        return self._stream.position

    def close(self) -> None:
        """Close the archive."""
        super().close()
        self._stream.close()

    def _parts(self) -> Iterator[Part]:
        try:
            with tarfile.open(
                fileobj=_Bytes(self._stream), mode="r|", tarinfo=_Info
            ) as tar:
                for info in tar:
                    tar.members = []  # type: ignore[attr-defined] # it would keep them all
                    if not info.isdir() and not is_member_passed_over(info.name):
                        yield self._member(tar, info)
                _check_end(tar)
        except (tarfile.TarError, BrokenStreamError, ValueError) as error:
            yield refused_file(self.path, f"the archive cannot be read on: {error}")

    def _member(self, tar: tarfile.TarFile, info: tarfile.TarInfo) -> Part:
        name = f"{self.path}!/{info.name}"
        if info.issparse():
            return refused_file(name, _SPARSE)
        if not info.isreg():
            is_link = info.issym() or info.islnk()
            return refused_file(name, _LINK if is_link else "is no file but a device")

        def opened() -> Source:
            file = tar.extractfile(info)
            assert file is not None  # noqa: S101 - it is a file
            return FileSource(name, self._how, _TarMember(file))

        return opened


class _Info(tarfile.TarInfo):
    """A member whose headers are whole, and no larger than headers are."""

    @classmethod
    def fromtarfile(cls, tar: tarfile.TarFile) -> Self:
        """Read the next member; only the mark of its end ends an archive.

        :raises tarfile.ReadError: where :mod:`tarfile` would take damage for the end.
        """
        try:
            return super().fromtarfile(tar)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"{error}; is it whole?") from error

    def _proc_member(self, tar: tarfile.TarFile) -> Any:
        if self.type in _HEADERS and self.size > _MOST_HEADER_BYTES:
            raise tarfile.ReadError("a header is longer than 1 MiB")
        return super()._proc_member(tar)  # type: ignore[misc]


def _check_end(tar: tarfile.TarFile) -> None:
    """Raise ReadError if anything but padding follows the mark of the end."""
    file: Any = tar.fileobj
    while chunk := file.read(tarfile.RECORDSIZE):
        if chunk.strip(b"\0"):
            raise tarfile.ReadError("there is more behind its end; is it whole?")


class _TarMember:
    """An open file in a tar file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        """Return up to *size* bytes."""
        try:
            return self._file.read(size)
        except (tarfile.TarError, OSError) as error:
            reason = f"ends early: {error}; get the archive whole again"
            raise BrokenStreamError(reason) from error

    def seekable(self) -> bool:
        """Return that it is read as it comes."""
        return False

    def close(self) -> None:
        """Close it."""
        self._file.close()


class _Bytes(RawIOBase):
    """A stream as :mod:`tarfile` reads it."""

    def __init__(self, stream: ByteStream) -> None:
        self._chunks = iter(stream)
        self._held = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return *size* bytes, fewer at the end."""
        parts = [self._held]
        count = len(self._held)
        while count < size and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            count += len(chunk)
        data = b"".join(parts)
        self._held = data[size:]
        return data[:size]
