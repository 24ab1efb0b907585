"""The workload: questions of each class, drawn from the articles' own words.

The same articles, seed and number draw the same questions. A class has a source of
chance of its own, so that one more class leaves the others as they were.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from .questions import Question, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from .articles import PlainArticle

# Words that every tokenizer reads alike: lower-case letters between spaces, a mark
# of punctuation allowed after the last.
_WORD = re.compile(r"(?<!\S)[a-z]+(?=[.,;:]?(?:\s|$))")
_RUN = re.compile(r"(?<!\S)[a-z]+(?:\s[a-z]+)+(?=[.,;:]?(?:\s|$))")
_SHORTEST_WORD = 4
_LONG_WORD = 7
_PREFIX_LETTERS = 5
#: The words in most articles, of which a phrase of very common words is made.
_WIDEST = 40
#: Articles kept to draw words that stand together.
_KEPT = 2_000
_ATTEMPTS = 1_000
#: Questions in a row that were drawn before, until they may be asked twice.
_REPEATS = 100


class WorkloadError(ValueError):
    """The articles do not hold what the questions are drawn from."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What questions are drawn from: words by band, some articles, all dates.

    A band is a share of the articles: rare at most 1 in 1,000 (at least two),
    medium 1 in 200 to 1 in 50, common at least 1 in 20.
    """

    rare: tuple[str, ...]
    medium: tuple[str, ...]
    common: tuple[str, ...]
    widest: frozenset[str]
    texts: tuple[str, ...]
    #: In order; that of every dated article.
    dates: tuple[date, ...]
    #: How many were counted.
    articles: int

    @classmethod
    def of(cls, articles: Iterable[PlainArticle], seed: int) -> Vocabulary:
        """Count the words of *articles*, read once."""
        chance = _chance(seed, "articles")
        counts: Counter[str] = Counter()
        texts: list[str] = []
        dates = []
        number = 0
        for number, article in enumerate(articles, start=1):
            counts.update(set(_WORD.findall(f"{article.title}\n{article.body}")))
            _keep(texts, article.body, number, chance)
            if article.date is not None:
                dates.append(article.date.date())
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        words = {word: counts[word] for word in ranked if len(word) >= _SHORTEST_WORD}
        return cls(
            rare=_band(words, 2, max(3, number // 1_000)),
            medium=_band(words, max(4, number // 200), max(8, number // 50)),
            common=_band(words, max(9, number // 20), number),
            widest=frozenset(ranked[:_WIDEST]),
            texts=tuple(texts),
            dates=tuple(sorted(dates)),
            articles=number,
        )


def draw_questions(
    vocabulary: Vocabulary, number: int, seed: int
) -> dict[str, tuple[Question, ...]]:
    """Return *number* questions of each class, by the class's name.

    No question of a class stands in it twice, unless it has too few of them.

    :raises WorkloadError: if the articles are too few or too much alike.
    """
    return {
        name: tuple(islice(_draw_all(vocabulary, seed, name), number))
        for name in CLASSES
    }


def _draw_all(vocabulary: Vocabulary, seed: int, name: str) -> Iterable[Question]:
    draw = _Draw(vocabulary, _chance(seed, name))
    drawn: set[Question] = set()
    repeats = 0
    while True:
        question = CLASSES[name](draw)
        repeats = repeats + 1 if question in drawn else 0
        if repeats == 0 or repeats > _REPEATS:
            drawn.add(question)
            yield question


class _Draw:
    """Draws what questions are made of."""

    def __init__(self, vocabulary: Vocabulary, chance: random.Random) -> None:
        self._vocabulary = vocabulary
        self._chance = chance

    def rare(self) -> str:
        return self._one(self._vocabulary.rare, "rare word")

    def medium(self) -> str:
        return self._one(self._vocabulary.medium, "word of medium frequency")

    def common(self) -> str:
        return self._one(self._vocabulary.common, "common word")

    def long(self) -> str:
        words = (*self._vocabulary.medium, *self._vocabulary.common)
        return self._one([word for word in words if len(word) >= _LONG_WORD], "word")

    def misspelt(self) -> str:
        word = self.long()
        place = self._chance.randrange(1, len(word) - 1)
        letters = "abcdefghijklmnopqrstuvwxyz".replace(word[place], "")
        return word[:place] + self._chance.choice(letters) + word[place + 1 :]

    def several(self, number: int) -> tuple[str, ...]:
        """Return words that need not stand together."""
        words = (*self._vocabulary.medium, *self._vocabulary.common)
        if len(words) < number:
            raise _too_few(f"{number} words of medium frequency")
        return tuple(self._chance.sample(words, number))

    def together(self, number: int) -> tuple[str, ...]:
        """Return words of one article."""
        usable = {*self._vocabulary.medium, *self._vocabulary.common}

        def words_of(text: str) -> tuple[str, ...] | None:
            found = sorted(usable.intersection(_WORD.findall(text)))
            if len(found) < number:
                return None
            return tuple(self._chance.sample(found, number))

        return self._from_text(words_of, f"article with {number} such words")

    def phrase(self, number: int, *, widest: bool = False) -> tuple[str, ...]:
        """Return neighbours: all of them very common, or not all of them."""
        wide = self._vocabulary.widest

        def phrase_of(text: str) -> tuple[str, ...] | None:
            runs = [run.split() for run in _RUN.findall(text)]
            phrases = [
                tuple(run[start : start + number])
                for run in runs
                for start in range(len(run) - number + 1)
                if wide.issuperset(run[start : start + number]) == widest
            ]
            return self._chance.choice(phrases) if phrases else None

        return self._from_text(phrase_of, f"phrase of {number} words")

    def span(self) -> Span:
        """Return the days of a quarter of the dated articles."""
        dates = self._dates()
        start = self._chance.randrange(len(dates) - len(dates) // 4)
        return Span(dates[start], dates[start + len(dates) // 4])

    def all_dates(self) -> Span:
        dates = self._dates()
        return Span(dates[0], dates[-1])

    def _dates(self) -> tuple[date, ...]:
        if not self._vocabulary.dates:
            raise _too_few("article with a date")
        return self._vocabulary.dates

    def _one(self, words: Iterable[str], what: str) -> str:
        choices = tuple(words)
        if not choices:
            raise _too_few(what)
        return self._chance.choice(choices)

    def _from_text(
        self, find: Callable[[str], tuple[str, ...] | None], what: str
    ) -> tuple[str, ...]:
        for _ in range(_ATTEMPTS):
            found = find(self._chance.choice(self._vocabulary.texts))
            if found is not None:
                return found
        raise _too_few(what)


#: Every class, in the order of the report, and how a question of it is drawn.
CLASSES: Mapping[str, Callable[[_Draw], Question]] = {
    "rare term": lambda draw: Question("all_of", (draw.rare(),)),
    "medium term": lambda draw: Question("all_of", (draw.medium(),)),
    "common term": lambda draw: Question("all_of", (draw.common(),)),
    "AND of 2": lambda draw: Question("all_of", draw.together(2)),
    "AND of 3": lambda draw: Question("all_of", draw.together(3)),
    "OR of 3": lambda draw: Question("any_of", draw.several(3)),
    "OR of 8": lambda draw: Question("any_of", draw.several(8)),
    "phrase of 2": lambda draw: Question("phrase", draw.phrase(2)),
    "phrase of 4": lambda draw: Question("phrase", draw.phrase(4)),
    "phrase, very common": lambda draw: Question("phrase", draw.phrase(2, widest=True)),
    "phrase in dates": lambda draw: Question("phrase", draw.phrase(2), draw.span()),
    "term in dates": lambda draw: Question("all_of", (draw.common(),), draw.span()),
    "dates, newest first": lambda draw: Question("newest", span=draw.span()),
    "prefix": lambda draw: Question("prefix", (draw.long()[:_PREFIX_LETTERS],)),
    "fuzzy, 1 edit": lambda draw: Question("fuzzy", (draw.misspelt(),)),
    "NOT": lambda draw: Question("without", (draw.common(), draw.medium())),
    "facets and timeline": lambda draw: Question(
        "counted", (draw.common(),), draw.all_dates()
    ),
}

#: The class that tells how much slower questions are after articles were added.
PROBE = "rare term"


def _chance(seed: int, name: str) -> random.Random:
    return random.Random(f"{seed} {name}")  # noqa: S311 - repeatable on purpose


def _keep(texts: list[str], text: str, number: int, chance: random.Random) -> None:
    """Keep *text*, the *number*-th, so that each is kept with the same chance."""
    if len(texts) < _KEPT:
        texts.append(text)
    elif (place := chance.randrange(number)) < _KEPT:
        texts[place] = text


def _band(words: Mapping[str, int], least: int, most: int) -> tuple[str, ...]:
    return tuple(word for word, count in words.items() if least <= count <= most)


def _too_few(what: str) -> WorkloadError:
    return WorkloadError(f"the articles hold no {what}; give more of them")
