"""Former editions: those of format 1, of which the articles are read to rebuild them.

Their segments are Whoosh's own. Nothing is searched there, and nothing changed.
"""

from __future__ import annotations

import codecs
import pickle
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson
import zstandard
from whoosh.codec.whoosh3 import W3PerDocReader, W3Segment
from whoosh.columns import CompressedBytesColumn
from whoosh.filedb.filestore import FileStorage

from .article import Article
from .gate import reading
from .toc import read_newest_toc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from whoosh.index import TOC

#: The format that Whoosh's own codec wrote.
FORMER_VERSION = 1


def former_articles(folder: Path, toc: TOC | None = None) -> Iterator[Article]:
    """Yield the articles of an edition of format 1.

    :param toc: the generation they are of; by default the newest.
    :raises ArchiveCorruptError: at the first that cannot be read.
    """
    toc = toc or read_newest_toc(folder)
    for segment in toc.segments:
        with reading(folder / segment.segment_id()):
            yield from _articles(folder, segment)


def _articles(folder: Path, segment: W3Segment) -> Iterator[Article]:
    with closing(W3PerDocReader(FileStorage(str(folder)), segment)) as documents:
        # Whoosh would unpickle anything.
        stored = documents.column_reader("_stored", CompressedBytesColumn())
        for docnum in documents.all_doc_ids():
            fields = _PlainUnpickler(BytesIO(stored[docnum])).load()
            yield _decode(fields["article"])


def _decode(stored: bytes) -> Article:
    record = orjson.loads(zstandard.ZstdDecompressor().decompress(stored))
    for name in ("authors", "tags"):
        record[name] = tuple(record.get(name, ()))
    return Article(**record)


class _PlainUnpickler(pickle.Unpickler):
    """Makes texts, bytes, numbers and their containers, and nothing else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        # So were bytes pickled when Python 2 was to read them, too.
        if (module_name, global_name) == ("_codecs", "encode"):
            return codecs.encode
        raise pickle.UnpicklingError(f"names {module_name}.{global_name}")
