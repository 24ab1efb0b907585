"""Container: one file of named arrays, written once and opened by mmap.

::

    0      header    64 bytes: magic, byte order mark, format and analysis version
    64     arrays    each at a multiple of 64 bytes, zeros between them
    ...    directory JSON: meta, arrays (name: dtype, count, offset), chunks
    -64    footer    magic, where the directory is, its BLAKE2b checksum, CRC-32

Numbers are little-endian. ``chunks`` are the CRC-32 of each MiB before the
directory, so that every byte of the file stands under a checksum: footer and
directory are verified when it is opened, the chunks by :meth:`Container.verify`.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import zlib
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import orjson

from ..errors import ArchiveCorruptError
from .spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import DTypeLike, NDArray

ALIGNMENT = 64
CHUNK_BYTES = 1 << 20

_MAGIC = b"BSHEET\r\n"
_BYTE_ORDER = 0x01020304
_HEADER = struct.Struct("<8sIII44x")
_FOOTER = struct.Struct("<8sQQ16s20xI")
_CHECKSUM_BYTES = 16


class ContainerWriter:
    """Writes a container; without :meth:`finish` what is there cannot be opened.

    :param path: must not exist.
    :param format_version, analysis_version: stand in the header.
    :param is_lasting: False for a file that is read by this process alone and then
        forgotten: its arrays get no checksums, and it is not synced.
    """

    def __init__(
        self,
        path: Path,
        format_version: int,
        analysis_version: int,
        *,
        is_lasting: bool = True,
    ) -> None:
        self._path = path
        self._is_lasting = is_lasting
        self._arrays: dict[str, tuple[str, int, int]] = {}
        self._spools: dict[str, Spool] = {}
        self._chunks: list[int] = []
        self._size = 0
        self._stream = path.open("xb")
        header = _HEADER.pack(_MAGIC, _BYTE_ORDER, format_version, analysis_version)
        try:
            self._write(header)
        except BaseException:
            self._stream.close()
            raise

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write *array*, of one dimension, under *name*."""
        self.add_parts(name, array.dtype, [array])

    def add_parts(
        self, name: str, dtype: DTypeLike, parts: Iterable[NDArray[Any]]
    ) -> None:
        """Write the array that *parts* make one after another, of type *dtype*."""
        kind = np.dtype(dtype)
        start = self._begin()
        for part in parts:
            if part.dtype != kind:
                raise TypeError(f"{part.dtype} written to an array of {kind}")
            self._write(np.ascontiguousarray(part).view(np.uint8).data)
        self._end(name, kind, start)

    def written(self, name: str) -> NDArray[Any]:
        """Return the array that was added as *name*, read from the file."""
        self._stream.flush()
        dtype, count, offset = self._arrays[name]
        return np.frombuffer(_map(self._path), dtype, count, offset)

    def spool(self, name: str, dtype: DTypeLike) -> Spool:
        """Return what gathers an array while others are written, see :meth:`settle`."""
        spool = Spool(self._path.with_suffix(f".{name}.tmp"), dtype)
        self._spools[name] = spool
        return spool

    def settle(self) -> None:
        """Write what was gathered so far; the spools are closed."""
        for name, spool in self._spools.items():
            start = self._begin()
            for part in spool.parts():
                self._write(part)
            self._end(name, spool.dtype, start)
            spool.close()
        self._spools.clear()

    def finish(self, meta: dict[str, Any]) -> None:
        """Write what was gathered, *meta* and the directory, and sync the file."""
        self.settle()
        self._align()
        place = self._size
        directory = orjson.dumps(
            {"meta": meta, "arrays": self._arrays, "chunks": self._chunks}
        )
        self._stream.write(directory)
        self._stream.write(_footer(place, directory))
        self._stream.flush()
        if self._is_lasting:
            os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file and forget what was gathered."""
        for spool in self._spools.values():
            spool.close()
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> int:
        """Return where the next array starts."""
        self._align()
        return self._size

    def _end(self, name: str, dtype: np.dtype[Any], start: int) -> None:
        count = (self._size - start) // dtype.itemsize
        self._arrays[name] = (dtype.newbyteorder("<").str, count, start)

    def _align(self) -> None:
        self._write(bytes(-self._size % ALIGNMENT))

    def _write(self, data: bytes | memoryview) -> None:
        self._stream.write(data)
        if self._is_lasting:
            self._sum(data)
        else:
            self._size += len(data)

    def _sum(self, data: bytes | memoryview) -> None:
        """Sum up what was written, in chunks."""
        done = 0
        while done < len(data):
            room = CHUNK_BYTES - self._size % CHUNK_BYTES
            if room == CHUNK_BYTES:
                self._chunks.append(0)
            part = data[done : done + room]
            self._chunks[-1] = zlib.crc32(part, self._chunks[-1])
            self._size += len(part)
            done += len(part)


class Container:
    """An open container; its arrays are views of the file and cannot be written.

    Safe to share between threads. The file may be removed while it is open.

    :raises ArchiveCorruptError: if footer, directory or header are not as written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._map = _map(path)
        directory = _read_directory(path, self._map)
        #: What :meth:`ContainerWriter.finish` was given.
        self.meta: dict[str, Any] = directory["meta"]
        self._arrays: dict[str, tuple[str, int, int]] = directory["arrays"]
        self._chunks: list[int] = directory["chunks"]
        self._end = _directory_place(self._map)[0]
        header = _read_header(path, self._map)
        #: The versions in the header.
        self.format_version, self.analysis_version = header

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> tuple[str, ...]:
        """Return the names of all arrays, in the order of the file."""
        return tuple(self._arrays)

    def array(self, name: str) -> NDArray[Any]:
        """Return the array called *name*."""
        dtype, count, offset = self._arrays[name]
        return np.frombuffer(self._map, dtype, count, offset)

    def let_go(self) -> None:
        """Take what was read of the file out of the memory that this process holds.

        Who reads it again reads it from the system's cache, or from the disk.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def verify(self, check: Callable[[], None] = lambda: None) -> None:
        """Return if every byte is as it was written.

        It reads the file and not the map: one that was cut short since is told, and
        does not end the process; one that was removed since has nothing wrong.

        :param check: called once a MiB; what it raises ends the work.
        :raises ArchiveCorruptError: naming the first chunk that is not.
        """
        with suppress(FileNotFoundError), self.path.open("rb") as stream:
            for number, expected in enumerate(self._chunks):
                check()
                size = min(CHUNK_BYTES, self._end - number * CHUNK_BYTES)
                if zlib.crc32(stream.read(size)) != expected:
                    reason = f"has a wrong checksum in MiB {number}"
                    raise ArchiveCorruptError(self.path, reason)


def _map(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as stream:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError as error:
        raise ArchiveCorruptError(path, "is empty") from error
    except FileNotFoundError as error:
        raise ArchiveCorruptError(path, "is missing") from error


def _footer(place: int, directory: bytes) -> bytes:
    checksum = blake2b(directory, digest_size=_CHECKSUM_BYTES).digest()
    body = _FOOTER.pack(_MAGIC, place, len(directory), checksum, 0)
    return body[:-4] + struct.pack("<I", zlib.crc32(body[:-4]))


def _directory_place(mapped: mmap.mmap) -> tuple[int, int, bytes]:
    """Return where the directory starts, its length and its checksum."""
    footer = mapped[-_FOOTER.size :]
    _magic, place, length, checksum, _crc = _FOOTER.unpack(footer)
    return place, length, checksum


def _read_directory(path: Path, mapped: mmap.mmap) -> dict[str, Any]:
    if len(mapped) < _HEADER.size + _FOOTER.size:
        raise ArchiveCorruptError(path, "is too short")
    footer = mapped[-_FOOTER.size :]
    if footer[:8] != _MAGIC or footer[-4:] != struct.pack(
        "<I", zlib.crc32(footer[:-4])
    ):
        raise ArchiveCorruptError(path, "was not written whole")
    place, length, checksum = _directory_place(mapped)
    directory = mapped[place : place + length]
    if (
        place + length + _FOOTER.size != len(mapped)
        or blake2b(directory, digest_size=_CHECKSUM_BYTES).digest() != checksum
    ):
        raise ArchiveCorruptError(path, "has a damaged directory")
    found: dict[str, Any] = orjson.loads(directory)
    return found


def _read_header(path: Path, mapped: mmap.mmap) -> tuple[int, int]:
    magic, order, format_version, analysis_version = _HEADER.unpack(
        mapped[: _HEADER.size]
    )
    if magic != _MAGIC or order != _BYTE_ORDER:
        raise ArchiveCorruptError(path, "has a damaged header")
    if sys.byteorder != "little":
        raise ArchiveCorruptError(path, "is for machines of little-endian order")
    return format_version, analysis_version
