"""Judge: makes articles of the records of one file, or says why one is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, overload

from ..documents import plain_document
from ..errors import UnusableRecordError
from ..records import article_from_record
from ..report import Rejection

if TYPE_CHECKING:
    from ..article import Article
    from ..cleaning.cleaner import Cleaner
    from ..documents import Document
    from ..field_mapping import FieldMapping
    from ..kernels.choice import Kernels
    from ..settings import ArchiveSettings
    from .rawrecord import RawRecord
    from .unparsed import UnparsedRecord


#: How the line begins that states what an export of ours holds; of a table as JSON.
_EXPORT_END = re.compile(
    rb'\{"(?:end":\{"rows":\d+,"revision":"|id":"#end rows=\d+ revision=)'
    rb'[\d.]+[", ]+sha256[":=]+[0-9a-f]{64}"'
)


@dataclass(frozen=True, slots=True)
class Judge:
    """What is known of a file beside its records, and how they are read.

    One that was pickled judges as this one does, but its cleaner counts for itself.
    """

    #: The file, as it is shown.
    path: str
    #: Bytes before the first that offsets count from.
    skipped: int
    #: Whether the file is in another encoding than UTF-8.
    is_recoded: bool
    #: Whether articles in such a file say little of themselves.
    is_untold: bool
    settings: ArchiveSettings
    mapping: FieldMapping
    day_first: bool | None
    cleaner: Cleaner

    def article(self, record: RawRecord, number: int) -> Article | Rejection:
        """Return the cleaned article of *record*, the file's *number*-th."""
        judged = self._judged(record, number)
        return judged if isinstance(judged, Rejection) else self._cleaned(judged)

    def document(
        self, record: RawRecord, number: int, kernels: Kernels
    ) -> Article | Document | Rejection:
        """Return the article of *record*, or what the index keeps of a plain one.

        That is had in a fraction of the time.
        """
        found: Document | Article | Rejection | None = None
        if self._refusal(record) is None and self.mapping.is_plain:
            found = plain_document(record.value, self.settings, kernels)
        found = found or self._judged(record, number)
        return found if isinstance(found, Rejection) else self._cleaned(found)

    def rejection(self, record: RawRecord, number: int, reason: str) -> Rejection:
        """Return the rejection of *record*."""
        offset = record.offset
        if offset is not None:
            offset += self.skipped
        return Rejection(self.path, record.line, reason, record.raw, number, offset)

    def _judged(self, record: RawRecord, number: int) -> Article | Rejection:
        reason = self._refusal(record)
        if reason is not None:
            return self.rejection(record, number, reason)
        try:
            return article_from_record(
                record.value,
                settings=self.settings,
                mapping=self.mapping,
                day_first=self.day_first,
            )
        except UnusableRecordError as error:
            return self.rejection(record, number, error.reason)

    def _refusal(self, record: RawRecord) -> str | None:
        """Return why *record* is none, whatever its fields; None if it may be one."""
        if record.reason is None and _EXPORT_END.match(record.raw):
            return "is the last line of an export, no article; take it off"
        return record.reason

    @overload
    def _cleaned(self, item: Article) -> Article: ...
    @overload
    def _cleaned(self, item: Article | Document) -> Article | Document: ...
    def _cleaned(self, item: Article | Document) -> Article | Document:
        if self.is_recoded:
            self.cleaner.counts["encoding"] += 1
        return self.cleaner.clean(item, is_untold=self.is_untold)


class UnreadArticle(NamedTuple):
    """An article that is still to be read, here or in another process."""

    judge: Judge
    record: UnparsedRecord
    #: Which record of its file it is.
    number: int

    def read(self) -> Article | Rejection:
        """Return the article, or why there is none."""
        record = self.record.parsed(self.judge.cleaner.decode)
        return self.judge.article(record, self.number)

    def refused(self, reason: str) -> Rejection:
        """Return the rejection of it, unread."""
        refused = self.record.refused(reason)
        return self.judge.rejection(refused, self.number, reason)
