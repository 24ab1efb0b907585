"""Tantivy, through tantivy-py."""

from __future__ import annotations

import importlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from .engine import EngineMissingError
from .questions import HITS, SNIPPET_SIZE, Answer, Found

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .articles import PlainArticle
    from .questions import Span

_SEARCHED = ["title", "body"]
_WRITER_BYTES = 128_000_000
#: No prefix, one edit, neighbours changed over are one.
_ONE_EDIT = dict.fromkeys(_SEARCHED, (False, 1, True))
_COUNTS = {
    "source": {"terms": {"field": "source", "size": HITS}},
    "date": {"date_histogram": {"field": "date", "fixed_interval": "30d"}},
}


class Tantivy:
    """An index whose words are stemmed, or one whose words stand as they are.

    Two, because exact phrases and stemmed ones are unequal work.
    """

    threaded = True

    def __init__(self, *, stemmed: bool) -> None:
        self.name = "tantivy" if stemmed else "tantivy-exact"
        self.notes: tuple[str, ...] = (
            "tantivy searches the stems of a phrase, and stems by prefix and edit"
            " distance; tantivy-exact does not stem.",
            "tantivy and tantivy-exact mark nothing for a prefix or a misspelling,"
            " and count time in spans of 30 days.",
        )
        if not stemmed:
            self.notes = ()
        self._tokenizer = "en_stem" if stemmed else "default"

    def version(self) -> str:
        """Return the installed version.

        :raises EngineMissingError: if there is none.
        """
        _library()
        return version("tantivy")

    def build(
        self, articles: Iterable[PlainArticle], folder: Path, threads: int
    ) -> None:
        """Write *articles* with *threads* and let the merges end."""
        made = _library().Index(self._schema(), str(folder))
        writer = made.writer(_WRITER_BYTES, threads)
        for article in articles:
            writer.add_document(_document(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> _Searcher:
        """Open the index and a searcher."""
        return _Searcher(_library().Index.open(str(folder)))

    def _schema(self) -> Any:
        builder = _library().SchemaBuilder()
        value = {"tokenizer_name": "raw", "index_option": "basic", "stored": True}
        builder.add_text_field("id", **value)
        builder.add_text_field("source", fast=True, **value)
        for name in _SEARCHED:
            builder.add_text_field(name, stored=True, tokenizer_name=self._tokenizer)
        builder.add_date_field("date", stored=True, indexed=True, fast=True)
        return builder.build()


class _Searcher:
    def __init__(self, opened: Any) -> None:
        self._library = _library()
        self._index = opened
        self._schema = opened.schema
        self._searcher = opened.searcher()
        self._writer: Any = None

    def all_of(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._ask(self._dated(self._read(" ".join(words)), span))

    def any_of(self, words: tuple[str, ...]) -> Answer:
        return self._ask(self._read(" OR ".join(words)))

    def phrase(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._ask(self._dated(self._read(f'"{" ".join(words)}"'), span))

    def newest(self, span: Span) -> Answer:
        return self._ask(self._range(span), order_by_field="date")

    def prefix(self, letters: str) -> Answer:
        should = self._library.Occur.Should
        make = self._library.Query.regex_query
        either = [
            (should, make(self._schema, name, f"{letters}.*")) for name in _SEARCHED
        ]
        return self._ask(self._library.Query.boolean_query(either))

    def fuzzy(self, word: str) -> Answer:
        # By the parser, which stems the word as those of the index were.
        return self._ask(
            self._index.parse_query(word, _SEARCHED, fuzzy_fields=_ONE_EDIT)
        )

    def without(self, wanted: str, unwanted: str) -> Answer:
        return self._ask(self._read(f"{wanted} -{unwanted}"))

    def counted(self, word: str, span: Span) -> Answer:  # noqa: ARG002
        query = self._read(word)
        answer = self._ask(query)
        counts = self._searcher.aggregate(query, _COUNTS)
        sources = {
            bucket["key"]: bucket["doc_count"] for bucket in counts["source"]["buckets"]
        }
        periods = [bucket["doc_count"] for bucket in counts["date"]["buckets"]]
        return Answer(answer.total, answer.hits, sources, tuple(filter(None, periods)))

    def add(self, article: PlainArticle) -> None:
        if self._writer is None:
            self._writer = self._index.writer(_WRITER_BYTES, 1)
        self._writer.add_document(_document(article))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()

    def _read(self, text: str) -> Any:
        return self._index.parse_query(text, _SEARCHED, conjunction_by_default=True)

    def _dated(self, query: Any, span: Span | None) -> Any:
        return query if span is None else query.and_must_match(self._range(span))

    def _range(self, span: Span) -> Any:
        return self._library.Query.range_query(
            self._schema,
            "date",
            self._library.FieldType.Date,
            span.start,
            span.end,
            include_upper=False,
        )

    def _ask(self, query: Any, **options: Any) -> Answer:
        results = self._searcher.search(query, HITS, count=True, **options)
        snippets = self._library.SnippetGenerator.create(
            self._searcher, query, self._schema, "body"
        )
        snippets.set_max_num_chars(SNIPPET_SIZE)
        return Answer(
            results.count,
            tuple(self._found(address, snippets) for _, address in results.hits),
        )

    def _found(self, address: Any, snippets: Any) -> Found:
        document = self._searcher.doc(address)
        return Found(
            document.get_first("id"),
            document.get_first("title"),
            snippets.snippet_from_doc(document).to_html(),
        )


def _library() -> Any:
    """Return tantivy, which has no wheel for some systems."""
    try:
        # By name: its types would be there on some systems and not on others.
        return importlib.import_module("tantivy")
    except ImportError as error:
        raise EngineMissingError("tantivy is not installed") from error


def _document(article: PlainArticle) -> Any:
    document = _library().Document(
        id=article.id, title=article.title, body=article.body, source=article.source
    )
    if article.date is not None:
        document.add_date("date", article.date)
    return document
