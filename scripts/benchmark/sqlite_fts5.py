"""SQLite's FTS5, through the standard library."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from .engine import CannotAskError, EngineMissingError
from .questions import HITS, Answer, Found

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .articles import PlainArticle
    from .questions import Span

_FILE = "articles.db"
# The text is stored once: the index refers to the table.
_SCHEMA = """
create table articles (
    n integer primary key, id text unique, title text, body text,
    source text, date integer
);
create index articles_date on articles (date);
create virtual table words using fts5 (
    title, body, content='articles', content_rowid='n', tokenize='porter unicode61'
);
"""
_INSERT = "insert into articles values (?, ?, ?, ?, ?, ?)"
_INSERT_WORDS = "insert into words (rowid, title, body) values (?, ?, ?)"
_HITS = """
select articles.id, articles.title,
    snippet(words, 1, '<mark>', '</mark>', '…', 25)
from words join articles on articles.n = words.rowid
where words match ? order by words.rank limit ?
"""
_HITS_DATED = """
select articles.id, articles.title,
    snippet(words, 1, '<mark>', '</mark>', '…', 25)
from words join articles on articles.n = words.rowid
where words match ? and articles.date >= ? and articles.date < ?
order by words.rank limit ?
"""
_COUNT = "select count(*) from words where words match ?"
_COUNT_DATED = """
select count(*) from words join articles on articles.n = words.rowid
where words match ? and articles.date >= ? and articles.date < ?
"""
_NEWEST = """
select id, title, substr(body, 1, 160) from articles
where date >= ? and date < ? order by date desc limit ?
"""
_COUNT_NEWEST = "select count(*) from articles where date >= ? and date < ?"
_SOURCES = """
select articles.source, count(*) from words join articles on articles.n = words.rowid
where words match ? group by 1 order by 2 desc, 1 limit 10
"""
_MONTHS = """
select strftime('%Y-%m', articles.date, 'unixepoch'), count(*)
from words join articles on articles.n = words.rowid
where words match ? and articles.date is not null group by 1 order by 1
"""


class SqliteFts5:
    """One table, one FTS5 index over it with Porter's stemmer, one on the date."""

    name = "fts5"
    threaded = False
    notes = (
        "fts5 has no search by edit distance; it stems the words of a phrase too.",
    )

    def version(self) -> str:
        """Return the version of SQLite."""
        with closing(sqlite3.connect(":memory:")) as database:
            try:
                database.execute("create virtual table probe using fts5 (text)")
            except sqlite3.OperationalError as error:
                raise EngineMissingError(f"this SQLite has no FTS5: {error}") from error
        return sqlite3.sqlite_version

    def build(
        self,
        articles: Iterable[PlainArticle],
        folder: Path,
        threads: int,  # noqa: ARG002
    ) -> None:
        """Write *articles* and their index in one transaction."""
        with closing(sqlite3.connect(folder / _FILE)) as database:
            database.executescript(_SCHEMA)
            with database:
                for number, article in enumerate(articles, start=1):
                    _insert(database, number, article)

    def open(self, folder: Path) -> _Searcher:
        """Open the database and read its schema."""
        database = sqlite3.connect(folder / _FILE)
        database.execute("select 1 from words limit 1").fetchall()
        return _Searcher(database)


class _Searcher:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def all_of(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._match(" ".join(f'"{word}"' for word in words), span)

    def any_of(self, words: tuple[str, ...]) -> Answer:
        return self._match(" OR ".join(f'"{word}"' for word in words))

    def phrase(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._match(f'"{" ".join(words)}"', span)

    def newest(self, span: Span) -> Answer:
        bounds = _bounds(span)
        return self._answer(_COUNT_NEWEST, bounds, _NEWEST, (*bounds, HITS))

    def prefix(self, letters: str) -> Answer:
        return self._match(f'"{letters}" *')

    def fuzzy(self, word: str) -> Answer:
        raise CannotAskError(f"FTS5 cannot search {word!r} by edit distance")

    def without(self, wanted: str, unwanted: str) -> Answer:
        return self._match(f'"{wanted}" NOT "{unwanted}"')

    def counted(self, word: str, span: Span) -> Answer:  # noqa: ARG002
        match = f'"{word}"'
        answer = self._match(match)
        months = self._rows(_MONTHS, (match,))
        return Answer(
            answer.total,
            answer.hits,
            dict(self._rows(_SOURCES, (match,))),
            tuple(count for _, count in months),
        )

    def add(self, article: PlainArticle) -> None:
        with self._database:
            ((last,),) = self._rows("select max(n) from articles", ())
            _insert(self._database, (last or 0) + 1, article)

    def close(self) -> None:
        self._database.close()

    def _match(self, match: str, span: Span | None = None) -> Answer:
        if span is None:
            return self._answer(_COUNT, (match,), _HITS, (match, HITS))
        chosen = (match, *_bounds(span))
        return self._answer(_COUNT_DATED, chosen, _HITS_DATED, (*chosen, HITS))

    def _answer(
        self,
        count: str,
        count_values: tuple[Any, ...],
        hits: str,
        hit_values: tuple[Any, ...],
    ) -> Answer:
        ((total,),) = self._rows(count, count_values)
        return Answer(total, tuple(Found(*row) for row in self._rows(hits, hit_values)))

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        return self._database.execute(statement, values).fetchall()


def _insert(database: sqlite3.Connection, number: int, article: PlainArticle) -> None:
    date = None if article.date is None else int(article.date.timestamp())
    database.execute(
        _INSERT,
        (number, article.id, article.title, article.body, article.source, date),
    )
    database.execute(_INSERT_WORDS, (number, article.title, article.body))


def _bounds(span: Span) -> tuple[int, int]:
    return int(span.start.timestamp()), int(span.end.timestamp())
