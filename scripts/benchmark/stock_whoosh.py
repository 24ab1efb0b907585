"""Whoosh as it comes: its own writer, codec, matchers, scorer and highlighter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from whoosh import fields, index, query, sorting
from whoosh.analysis import StandardAnalyzer
from whoosh.collectors import TopCollector

from .questions import HITS, Answer, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from .articles import PlainArticle
    from .questions import Span

_SEARCHED = ("title", "body")
_WRITER_MEGABYTES = 128
_BUCKET = timedelta(days=30)


class StockWhoosh:
    """An index with the standard analyser, without its stop list and unstemmed."""

    name = "whoosh"
    threaded = False
    notes = (
        "whoosh does not stem, and does not wait for the disk when it writes.",
        "whoosh counts time in spans of 30 days.",
    )

    def version(self) -> str:
        """Return the installed version."""
        return version("Whoosh-Reloaded")

    def build(
        self,
        articles: Iterable[PlainArticle],
        folder: Path,
        threads: int,  # noqa: ARG002
    ) -> None:
        """Write *articles* as one segment."""
        analyser = StandardAnalyzer(stoplist=None)
        schema = fields.Schema(
            id=fields.ID(stored=True, unique=True),
            title=fields.TEXT(analyser, stored=True),
            body=fields.TEXT(analyser, stored=True),
            source=fields.ID(stored=True, sortable=True),
            date=fields.DATETIME(stored=True, sortable=True),
        )
        made = index.create_in(str(folder), schema)
        writer = made.writer(limitmb=_WRITER_MEGABYTES)
        for article in articles:
            writer.add_document(**_document(article))
        writer.commit()
        made.close()

    def open(self, folder: Path) -> _Searcher:
        """Open the index and a searcher."""
        return _Searcher(index.open_dir(str(folder)))


class _Searcher:
    def __init__(self, opened: Any) -> None:
        self._index = opened
        self._searcher = opened.searcher()

    def all_of(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._ask(query.And([*map(_word, words), *_dated(span)]), span)

    def any_of(self, words: tuple[str, ...]) -> Answer:
        return self._ask(query.Or([_word(word) for word in words]))

    def phrase(self, words: tuple[str, ...], span: Span | None) -> Answer:
        either = query.Or([query.Phrase(name, list(words)) for name in _SEARCHED])
        return self._ask(query.And([either, *_dated(span)]), span)

    def newest(self, span: Span) -> Answer:
        results = self._searcher.search(
            *_dated(span), limit=HITS, sortedby="date", reverse=True
        )
        return _answer(results)

    def prefix(self, letters: str) -> Answer:
        return self._ask(query.Or([query.Prefix(name, letters) for name in _SEARCHED]))

    def fuzzy(self, word: str) -> Answer:
        either = [
            query.FuzzyTerm(name, word, maxdist=1, prefixlength=0) for name in _SEARCHED
        ]
        return self._ask(query.Or(either))

    def without(self, wanted: str, unwanted: str) -> Answer:
        return self._ask(query.And([_word(wanted), query.Not(_word(unwanted))]))

    def counted(self, word: str, span: Span) -> Answer:
        groups = {
            "source": sorting.FieldFacet("source", maptype=sorting.Count),
            "date": sorting.DateRangeFacet(
                "date",
                _naive(span.start),
                _naive(span.end),
                _BUCKET,
                maptype=sorting.Count,
            ),
        }
        results = self._searcher.search(_word(word), limit=HITS, groupedby=groups)
        periods = results.groups("date")
        timeline = sorted((key, periods[key]) for key in periods if key is not None)
        return replace(
            _answer(results),
            sources=dict(results.groups("source")),
            timeline=tuple(count for _, count in timeline),
        )

    def add(self, article: PlainArticle) -> None:
        writer = self._index.writer(limitmb=_WRITER_MEGABYTES)
        writer.add_document(**_document(article))
        writer.commit()
        self._searcher.close()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        self._searcher.close()
        self._index.close()

    def _ask(self, asked: Any, span: Span | None = None) -> Answer:
        if span is None:
            return _answer(self._searcher.search(asked, limit=HITS))
        # Beside a range Whoosh drops what cannot reach the ten best, title or body,
        # and leaves what that alone matches out of the total; replace=0 forbids it.
        collector = TopCollector(HITS, replace=0)
        self._searcher.search_with_collector(asked, collector)
        return _answer(collector.results())


def _answer(results: Any) -> Answer:
    hits = tuple(
        Found(hit["id"], hit["title"], hit.highlights("body", top=1)) for hit in results
    )
    return Answer(len(results), hits)


def _word(word: str) -> Any:
    return query.Or([query.Term(name, word) for name in _SEARCHED])


def _dated(span: Span | None) -> Sequence[Any]:
    if span is None:
        return ()
    start, end = _naive(span.start), _naive(span.end)
    return (query.DateRange("date", start, end, endexcl=True),)


def _document(article: PlainArticle) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "source": article.source,
    }
    if article.date is not None:
        document["date"] = _naive(article.date)
    return document


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
