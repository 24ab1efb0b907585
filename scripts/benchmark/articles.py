"""The articles of a benchmark: five fields each, read from a file or saved in one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import orjson

from ...index import Article, BadRecordError, Rejection, date_span, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PlainArticle(NamedTuple):
    """An article with the five fields that every engine is given.

    A named tuple, because making it counts as part of every rebuild.
    """

    id: str
    title: str
    body: str
    source: str
    #: In UTC, to the second; a partial date is its first instant, on each side.
    date: datetime | None


def read_articles(path: Path) -> Iterator[PlainArticle]:
    """Yield the articles of a file, the first of those that share an id.

    :raises BadRecordError: at the first that cannot become an article.
    """
    seen = set()
    for item in read_source(path):
        if isinstance(item, Rejection):
            raise BadRecordError(item.path, item.line, item.reason)
        if item.id not in seen:
            seen.add(item.id)
            yield _plain(item)


def save_articles(articles: Iterable[PlainArticle], path: Path) -> int:
    """Write *articles* to a file and return the UTF-8 bytes of titles and bodies."""
    text_bytes = 0
    with path.open("wb") as file:
        for each in articles:
            text_bytes += len(each.title.encode()) + len(each.body.encode())
            stamp = int(each.date.timestamp()) if each.date else None
            row = (each.id, each.title, each.body, each.source, stamp)
            file.write(orjson.dumps(row) + b"\n")
    return text_bytes


def load_articles(path: Path) -> Iterator[PlainArticle]:
    """Yield what :func:`save_articles` wrote, one at a time."""
    with path.open("rb") as file:
        for line in file:
            name, title, body, source, stamp = orjson.loads(line)
            date = None if stamp is None else _EPOCH + timedelta(seconds=stamp)
            yield PlainArticle(name, title, body, source, date)


def _plain(article: Article) -> PlainArticle:
    date = None
    if article.published is not None:
        span = date_span(article.published, article.date_precision)
        date = _EPOCH + timedelta(seconds=span.start // 1_000_000)
    return PlainArticle(
        article.id, article.title, article.body, article.source or "", date
    )
