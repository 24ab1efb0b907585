"""Formats: what a source is, told by its name and its first bytes."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, get_args

from ..errors import UnreadableSourceError
from .csvrows import looks_like_header, read_csv
from .feeditems import read_feed
from .htmlpages import read_page
from .jsonarray import read_json_array, read_json_object
from .jsonlines import read_json_lines
from .libraries import MissingLibraryError, library
from .markdowntext import read_markdown
from .nitf import read_nitf
from .parquetrows import read_parquet
from .plaintext import read_text
from .rawrecord import NotJSONError, read_json
from .rejects import read_rejects
from .tarmark import is_tar
from .warcrecords import read_warc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..field_mapping import FieldMapping
    from .rawrecord import RawRecord
    from .recoded import Readable
    from .unparsed import UnparsedRecord

#: ``json`` is an array, one object, or lines, as the content says.
StreamedFormat = Literal[
    "jsonl", "json", "csv", "tsv", "rejects", "parquet", "feed", "nitf"
]
#: Formats whose records take longer to parse than to write.
UnparsedFormat = Literal["html", "markdown", "text", "warc"]
Format = Literal[StreamedFormat, UnparsedFormat]

_PACKED = (".gz", ".zst", ".zstd", ".bz2", ".xz")
_SUFFIXES: dict[str, Format] = {
    ".rejects.jsonl": "rejects",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rss": "feed",
    ".atom": "feed",
    ".wxr": "feed",
    ".nitf": "nitf",
    ".warc": "warc",
    ".wet": "warc",
}
#: What reads them, the extra that brings it, and what it is asked for.
_LIBRARIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "html": (("trafilatura", "ingest", "HTML"),),
    "warc": (("trafilatura", "ingest", "HTML"),),
    "markdown": (("markdown_it", "ingest", "Markdown"), ("yaml", "ingest", "Markdown")),
    "parquet": (("pyarrow.parquet", "parquet", "Parquet"),),
}
_TEXT_SUFFIXES = (".txt", ".text")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)[\s/>]")
_NOT_ROOT = re.compile(
    rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL
)
_ROOT_BYTES = 16_384
_FEEDS = (b"rss", b"RDF", b"feed", b"entry")
#: An array or an object, rather than a text that begins with a bracket.
_JSON = re.compile(rb"\[\s*(?:[\[{\]]|\Z)|\{\s*(?:[\"}]|\Z)")
_SUPPORTED = (
    "JSON Lines (.jsonl, .ndjson), a JSON array or object (.json), CSV (.csv), TSV "
    "(.tsv), Parquet (.parquet), HTML (.html), Markdown (.md), text (.txt), RSS, Atom, "
    "WordPress exports and NITF (.xml), WARC (.warc) and rejects (.rejects.jsonl) are "
    "read, plain or packed with gzip, zstd, bzip2 or xz, in folders, zip and tar files"
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
    if is_tar(head):
        raise UnreadableSourceError(path, "is an archive within another; unpack it")
    for suffix, known in _SUFFIXES.items():
        if name.endswith(suffix):
            return _checked(path, head, known)
    is_text = name.endswith(_TEXT_SUFFIXES)
    return _checked(path, head, _by_content(path, head, mapping, is_text=is_text))


def check_libraries(path: str, known: Format) -> None:
    """Make sure that what reads the format *known* is there.

    :raises UnreadableSourceError: if it is not, naming the extra that brings it.
    """
    try:
        for name, extra, what in _LIBRARIES.get(known, ()):
            library(name, extra, what)
    except MissingLibraryError as error:
        raise UnreadableSourceError(path, str(error)) from error


def read_format(
    stream: Readable, path: str, mapping: FieldMapping, known: StreamedFormat
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
        case "parquet":
            return read_parquet(stream, path)
        case "feed":
            return read_feed(stream)
        case "nitf":
            return read_nitf(stream)


def read_unparsed(
    stream: Readable, path: str, known: UnparsedFormat, declared: str | None
) -> Iterator[UnparsedRecord | RawRecord]:
    """Yield the records of *stream*, of the format *known*, or refusals.

    :param declared: the encoding that the caller says a text is in.
    """
    match known:
        case "html":
            return read_page(stream, declared)
        case "markdown":
            return read_markdown(stream, path, declared)
        case "text":
            return read_text(stream, path, declared)
        case "warc":
            return read_warc(stream)


def _checked(path: str, head: bytes, known: Format) -> Format:
    if known not in ("jsonl", "rejects") and not head.strip():
        raise UnreadableSourceError(path, "is empty; is the file whole?")
    return known


def _by_content(
    path: str, head: bytes, mapping: FieldMapping, *, is_text: bool
) -> Format:
    start = head.lstrip()
    if not start and not is_text:
        return "json"
    if _JSON.match(start) or (not is_text and start.startswith((b"[", b"{"))):
        return "json"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    if start.startswith(b"<") and (known := _of_markup(start)):
        return known
    # A text may well begin with the name of a field and a comma.
    first = start.partition(b"\n")[0]
    if looks_like_header(first, mapping, known=2 if is_text else 1):
        return "csv"
    if is_text:
        return "text"
    raise UnreadableSourceError(path, f"is in no known format; {_SUPPORTED}")


def _of_markup(start: bytes) -> Format | None:
    """Return the format of HTML or XML, by its root."""
    if _PAGE.match(start):
        return "html"
    root = _ROOT.search(_NOT_ROOT.sub(b"", start[:_ROOT_BYTES]))
    name = root[1].rpartition(b":")[2] if root else b""
    if name in _FEEDS:
        return "feed"
    return {b"nitf": "nitf", b"html": "html"}.get(name)  # type: ignore[return-value]


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
