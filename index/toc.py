"""Table of contents: the segments of one generation, in Whoosh's format.

The file ``_MAIN_<generation>.toc`` is what Whoosh writes and reads, with a
footer of ours behind it, which Whoosh does not look at: :data:`_MAGIC` and the
16-byte BLAKE2b checksum of everything before. What is pickled in it is read
through a list of allowed classes; the schema is never unpickled.
"""

from __future__ import annotations

import pickle
import re
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from .codec.segment import ColumnarSegment
from .durable import stage_file, sync_folder
from .errors import ArchiveCorruptError
from .schema import build_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from whoosh.codec.base import Segment

#: Whoosh's name of the index, the one that ``open_dir`` looks for.
INDEX_NAME = "MAIN"

_FILE_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_MAGIC = b"BSTC"
_CHECKSUM_BYTES = 16
_FOOTER_BYTES = len(_MAGIC) + _CHECKSUM_BYTES
_VERSION_NUMBERS = 3
_SIZES = 3
_ALLOWED = {
    (ColumnarSegment.__module__, ColumnarSegment.__name__),
    # Format 1.
    ("builtins", "int"),
    ("builtins", "set"),
    ("collections", "defaultdict"),
    ("whoosh.codec.whoosh3", "W3Codec"),
    ("whoosh.codec.whoosh3", "W3Segment"),
}


def toc_path(edition: Path, generation: int) -> Path:
    """Return where the table of contents of *generation* is."""
    return edition / f"_{INDEX_NAME}_{generation}.toc"


def list_generations(edition: Path) -> list[int]:
    """Return the generations that have a table of contents, newest first."""
    matches = (_FILE_NAME.fullmatch(path.name) for path in edition.iterdir())
    return sorted((int(match[1]) for match in matches if match), reverse=True)


def names_of(segments: Iterable[Segment]) -> list[str]:
    """Return the names that the files of *segments* are told by.

    They are those of the segments and, whole, those of the files of deletions.
    """
    names = []
    for segment in segments:
        names.append(segment.segment_id())
        if isinstance(segment, ColumnarSegment) and segment.deletions is not None:
            names.append(segment.deletions)
    return names


def write_toc(edition: Path, generation: int, segments: Sequence[Segment]) -> None:
    """Publish *segments* as *generation*, durably.

    When this raises, the generation does not exist.
    """
    storage = RamStorage()
    TOC(build_schema(), list(segments), generation).write(storage, INDEX_NAME)
    path = toc_path(edition, generation)
    data = storage.files[path.name]
    stage_file(path, data + _MAGIC + _checksum(data))
    try:
        sync_folder(edition)
    except OSError:
        path.unlink()
        raise


def read_toc(edition: Path, generation: int) -> TOC:
    """Return the table of contents of *generation*; its segments are the caller's.

    :raises ArchiveCorruptError: if the file is missing or was not written whole.
    """
    path = toc_path(edition, generation)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArchiveCorruptError(path, f"cannot be read: {error.strerror}") from error
    content, footer = data[:-_FOOTER_BYTES], data[-_FOOTER_BYTES:]
    if footer != _MAGIC + _checksum(content):
        raise ArchiveCorruptError(path, "has a wrong checksum")
    try:
        segments = _read_segments(content)
    except (pickle.UnpicklingError, EOFError, ValueError) as error:
        raise ArchiveCorruptError(path, f"cannot be read: {error}") from error
    return TOC(build_schema(), segments, generation)


def read_newest_toc(edition: Path) -> TOC:
    """Return the newest table of contents that can be trusted.

    :raises ArchiveCorruptError: if there is none.
    """
    fault = ArchiveCorruptError(edition, "has no table of contents")
    for generation in list_generations(edition):
        try:
            return read_toc(edition, generation)
        except ArchiveCorruptError as error:
            fault = error
    raise fault


def _read_segments(content: bytes) -> list[Segment]:
    stream = StructFile(BytesIO(content))
    for _size in range(_SIZES):
        stream.read_varint()
    stream.read_int()  # byte order
    stream.read_int()  # version of the format
    for _number in range(_VERSION_NUMBERS):
        stream.read_varint()
    stream.skip_string()  # the schema
    stream.read_int()  # generation
    stream.read_int()  # unused
    segments: list[Segment] = _SegmentUnpickler(stream.raw_file()).load()
    return segments


class _SegmentUnpickler(pickle.Unpickler):
    """Reads segments, and refuses to make anything else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"names {module_name}.{global_name}")
        return super().find_class(module_name, global_name)


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_CHECKSUM_BYTES).digest()
