"""Broadsheet itself, through the library's door."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

from ...search import Archive
from .questions import HITS, SNIPPET_SIZE, Answer, Found

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ...search import Hit
    from .articles import PlainArticle
    from .engine import Searcher
    from .questions import Span


class Broadsheet:
    """An archive; words are searched with their inflections, phrases exactly."""

    name = "broadsheet"
    threaded = True
    notes = ("broadsheet marks the title of each hit as well.",)

    def version(self) -> str:
        """Return the installed version."""
        return version("broadsheet")

    def build(
        self, articles: Iterable[PlainArticle], folder: Path, threads: int
    ) -> None:
        """Rebuild an archive from *articles*."""
        with Archive.open(folder, create=True) as archive:
            archive.rebuild(map(record, articles), strict=True, threads=threads)

    def open(self, folder: Path) -> Searcher:
        """Open the archive and a snapshot of it."""
        archive = Archive.open(folder)
        archive.ready()
        return through(_Library(archive))


class Door(Protocol):
    """A way into an archive."""

    def search(self, **parameters: Any) -> Answer:
        """Return what a search finds."""

    def add(self, article: PlainArticle) -> None:
        """Add an article, durably."""

    def close(self) -> None:
        """Let go of all that was opened."""


def through(door: Door) -> Searcher:
    """Return what asks and adds through *door*."""
    return _Searcher(door)


class _Searcher:
    def __init__(self, door: Door) -> None:
        self._search = door.search
        self.add = door.add
        self.close = door.close

    def all_of(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._ask(" ".join(words), **_range(span))

    def any_of(self, words: tuple[str, ...]) -> Answer:
        return self._ask(" OR ".join(words))

    def phrase(self, words: tuple[str, ...], span: Span | None) -> Answer:
        return self._ask(f'"{" ".join(words)}"', **_range(span))

    def newest(self, span: Span) -> Answer:
        return self._ask("", sort="newest", **_range(span))

    def prefix(self, letters: str) -> Answer:
        return self._ask(f"{letters}*")

    def fuzzy(self, word: str) -> Answer:
        return self._ask(f"{word}~1")

    def without(self, wanted: str, unwanted: str) -> Answer:
        return self._ask(f"{wanted} -{unwanted}")

    def counted(self, word: str, span: Span) -> Answer:  # noqa: ARG002
        return self._ask(word, facet=("source",), interval="month")

    def _ask(self, q: str, **parameters: Any) -> Answer:
        return self._search(
            q=q, per_page=HITS, snippets=1, snippet_size=SNIPPET_SIZE, **parameters
        )


class _Library:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def add(self, article: PlainArticle) -> None:
        self._archive.add([record(article)], strict=True)

    def close(self) -> None:
        self._archive.close()

    def search(self, **parameters: Any) -> Answer:
        results = self._archive.search(**parameters)
        hits = tuple(map(_found, results))
        facet = results.facets.get("source")
        timeline = results.timeline
        return Answer(
            results.total,
            hits,
            {each.value: each.count for each in facet.values} if facet else {},
            tuple(each.count for each in timeline.buckets if each.count)
            if timeline
            else (),
        )


def _found(hit: Hit) -> Found:
    snippets = hit.snippets
    return Found(hit.id, hit.title, snippets[0].html if snippets else "")


def record(article: PlainArticle) -> dict[str, str]:
    """Return the record of *article*."""
    made = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
    }
    if article.source:
        made["source"] = article.source
    if article.date is not None:
        made["published"] = article.date.isoformat()
    return made


def _range(span: Span | None) -> dict[str, str]:
    if span is None:
        return {}
    return {"date_from": span.first.isoformat(), "date_to": span.last.isoformat()}
