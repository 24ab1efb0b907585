"""Codec: how Whoosh reads a columnar segment.

``whoosh.index.open_dir`` needs no more than this: Whoosh's own searcher, sorting,
facets, highlighting and spelling run on it. Whoosh cannot write these segments.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whoosh.codec import base

from ..errors import ArchiveCorruptError
from ..kernels.choice import load_kernels
from .open_segment import SegmentCache, open_segment
from .per_document import ColumnarDocuments
from .terms import ColumnarTerms

if TYPE_CHECKING:
    from whoosh.filedb.filestore import FileStorage

    from ..kernels.choice import Kernels
    from .open_segment import OpenSegment
    from .segment import ColumnarSegment


class ColumnarCodec(base.Codec):  # type: ignore[misc]
    """Reads segments; safe to share between threads, and so are its readers.

    :param kernels: None takes those of :func:`~..kernels.choice.load_kernels`.
    :param cache: where files that are open already are found.
    """

    def __init__(
        self, kernels: Kernels | None = None, cache: SegmentCache | None = None
    ) -> None:
        self._kernels = kernels or load_kernels()
        self._cache = cache or SegmentCache()

    def terms_reader(
        self, storage: FileStorage, segment: ColumnarSegment
    ) -> ColumnarTerms:
        """Return a reader of the terms of *segment*."""
        return ColumnarTerms(self._open(storage, segment).file, self._kernels)

    def per_document_reader(
        self, storage: FileStorage, segment: ColumnarSegment
    ) -> ColumnarDocuments:
        """Return a reader of the documents of *segment*."""
        return ColumnarDocuments(self._open(storage, segment))

    def _open(self, storage: FileStorage, segment: ColumnarSegment) -> OpenSegment:
        try:
            return open_segment(Path(storage.folder), segment, cache=self._cache)
        except ArchiveCorruptError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                # Whoosh looks for a newer generation and tries again.
                raise error.__cause__ from None
            raise
