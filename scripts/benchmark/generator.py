"""The generator: as many articles as wanted, out of those given."""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from .articles import PlainArticle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FIRST_DATE = datetime(2015, 1, 1, tzinfo=UTC)
_MINUTES = 10 * 365 * 24 * 60
#: Articles that others are made of: the first, so that memory stays bounded.
_PARENTS = 25_000
#: Of how many of them each generated article is made.
_PARENTS_OF_EACH = 3
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
class _Parent:
    """An article to make others of, split once."""

    title: Sequence[str]
    sentences: Sequence[Sequence[str]]
    source: str


def join(articles: Iterable[PlainArticle], length: int) -> Iterator[PlainArticle]:
    """Yield one article of each *length* of those given, for longer ones.

    It is the first of them, with the bodies of all.
    """
    given = iter(articles)
    while some := tuple(islice(given, length)):
        yield some[0]._replace(body="\n\n".join(each.body for each in some))


def take(
    articles: Iterable[PlainArticle], count: int | None, seed: int
) -> Iterator[PlainArticle]:
    """Yield *count* articles: those given, then generated ones; None for those given.

    The same articles, count and seed yield the same, and more of them begin with the
    same. A generated article has the sentences of three of those given, in any order,
    the words of every other one shuffled, and now and then a word of its own: phrases
    stay, but in part.
    """
    parents: list[_Parent] = []
    number = 0
    for number, article in enumerate(articles, start=1):
        yield article
        if number == count:
            return
        if count is not None and number <= _PARENTS:
            parents.append(_split(article))
    if count is None:
        return
    if not parents:
        raise ValueError("there is no article to begin with; give a file that has one")
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for each in range(number, count):
        yield _generate(each, parents, chance)


def _split(article: PlainArticle) -> _Parent:
    sentences = _SENTENCE_END.split(article.body)
    return _Parent(_words(article.title), tuple(map(_words, sentences)), article.source)


def _words(text: str) -> tuple[str, ...]:
    # Each spelling once in memory: the same few stand in all articles.
    return tuple(map(sys.intern, text.split()))


def _generate(
    number: int, given: Sequence[_Parent], chance: random.Random
) -> PlainArticle:
    parents = [chance.choice(given) for _ in range(_PARENTS_OF_EACH)]
    sentences = [
        sentence
        for parent in parents
        for sentence in parent.sentences
        if chance.random() < 1 / _PARENTS_OF_EACH
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


def _vary(sentence: Sequence[str], chance: random.Random, *, shuffled: bool) -> str:
    words = [
        _coin(chance) if chance.random() * 100 < _COINED_PERCENT else word
        for word in sentence
    ]
    if shuffled:
        chance.shuffle(words)
    return " ".join(words)


def _coin(chance: random.Random) -> str:
    """Return a word of three syllables, the first of the table more often."""
    return "".join(
        _SYLLABLES[int(len(_SYLLABLES) * chance.random() ** 2)] for _ in range(3)
    )
