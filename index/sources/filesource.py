"""FileSource: one file of articles, from its bytes to articles and rejections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .bytestream import ByteStream
from .formats import check_libraries, find_format, read_format, read_unparsed
from .judge import Judge, UnreadArticle
from .ordered import Stream
from .recoded import in_utf8, marked_in_utf8
from .source import Source, shown_path
from .unparsed import UnparsedRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..article import Article
    from ..documents import Document
    from ..kernels.choice import Kernels
    from ..report import Rejection
    from .bytestream import Member
    from .formats import StreamedFormat, UnparsedFormat
    from .ordered import Ordered
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
        self._judge = self._make_judge(is_recoded=self._stream is not stream)

    @property
    def size(self) -> int | None:
        """Bytes of the file, packed as it is; None where it has no size."""
        return self._stream.size

    def position(self) -> int:
        """Return how many of those bytes have been read."""
        return self._stream.position

    def unread(self, kernels: Kernels | None, after: int = 0) -> Iterator[Ordered]:
        """Yield what is in the file, pages unparsed.

        :raises UnreadableSourceError: if a table has no usable header.
        """
        match self._format:
            case "html" | "markdown" | "text" | "warc" as known:
                yield from self._pages(known, after)
            case known:
                yield Stream(self._streamed(known, kernels, after))

    def close(self) -> None:
        """Close the file; standard input is left open."""
        super().close()
        self._stream.close()

    def _pages(
        self, known: UnparsedFormat, after: int
    ) -> Iterator[UnreadArticle | Article | Rejection]:
        records = read_unparsed(self._stream, self.path, known, self._how.encoding)
        for number, record in enumerate(records, 1):
            if number <= after:
                continue
            if isinstance(record, UnparsedRecord):
                yield UnreadArticle(self._judge, record, number)
            else:
                yield self._judge.article(record, number)

    def _streamed(
        self, known: StreamedFormat, kernels: Kernels | None, after: int
    ) -> Iterator[Article | Document | Rejection]:
        judge = self._judge
        records = read_format(self._stream, self.path, judge.mapping, known)
        for number, record in enumerate(records, 1):
            if number <= after:
                continue
            if kernels is None:
                yield judge.article(record, number)
            else:
                yield judge.document(record, number, kernels)

    def _make_judge(self, *, is_recoded: bool) -> Judge:
        how, mapping = self._how, self._how.mapping
        if self._format not in _KEYED and not mapping.is_plain:
            mapping = replace(mapping, keys={}, joins={})
        return Judge(
            path=shown_path(self.path),
            skipped=self._stream.skipped,
            is_recoded=is_recoded,
            is_untold=self._format in _UNTOLD,
            settings=how.settings,
            mapping=mapping,
            day_first=how.day_first,
            cleaner=how.cleaner,
        )
