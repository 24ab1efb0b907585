"""Engine and Searcher: the seam that everything measured stands behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .articles import PlainArticle
    from .questions import Answer, Question, Span


class EngineMissingError(Exception):
    """The engine is not installed; the message says what is missing."""


class CannotAskError(Exception):
    """The engine has no way to ask this; the message says why."""


class Engine(Protocol):
    """Something that builds an index in a folder and searches it.

    Equal work on each side: the same five fields, title and body searched, words
    with their positions, text stored, dates and sources ready to be counted.
    """

    @property
    def name(self) -> str:
        """The heading of its column."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Where its work is not equal after all, one sentence each."""

    @property
    def threaded(self) -> bool:
        """Whether it can build with more than one thread."""

    def version(self) -> str:
        """Return the version of its library, and import it.

        :raises EngineMissingError: if it is not installed.
        """

    def build(
        self, articles: Iterable[PlainArticle], folder: Path, threads: int
    ) -> None:
        """Make an index of *articles* in the empty *folder*; durable on return.

        *threads* is 1 where the engine is not threaded.
        """

    def open(self, folder: Path) -> Searcher:
        """Open the index in *folder*, so far that the next call is a question."""


class Searcher(Protocol):
    """An open index: one method for each kind of question.

    Each counts exactly and gives the best ten hits, best first, with a snippet of
    the body. A method raises :class:`CannotAskError` where the engine has no way.
    """

    def all_of(self, words: tuple[str, ...], span: Span | None) -> Answer:
        """Find every word, each in title or body."""

    def any_of(self, words: tuple[str, ...]) -> Answer:
        """Find at least one of the words."""

    def phrase(self, words: tuple[str, ...], span: Span | None) -> Answer:
        """Find the words side by side in one field."""

    def newest(self, span: Span) -> Answer:
        """Find what is dated in *span*, newest first."""

    def prefix(self, letters: str) -> Answer:
        """Find words that begin with *letters*."""

    def fuzzy(self, word: str) -> Answer:
        """Find words one edit away from *word*, or none."""

    def without(self, wanted: str, unwanted: str) -> Answer:
        """Find *wanted* where *unwanted* is not."""

    def counted(self, word: str, span: Span) -> Answer:
        """Find *word*, its hits counted by source and over time.

        *span* is that of the whole archive: it tells where a timeline begins.
        """

    def add(self, article: PlainArticle) -> None:
        """Add one article: durable on return, found by the next question."""

    def close(self) -> None:
        """Let go of every file."""


def ask(searcher: Searcher, question: Question) -> Answer:
    """Return what *searcher* answers; raises as its methods do."""
    match question.kind:
        case "all_of":
            return searcher.all_of(question.words, question.span)
        case "any_of":
            return searcher.any_of(question.words)
        case "phrase":
            return searcher.phrase(question.words, question.span)
        case "newest":
            return searcher.newest(_span(question))
        case "prefix":
            return searcher.prefix(question.words[0])
        case "fuzzy":
            return searcher.fuzzy(question.words[0])
        case "without":
            return searcher.without(*question.words)
        case "counted":
            return searcher.counted(question.words[0], _span(question))


def _span(question: Question) -> Span:
    if question.span is None:
        raise ValueError(f"a question of kind {question.kind!r} needs a span")
    return question.span
