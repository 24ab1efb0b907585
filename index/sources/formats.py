"""Formats: what a source is, told by its name and its first bytes."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, get_args

from ..errors import UnreadableSourceError
from .csvrows import looks_like_header, read_csv
from .jsonarray import read_json_array, read_json_object
from .jsonlines import read_json_lines
from .rawrecord import NotJSONError, read_json
from .rejects import read_rejects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..field_mapping import FieldMapping
    from .rawrecord import RawRecord
    from .recoded import Readable

#: ``json`` is an array, one object, or lines, as the content says.
Format = Literal["jsonl", "json", "csv", "tsv", "rejects"]

_PACKED = (".gz", ".zst", ".zstd")
_SUFFIXES: dict[str, Format] = {
    ".rejects.jsonl": "rejects",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
}
_SUPPORTED = (
    "JSON Lines (.jsonl, .ndjson), a JSON array or object (.json), CSV (.csv), TSV "
    "(.tsv) and rejects (.rejects.jsonl) are read, plain or packed with gzip or zstd"
)


def find_format(
    path: str, head: bytes, mapping: FieldMapping, wanted: str | None
) -> Format:
    """Return the format of the source that begins with *head*.

    :param wanted: what the caller says it is, if anything.
    :raises UnreadableSourceError: if it is of none that is read.
    """
    for known in get_args(Format):
        if wanted == known:
            return _checked(path, head, known)
    if wanted is not None:
        names = ", ".join(get_args(Format))
        raise UnreadableSourceError(path, f"no format {wanted!r}; there are {names}")
    name = PurePath(path).name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    for suffix, known in _SUFFIXES.items():
        if name.endswith(suffix):
            return _checked(path, head, known)
    return _checked(path, head, _by_content(path, head, mapping))


def read_format(
    stream: Readable, path: str, mapping: FieldMapping, known: Format
) -> Iterator[RawRecord]:
    """Yield the records of *stream*, read as the format *known*.

    :raises UnreadableSourceError: if a table has no usable header.
    """
    match known:
        case "jsonl":
            return read_json_lines(stream)
        case "rejects":
            return read_rejects(stream)
        case "csv":
            return read_csv(stream, path, mapping, None)
        case "tsv":
            return read_csv(stream, path, mapping, "\t")
        case "json":
            return _read_json(stream)


def _checked(path: str, head: bytes, known: Format) -> Format:
    if known not in ("jsonl", "rejects") and not head.strip():
        raise UnreadableSourceError(path, "is empty; is the file whole?")
    return known


def _by_content(path: str, head: bytes, mapping: FieldMapping) -> Format:
    start = head.lstrip()
    if not start or start.startswith((b"[", b"{")):
        return "json"
    if looks_like_header(start.partition(b"\n")[0], mapping):
        return "csv"
    raise UnreadableSourceError(path, f"is in no known format; {_SUPPORTED}")


def _read_json(stream: Readable) -> Iterator[RawRecord]:
    start = stream.head.lstrip()
    if start.startswith(b"["):
        return read_json_array(stream)
    if start.startswith(b"{") and not _is_lines(start):
        return read_json_object(stream)
    return read_json_lines(stream)


def _is_lines(start: bytes) -> bool:
    """Whether the object at *start* seems to have a line of its own."""
    first, _, others = start.partition(b"\n")
    if not others.strip():
        return True
    try:
        read_json(first)
    except NotJSONError:
        return first.rstrip().endswith(b"}") and others.lstrip().startswith(b"{")
    return True
