"""Tally: feeds a run's articles to the writer and keeps the account of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, get_args

from .documents import Document
from .errors import BadRecordError, UnusableRecordError
from .report import Rejection, Report
from .writer import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .article import Article
    from .seen import Seen

_SHOWN_REJECTIONS = 1000

#: What a run is fed with.
Item: TypeAlias = "Article | Document | Rejection"


class Taker(Protocol):
    """What articles are put into: an :class:`~.writer.ArticleWriter`, or a pretence."""

    #: What it did, by id.
    seen: Seen

    def put(self, article: Article) -> Outcome:
        """Take *article*; its refusal is an :class:`~.errors.UnusableRecordError`."""

    def put_document(self, document: Document) -> Outcome:
        """Take *document*."""


class Tally:
    """The account of one run.

    :param strict: whether the first rejection ends the run.
    """

    def __init__(self, *, strict: bool) -> None:
        self._started = time.monotonic()
        self._strict = strict
        self._records = 0
        self._outcomes: dict[Outcome, int] = dict.fromkeys(get_args(Outcome), 0)
        self._rejected = 0
        self._rejections: list[Rejection] = []
        self._text_bytes = 0

    def feed(self, writer: Taker, items: Iterable[Item]) -> None:
        """Put every article of *items* into *writer*.

        :raises BadRecordError: at the first rejection of a strict run.
        """
        for item in items:
            self._records += 1
            if isinstance(item, Document):
                self._count(item, writer.put_document(item))
            elif isinstance(item, Rejection):
                self._reject(item)
            else:
                self._put(writer, item)

    def state(self) -> dict[str, Any]:
        """Return the account so far, as JSON has it."""
        return {
            "records": self._records,
            "outcomes": dict(self._outcomes),
            "rejected": self._rejected,
            "rejections": [each.to_json() for each in self._rejections],
            "text_bytes": self._text_bytes,
            "seconds": time.monotonic() - self._started,
        }

    def go_on(self, state: dict[str, Any]) -> None:
        """Go on with the account of another process."""
        self._records = state["records"]
        self._outcomes = dict(state["outcomes"])
        self._rejected = state["rejected"]
        self._rejections = [Rejection.from_json(each) for each in state["rejections"]]
        self._text_bytes = state["text_bytes"]
        self._started -= state["seconds"]

    def report(
        self,
        writer: Taker,
        revision: str,
        baseline: Mapping[str, bytes] | None = None,
    ) -> Report:
        """Return the report of the run so far.

        :param revision: the revision that holds the result.
        :param baseline: ids of which those that *writer* has not seen vanished.
        """
        seen = writer.seen
        return Report(
            revision=revision,
            added=self._outcomes["added"],
            replaced=self._outcomes["replaced"],
            unchanged=self._outcomes["unchanged"],
            duplicate=self._outcomes["duplicate"],
            rejected=self._rejected,
            rejections=tuple(self._rejections),
            empty=seen.empty_count,
            undated=seen.undated_count,
            vanished=sum(each not in seen.ids for each in baseline or ()),
            seconds=time.monotonic() - self._started,
            text_bytes=self._text_bytes,
        )

    def _put(self, writer: Taker, article: Article) -> None:
        try:
            outcome = writer.put(article)
        except UnusableRecordError as error:
            self._reject(Rejection.of_object(self._records, error.reason, article))
            return
        self._count(article, outcome)

    def _count(self, item: Article | Document, outcome: Outcome) -> None:
        self._outcomes[outcome] += 1
        self._text_bytes += _bytes(item.title) + _bytes(item.body)

    def _reject(self, rejection: Rejection) -> None:
        if self._strict:
            raise BadRecordError(rejection.path, rejection.line, rejection.reason)
        self._rejected += 1
        if len(self._rejections) < _SHOWN_REJECTIONS:
            self._rejections.append(rejection)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
