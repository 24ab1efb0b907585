"""The answers of the JSON addresses, as pydantic models.

They describe and are not used to answer: the objects are written by the layers
below. That no answer has a name which its model lacks is a law of the tests.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

#: Half-open, in code points.
Span: TypeAlias = tuple[int, int]
#: Stands for a name that an answer may be without.
_MAYBE: Any = Field(default=None)


class Answer(BaseModel):
    """An object that is answered; later versions may add names."""

    model_config = ConfigDict(defer_build=True)


class ProblemItem(Answer):
    """One thing wrong with a request."""

    parameter: str = Field(description="The parameter's name, or `body`.")
    code: str = Field(description="A stable name; see the page of the error.")
    at: Span | None = Field(description="Its place in the value, in code points.")
    detail: str = Field(description="A sentence for the reader.")
    suggestion: str | None = Field(description="A value that would work.")


class ProblemDocument(Answer):
    """An error (RFC 9457)."""

    type: str = Field(description="The address of a page on this error.")
    title: str = Field(description="What the error is, for the reader.")
    status: int = Field(description="The status of the answer.", ge=400, le=599)
    detail: str = Field(description="What is wrong here, for the reader.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="A stable name of the error.")
    errors: list[ProblemItem] = Field(description="All that is wrong with the request.")
    request_id: str = Field(description="Under which the server's log tells of it.")


class WarningItem(Answer):
    """What was repaired in a query, or read otherwise than typed."""

    code: str
    detail: str
    at: Span | None
    suggestion: str | None


class QueryEcho(Answer):
    """How the request was read."""

    q: str
    read_as: str = Field(description="The query in words, with the forms of its words.")
    tz: str
    date_from: str | None = Field(description="The first instant of the range.")
    date_to: str | None = Field(description="The first instant behind the range.")
    clock: str = Field(description="From which relative dates are counted.")
    warnings: list[WarningItem]


class Marked(Answer):
    """A passage with its marks."""

    field: str
    html: str = Field(description="Escaped text with `<mark>` and nothing else.")
    text: str
    start: int = Field(description="Its place in the field, in code points.")
    matches: list[Span] = Field(description="The marks, in code points of `text`.")


class Highlights(Answer):
    """The marked title."""

    title: Marked


class ScorePart(Answer):
    """What one clause added to a score."""

    clause: str
    score: float
    idf: float
    boost: float
    document_frequency: int
    documents: int
    fields: dict[str, dict[str, float]]


class ArticleFields(Answer):
    """What is told of an article: the fields asked for."""

    id: str
    title: str = _MAYBE
    body: str = _MAYBE
    published: str | None = Field(
        default=None, description="Cut at its precision: `1987`, `1987-10`, …"
    )
    date_precision: Literal["year", "month", "day", "minute", "second"] | None = None
    date_source: Literal["given", "derived", "missing"] = _MAYBE
    updated: str | None = None
    authors: list[str] = _MAYBE
    source: str | None = None
    section: str | None = None
    tags: list[str] = _MAYBE
    language: str | None = None
    url: str | None = None
    extra: dict[str, Any] = _MAYBE


class WholeArticle(ArticleFields):
    """An article with all its fields."""

    revision: str


class FirstCopy(Answer):
    """The article of a story that was published first."""

    id: str
    source: str | None
    published: str | None


class HitStory(Answer):
    """With `collapse`: the story of a hit that has copies among what matches."""

    id: str = Field(description="To be given as `story`: the copies alone.")
    copies: int = Field(description="Articles that match besides the hit.")
    sources: list[str] = Field(
        description="Their sources but the hit's own, the first to publish first."
    )
    first: FirstCopy | None = Field(
        description="The first to be published, perhaps the hit; none without a date."
    )


class Hit(ArticleFields):
    """An article that matches."""

    score: float
    story: HitStory = _MAYBE
    highlights: Highlights = _MAYBE
    snippets: list[Marked] = _MAYBE
    explanation: list[ScorePart] = _MAYBE


class FacetValue(Answer):
    """A value and how many hits have it."""

    value: str
    count: int
    selected: bool


class Facet(Answer):
    """A field counted over the hits, its own filter left aside."""

    values: list[FacetValue]
    missing: int = Field(description="Hits without a value.")
    more: int = Field(description="How many further values there are.")


class Bucket(Answer):
    """A day, week, month or year."""

    key: str
    from_: str = Field(alias="from", description="Its first day.")
    to: str = Field(description="Its last day.")
    count: int
    of: int = Field(description="All articles of the archive in it.")
    share: float


class Timeline(Answer):
    """The hits over time, without gaps."""

    interval: Literal["day", "week", "month", "year"]
    buckets: list[Bucket]
    undated: int
    imprecise: int = Field(description="Hits whose date spans several buckets.")


class Correction(Answer):
    """A query that finds more."""

    q: str
    total: int


class ClauseTotal(Answer):
    """How much a part of the search finds by itself."""

    clause: str
    parameters: list[str]
    at: Span | None
    total: int


class Nearest(Answer):
    """The nearest search that finds something."""

    q: str
    left_out: list[str]
    unquoted: list[str]
    total: int


class NoHits(Answer):
    """Why nothing was found."""

    clauses: list[ClauseTotal]
    nearest: Nearest | None
    complete: bool


class Found(Answer):
    """What every answer of a search tells."""

    query: QueryEcho
    total: int = Field(description="Exact, always.")
    total_relation: Literal["eq"]
    undated_excluded: int
    imprecise_excluded: int
    took_ms: float
    partial: Literal[False]
    revision: str = Field(description="`edition.generation`: what was searched.")
    facets: dict[str, Facet] = _MAYBE


class SearchAnswer(Found):
    """A page of hits."""

    page: int
    per_page: int
    next: str | None = Field(description="The address of the next page.")
    previous: str | None
    next_cursor: str | None
    results: list[Hit]
    stories: int = _MAYBE
    timeline: Timeline = _MAYBE
    did_you_mean: Correction | None
    no_hits: NoHits | None


class TimelineAnswer(Found):
    """The hits over time."""

    timeline: Timeline


class Completion(Answer):
    """What is typed with its last word completed."""

    q: str
    word: str
    total: int


class SuggestedTitle(Answer):
    """An article that has what is typed in its title."""

    id: str
    title: str
    published: str | None


class SuggestAnswer(Answer):
    """How a query may go on."""

    q: str
    completions: list[Completion]
    titles: list[SuggestedTitle]
    revision: str


class SimilarHit(Hit):
    """An article that is similar."""

    words: list[str] = Field(description="Those of the telling words that it has.")


class SimilarAnswer(Answer):
    """The articles that are similar to one."""

    id: str
    words: list[str] = Field(description="Those that tell it from others.")
    results: list[SimilarHit]
    revision: str
    took_ms: float


class ConcordanceLine(Answer):
    """A place, with what is around it."""

    id: str
    title: str
    source: str | None
    published: str | None
    field: str
    start: int
    end: int
    left: str
    keyword: str
    right: str


class ConcordanceAnswer(Answer):
    """A page of lines."""

    query: QueryEcho
    total: int = Field(description="Lines there are, on all pages.")
    articles: int
    revision: str
    sort: str
    page: int
    per_page: int
    next: str | None
    previous: str | None
    lines: list[ConcordanceLine]


class FieldItem(Answer):
    """A field of an article."""

    name: str
    type: Literal["text", "texts", "date", "word", "object"]
    query: str | None = Field(description="Its name in a query.")
    filter: str | None = Field(description="The parameter that filters by it.")
    sortable: bool
    articles: int | None
    searchable: bool
    facetable: bool
    coverage: float | None


class FieldsAnswer(Answer):
    """The fields there are."""

    revision: str
    articles: int
    fields: list[FieldItem]


class QueryNode(Answer):
    """A part of a query; what else it has goes by its type."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    type: str
    at: Span


class ParseAnswer(Answer):
    """How a query is read."""

    query: QueryEcho
    canonical: str
    tree: QueryNode
    revision: str


class ChangeAnswer(Answer):
    """What became of an article."""

    id: str
    outcome: Literal["added", "replaced", "unchanged", "deleted"]
    revision: str


class HealthAnswer(Answer):
    """That the process answers."""

    status: Literal["ok"]


class ReadyAnswer(Answer):
    """What is served."""

    status: Literal["ready"]
    revision: str
    articles: int
    damage: list[str] = Field(description="Files that were found damaged.")
