"""FileSource: one file of articles, from its bytes to articles and rejections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, overload

from ..documents import plain_document
from ..errors import UnusableRecordError
from ..records import article_from_record
from ..report import Rejection
from .bytestream import ByteStream
from .formats import check_libraries, find_format, read_format
from .recoded import in_utf8, marked_in_utf8
from .source import Source, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..article import Article
    from ..documents import Document
    from ..kernels.choice import Kernels
    from .bytestream import Member
    from .rawrecord import RawRecord
    from .recoded import Readable
    from .source import HowRead

#: Formats that are text without a word on its encoding.
_TEXTS = frozenset(("jsonl", "json", "csv", "tsv"))
#: Formats whose records have keys of their own, which can be mapped.
_KEYED = frozenset(("jsonl", "json", "csv", "tsv", "parquet", "rejects"))
#: Formats in which an article says little of itself.
_UNTOLD = frozenset(("html", "markdown", "text", "warc"))


class FileSource(Source):
    """One file, or one member of an archive."""

    def __init__(
        self,
        path: str,
        how: HowRead,
        member: Member | None = None,
        stream: ByteStream | None = None,
    ) -> None:
        """:param member: the open file, where *path* is its name in an archive.

        :param stream: what is read, where it is open already.
        """
        super().__init__(path, how)
        self._shown = shown_path(path)
        stream = stream or ByteStream(path, member)
        self._stream: Readable = stream
        may_recode = "encoding" in how.cleaner.cleaning.steps
        try:
            self._stream = marked_in_utf8(stream, path, may_recode=may_recode)
            head = self._stream.head
            self._format = find_format(path, head, how.mapping, how.format)
            check_libraries(path, self._format)
            if self._stream is stream and self._format in _TEXTS:
                self._stream = in_utf8(stream, how.encoding, may_detect=may_recode)
        except BaseException:
            self._stream.close()
            raise
        self._is_recoded = self._stream is not stream
        self._is_untold = self._format in _UNTOLD
        self._mapping = how.mapping
        if self._format not in _KEYED and not how.mapping.is_plain:
            self._mapping = replace(how.mapping, keys={}, joins={})

    @property
    def size(self) -> int | None:
        """Bytes of the file, packed as it is; None where it has no size."""
        return self._stream.size

    def position(self) -> int:
        """Return how many of those bytes have been read."""
        return self._stream.position

    def __iter__(self) -> Iterator[Article | Rejection]:
        """Yield what became of each record.

        :raises UnreadableSourceError: if a table has no usable header.
        """
        for number, record in enumerate(self._records(), 1):
            judged = self._judge(record, number)
            yield judged if isinstance(judged, Rejection) else self._clean(judged)

    def documents(
        self, kernels: Kernels, after: int = 0
    ) -> Iterator[Article | Document | Rejection]:
        """Yield as iterating does, but of plain records what the index keeps of them.

        That is had in a fraction of the time that their articles take to make.

        :param after: how many of the first records are passed over.
        """
        settings, is_plain = self._how.settings, self._mapping.is_plain
        for number, record in enumerate(self._records(), 1):
            if number <= after:
                continue
            found: Document | Article | Rejection | None = None
            if record.reason is None and is_plain:
                found = plain_document(record.value, settings, kernels)
            found = found or self._judge(record, number)
            yield found if isinstance(found, Rejection) else self._clean(found)

    def close(self) -> None:
        """Close the file; standard input is left open."""
        self._stream.close()

    def _records(self) -> Iterator[RawRecord]:
        how = self._how
        return read_format(
            self._stream,
            self.path,
            self._mapping,
            self._format,
            how.cleaner.decode,
            how.encoding,
        )

    @overload
    def _clean(self, item: Article) -> Article: ...
    @overload
    def _clean(self, item: Article | Document) -> Article | Document: ...
    def _clean(self, item: Article | Document) -> Article | Document:
        """Return *item* cleaned, and count what was done for it."""
        cleaner = self._how.cleaner
        if self._is_recoded:
            cleaner.counts["encoding"] += 1
        return cleaner.clean(item, is_untold=self._is_untold)

    def _judge(self, record: RawRecord, number: int) -> Article | Rejection:
        if record.reason is not None:
            return self._rejection(record, number, record.reason)
        try:
            return article_from_record(
                record.value,
                settings=self._how.settings,
                mapping=self._mapping,
                day_first=self._how.day_first,
            )
        except UnusableRecordError as error:
            return self._rejection(record, number, error.reason)

    def _rejection(self, record: RawRecord, number: int, reason: str) -> Rejection:
        offset = record.offset
        if offset is not None:
            offset += self._stream.skipped
        return Rejection(self._shown, record.line, reason, record.raw, number, offset)
