"""The plan of a run: what is asked, how often, and what is added."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING

from .articles import load_articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .articles import PlainArticle
    from .questions import Question

_DIGITS = str.maketrans("0123456789", "bcdfgkmprt")


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an engine is put through; the same for each."""

    #: As :func:`~.articles.save_articles` wrote them.
    articles: Path
    #: By class.
    questions: Mapping[str, Sequence[Question]]
    #: Those asked again after the adding.
    probe: Sequence[Question]
    #: How often each question is asked; its median time counts.
    rounds: int
    #: Articles to add, one at a time.
    adds: int

    def additions(self) -> Iterator[tuple[str, PlainArticle]]:
        """Yield the articles to add, each with a word that no other article has.

        They are those of the archive, under new ids and with the word before the
        title.
        """
        for number, article in enumerate(
            islice(cycle(load_articles(self.articles)), self.adds)
        ):
            word = f"zyx{number:05}x".translate(_DIGITS)
            yield (
                word,
                article._replace(id=f"added-{number}", title=f"{word} {article.title}"),
            )
