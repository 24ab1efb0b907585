"""What every engine is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Hits of an answer, each with a snippet.
HITS = 10
#: Characters that a snippet may have, where an engine lets one say so.
SNIPPET_SIZE = 160

#: What a question is about; the names are those of a searcher's methods.
Kind = Literal[
    "all_of", "any_of", "phrase", "newest", "prefix", "fuzzy", "without", "counted"
]


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in UTC; both belong to it."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; the words are lower-case ASCII letters."""

    kind: Kind
    words: tuple[str, ...] = ()
    #: Set for ``newest`` and ``counted``; may be set for ``all_of`` and ``phrase``.
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One hit as it would be shown."""

    id: str
    title: str
    #: Marked as its engine does; empty where it finds nothing to mark.
    snippet: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found."""

    #: Exact number of articles that match.
    total: int
    #: The first ten of them.
    hits: tuple[Found, ...]
    #: For ``counted``: articles by source, the ten most frequent at least.
    sources: Mapping[str, int] = field(default_factory=dict)
    #: For ``counted``: articles of each month, or of each 30 days, that has any.
    timeline: tuple[int, ...] = ()
