"""What a search answers: hits, snippets, facets and the timeline, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from .highlight import Snippet, make_snippet, snippet_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..index import Article, StoredArticle
    from .advice import Advice
    from .asked import Asked
    from .corrections import Correction
    from .cursor import Continuation
    from .engine import Row
    from .no_hits import NoHits
    from .query import QueryWarning
    from .shown import Passage
    from .stories import HitStory


# Hits are named tuples, and make their snippets when asked: a search makes dozens,
# and a frozen dataclass takes four times as long to make.


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one clause added to a hit's score, with the numbers it came from."""

    clause: str
    score: float
    idf: float
    boost: float
    #: Articles of the snapshot that the clause matches, and all of them.
    document_frequency: int
    documents: int
    #: By field: occurrences, length in tokens, mean length, weight.
    fields: dict[str, dict[str, float]]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this part."""
        return {
            "clause": self.clause,
            "score": self.score,
            "idf": self.idf,
            "boost": self.boost,
            "document_frequency": self.document_frequency,
            "documents": self.documents,
            "fields": self.fields,
        }


class Hit(NamedTuple):
    """An article that matches, with its score and why."""

    row: Row
    #: The article as it is stored; see :attr:`article`.
    stored: StoredArticle
    #: The whole title with its marks; None with ``highlight=False``.
    title_passage: Passage | None
    #: Chosen passages of the body, in the order of the text.
    passages: Sequence[Passage]
    #: The article's fields that :meth:`to_dict` gives.
    fields: tuple[str, ...]
    #: With ``collapse``, where other articles of its story match too: these.
    story: HitStory | None = None

    @property
    def id(self) -> str:
        """The article's id."""
        return self.row.position.id

    @property
    def score(self) -> float:
        """How well it matches."""
        return self.row.score

    @property
    def explanation(self) -> tuple[ScorePart, ...] | None:
        """The parts of the score, with ``explain``."""
        return self.row.parts

    @property
    def title_highlight(self) -> Snippet | None:
        """The whole title, marked; None with ``highlight=False``."""
        passage = self.title_passage
        return None if passage is None else make_snippet("title", passage)

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """Chosen passages of the body, marked, in the order of the text."""
        return tuple([make_snippet("body", passage) for passage in self.passages])

    @property
    def article(self) -> Article:
        """The whole article."""
        return self.stored.article

    @property
    def title(self) -> str:
        """The article's title."""
        passage = self.title_passage
        return self.stored.title if passage is None else passage[1]

    @property
    def published(self) -> str | None:
        """The article's date, cut at its precision; None if undated."""
        return self.stored.published

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this hit."""
        found: dict[str, Any] = {"id": self.id}
        found |= self.stored.values(self.fields)
        found["score"] = self.score
        if self.story is not None:
            found["story"] = self.story.to_dict()
        if self.title_passage is not None:
            title = snippet_record("title", self.title_passage)
            found["highlights"] = {"title": title}
            found["snippets"] = [
                snippet_record("body", passage) for passage in self.passages
            ]
        if self.explanation is not None:
            found["explanation"] = [part.to_dict() for part in self.explanation]
        return found


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a field and how many articles have it."""

    value: str
    count: int
    selected: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this value."""
        return {"value": self.value, "count": self.count, "selected": self.selected}


@dataclass(frozen=True, slots=True)
class Facet:
    """A field counted over the hits, its own filter left aside."""

    #: The most frequent values first, equal counts by value; selected ones always.
    values: tuple[FacetValue, ...]
    #: Hits without any value.
    missing: int
    #: How many further values there are.
    more: int

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this facet."""
        return {
            "values": [value.to_dict() for value in self.values],
            "missing": self.missing,
            "more": self.more,
        }


class Bucket(NamedTuple):
    """One day, week, month or year: its hits beside all the archive's articles.

    A named tuple, because a timeline has hundreds.
    """

    #: ``2016``, ``2016-07``, ``2016-W27`` or ``2016-07-04``.
    key: str
    #: First day, ``YYYY-MM-DD``.
    first_day: str
    #: Last day, ``YYYY-MM-DD``, inclusive.
    last_day: str
    #: Hits in it.
    count: int  # type: ignore[assignment]  # not a tuple's own count
    #: Articles of the archive in it.
    of: int

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this bucket."""
        return {
            "key": self.key,
            "from": self.first_day,
            "to": self.last_day,
            "count": self.count,
            "of": self.of,
            "share": self.count / self.of if self.of else 0.0,
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """Hits over time, without gaps: empty buckets are listed too."""

    #: ``day``, ``week``, ``month`` or ``year``.
    interval: str
    buckets: tuple[Bucket, ...]
    #: Hits without a date.
    undated: int
    #: Hits whose partial date spans more than one bucket.
    imprecise: int

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this timeline."""
        return {
            "interval": self.interval,
            "buckets": [bucket.to_dict() for bucket in self.buckets],
            "undated": self.undated,
            "imprecise": self.imprecise,
        }


class QueryEcho(NamedTuple):
    """How the request was read, so that it can be checked and repeated."""

    q: str
    read_as: str
    tz: str
    #: The range in the query's zone, RFC 3339, half-open; None where open.
    date_from: str | None
    date_to: str | None
    #: The instant that relative dates were counted from, RFC 3339, UTC.
    clock: str
    warnings: tuple[QueryWarning, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this echo."""
        return {
            "q": self.q,
            "read_as": self.read_as,
            "tz": self.tz,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "clock": self.clock,
            "warnings": [
                {
                    "code": warning.code,
                    "detail": warning.detail,
                    "at": list(warning.at) if warning.at else None,
                    "suggestion": warning.suggestion,
                }
                for warning in self.warnings
            ],
        }


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits and the account of the whole search; iterates over its hits."""

    #: What tells how the request was read.
    asked: Asked
    hits: tuple[Hit, ...]
    #: Exact number of articles that match.
    total: int
    #: Articles that match but for having no date.
    undated_excluded: int
    #: Articles that match but for a partial date that reaches outside the range.
    imprecise_excluded: int
    #: ``edition.generation``: exactly what was searched.
    revision: str
    took_ms: float
    #: None on a page reached by cursor.
    page: int | None
    per_page: int
    #: What signs the cursor of the next page; None on the last.
    continuation: Continuation | None
    facets: dict[str, Facet]
    timeline: Timeline | None
    #: What may be done instead, where little was found.
    advice: Advice | None = None
    #: With ``collapse``: how many stories match; those of one article count too.
    stories: int | None = None

    @property
    def query(self) -> QueryEcho:
        """How the request was read; told anew each time."""
        return self.asked.echo()

    @property
    def read_as(self) -> str:
        """The query as it was understood, words with what was searched for them."""
        return self.query.read_as

    @property
    def did_you_mean(self) -> Correction | None:
        """What may have been meant, where little was found and it finds more."""
        return None if self.advice is None else self.advice.correction

    @property
    def no_hits(self) -> NoHits | None:
        """Why nothing was found; None where something was."""
        return None if self.advice is None else self.advice.no_hits

    @property
    def next(self) -> str | None:
        """The cursor of the next page; None on the last."""
        return None if self.continuation is None else self.continuation.cursor()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, number: int) -> Hit:
        return self.hits[number]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of these results; links are for HTTP to add."""
        return self.with_hits([hit.to_dict() for hit in self.hits])

    def with_hits(self, hits: object) -> dict[str, Any]:
        """Return what :meth:`to_dict` does, with *hits* for the list of hits."""
        found: dict[str, Any] = {
            "query": self.query.to_dict(),
            "total": self.total,
            "total_relation": "eq",
            "undated_excluded": self.undated_excluded,
            "imprecise_excluded": self.imprecise_excluded,
            "took_ms": self.took_ms,
            "partial": False,
            "revision": self.revision,
            "page": self.page,
            "per_page": self.per_page,
            "next_cursor": self.next,
            "results": hits,
            "did_you_mean": self.did_you_mean and self.did_you_mean.to_dict(),
            "no_hits": self.no_hits and self.no_hits.to_dict(),
        }
        if self.stories is not None:
            found["stories"] = self.stories
        if self.facets:
            found["facets"] = {
                name: facet.to_dict() for name, facet in self.facets.items()
            }
        if self.timeline is not None:
            found["timeline"] = self.timeline.to_dict()
        return found
