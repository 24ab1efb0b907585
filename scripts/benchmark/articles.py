"""The articles of a benchmark: five fields each, read or generated."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from ...index import Article, BadRecordError, Rejection, date_span, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DATE = datetime(2015, 1, 1, tzinfo=UTC)
_MINUTES = 10 * 365 * 24 * 60
#: Words in a hundred that a generated article has of its own, so that the
#: vocabulary grows with the archive as that of real text does.
_COINED_PERCENT = 1
_SYLLABLES = tuple(
    consonant + vowel + end
    for consonant in "bdfgklmnprstvz"
    for vowel in "aeiou"
    for end in ("", "n")
)


@dataclass(frozen=True, slots=True)
class PlainArticle:
    """An article with the five fields that every engine is given."""

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


def take(
    articles: Iterable[PlainArticle], count: int | None, seed: int
) -> Iterator[PlainArticle]:
    """Yield *count* articles: those given, then generated ones; None for those given.

    The same articles, count and seed yield the same. A generated article has the
    sentences of three of those given, in any order, the words of every other one
    shuffled, and now and then a word of its own: phrases stay, but in part.
    """
    given: list[PlainArticle] = []
    for article in articles:
        if len(given) == count:
            return
        yield article
        if count is not None:
            given.append(article)
    if count is None:
        return
    if not given:
        raise ValueError("there is no article to begin with; give a file that has one")
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for number in range(len(given), count):
        yield _generate(number, given, chance)


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


def _generate(
    number: int, given: list[PlainArticle], chance: random.Random
) -> PlainArticle:
    parents = [chance.choice(given) for _ in range(3)]
    sentences = [
        sentence
        for parent in parents
        for sentence in _SENTENCE_END.split(parent.body)
        if chance.random() < 1 / len(parents)
    ]
    chance.shuffle(sentences)
    body = " ".join(
        _vary(sentence, chance, shuffled=place % 2 == 1)
        for place, sentence in enumerate(sentences)
    )
    return PlainArticle(
        f"generated-{number}",
        _vary(parents[0].title, chance, shuffled=False),
        body,
        parents[0].source,
        _FIRST_DATE + timedelta(minutes=chance.randrange(_MINUTES)),
    )


def _vary(sentence: str, chance: random.Random, *, shuffled: bool) -> str:
    words = [
        _coin(chance) if chance.random() * 100 < _COINED_PERCENT else word
        for word in sentence.split()
    ]
    if shuffled:
        chance.shuffle(words)
    return " ".join(words)


def _coin(chance: random.Random) -> str:
    """Return a word of three syllables, the first of the table more often."""
    return "".join(
        _SYLLABLES[int(len(_SYLLABLES) * chance.random() ** 2)] for _ in range(3)
    )
