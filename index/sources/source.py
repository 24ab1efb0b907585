"""Source: one file of articles, from its bytes to articles and rejections."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..cleaning.cleaner import Cleaner
from ..documents import plain_document
from ..errors import UnusableRecordError
from ..field_mapping import FieldMapping
from ..records import article_from_record
from ..report import Rejection
from ..settings import ArchiveSettings
from .bytestream import ByteStream
from .formats import find_format, read_format
from .recoded import in_utf8, marked_in_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from ..article import Article
    from ..documents import Document
    from ..kernels.choice import Kernels
    from .rawrecord import RawRecord
    from .recoded import Readable


#: Formats that are text without a word on its encoding.
_TEXTS = frozenset(("jsonl", "json", "csv", "tsv"))
#: Formats in which an article says little of itself.
_UNTOLD = frozenset(("html", "markdown", "text", "warc"))


class Source:
    """One source, open, to be read once; close it or use it in ``with``.

    Iterating yields an Article or a Rejection for each record, in order, and
    never ends in silence: where the rest cannot be had, a last Rejection says
    why. Articles are cleaned. :func:`open_source` makes one.
    """

    def __init__(
        self,
        path: str,
        *,
        settings: ArchiveSettings,
        mapping: FieldMapping,
        day_first: bool | None,
        format: str | None,  # noqa: A002 - the word that users know
        cleaner: Cleaner,
        encoding: str | None,
    ) -> None:
        #: The source as the caller named it; ``-`` is standard input.
        self.path = path
        self._settings = settings
        self._mapping = mapping
        self._day_first = day_first
        self._cleaner = cleaner
        stream = ByteStream(path)
        self._stream: Readable = stream
        may_recode = "encoding" in cleaner.cleaning.steps
        try:
            self._stream = marked_in_utf8(stream, path, may_recode=may_recode)
            self._format = find_format(path, self._stream.head, mapping, format)
            if self._stream is stream and self._format in _TEXTS:
                self._stream = in_utf8(stream, encoding, may_detect=may_recode)
        except BaseException:
            self._stream.close()
            raise
        self._is_recoded = self._stream is not stream
        self._is_untold = self._format in _UNTOLD

    @property
    def size(self) -> int | None:
        """Bytes of the file, packed as it is; None where it has no size."""
        return self._stream.size

    def position(self) -> int:
        """Return how many of those bytes have been read."""
        return self._stream.position

    @property
    def cleaned(self) -> dict[str, int]:
        """How many articles each step of cleaning has changed, by step."""
        return dict(self._cleaner.counts)

    def __iter__(self) -> Iterator[Article | Rejection]:
        """Yield what became of each record.

        :raises UnreadableSourceError: if a table has no usable header.
        """
        for number, record in enumerate(self._records(), 1):
            judged = self._judge(record, number)
            if isinstance(judged, Rejection):
                yield judged
                continue
            if self._is_recoded:
                self._cleaner.counts["encoding"] += 1
            yield self._cleaner.clean(judged, is_untold=self._is_untold)

    def documents(self, kernels: Kernels) -> Iterator[Article | Document | Rejection]:
        """Yield as iterating does, but of plain records what the index keeps of them.

        That is had in a fraction of the time that their articles take to make.
        """
        for number, record in enumerate(self._records(), 1):
            found: Document | Article | Rejection | None = None
            if record.reason is None and self._mapping.is_plain:
                found = plain_document(record.value, self._settings, kernels)
            found = found or self._judge(record, number)
            if isinstance(found, Rejection):
                yield found
                continue
            if self._is_recoded:
                self._cleaner.counts["encoding"] += 1
            yield self._cleaner.clean(found, is_untold=self._is_untold)

    def close(self) -> None:
        """Close the file; standard input is left open."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _records(self) -> Iterator[RawRecord]:
        return read_format(self._stream, self.path, self._mapping, self._format)

    def _judge(self, record: RawRecord, number: int) -> Article | Rejection:
        if record.reason is not None:
            return self._rejection(record, number, record.reason)
        try:
            return article_from_record(
                record.value,
                settings=self._settings,
                mapping=self._mapping,
                day_first=self._day_first,
            )
        except UnusableRecordError as error:
            return self._rejection(record, number, error.reason)

    def _rejection(self, record: RawRecord, number: int, reason: str) -> Rejection:
        offset = record.offset
        if offset is not None:
            offset += self._stream.skipped
        return Rejection(self.path, record.line, reason, record.raw, number, offset)


def open_source(
    path: str | Path,
    *,
    settings: ArchiveSettings | None = None,
    mapping: FieldMapping | None = None,
    day_first: bool | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know
    cleaner: Cleaner | None = None,
    encoding: str | None = None,
) -> Source:
    """Open a file of articles; ``-`` is standard input.

    :param mapping: where the feed has names of its own for our fields.
    :param day_first: how a date such as ``03/04/2016`` is meant.
    :param format: one of :data:`~.formats.Format`; None to tell it from the name
        and the first bytes.
    :param cleaner: what cleans the articles, and counts what it did; None takes the
        usual steps, ``Cleaner(NO_CLEANING)`` keeps all as it is given.
    :param encoding: what JSON Lines, JSON and tables are in; None if that is to be
        found out where they are not UTF-8.
    :raises UnreadableSourceError: if it cannot be opened or unpacked, or its
        format is not one that is read.
    """
    return Source(
        os.fspath(path),
        settings=settings or ArchiveSettings(),
        mapping=mapping or FieldMapping(),
        day_first=day_first,
        format=format,
        cleaner=cleaner or Cleaner(),
        encoding=encoding,
    )


def read_source(
    path: str | Path,
    *,
    settings: ArchiveSettings | None = None,
    mapping: FieldMapping | None = None,
    day_first: bool | None = None,
    format: str | None = None,  # noqa: A002 - the word that users know
    cleaner: Cleaner | None = None,
    encoding: str | None = None,
) -> Iterator[Article | Rejection]:
    """Yield what became of each record of a file; see :func:`open_source`.

    The file is opened at the first record and closed after the last.
    """
    with open_source(
        path,
        settings=settings,
        mapping=mapping,
        day_first=day_first,
        format=format,
        cleaner=cleaner,
        encoding=encoding,
    ) as source:
        yield from source
