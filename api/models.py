"""The parameters of each address: their names, types and meaning, as pydantic models.

A model turns what stands in a URL (texts) or a JSON body (typed values) into
the types of :class:`~broadsheet.search.SearchRequest`. What values mean, and
which are allowed, is judged there, once for HTTP, Python and command line; the
JSON Schema of a model tells it from the same rules.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from ..index import MAX_ID_BYTES
from ..search import (
    ALLOWED,
    ARTICLE_FIELDS,
    CONCORDANCE_RULES,
    EXPORT_FORMATS,
    SIMILAR_SIZE,
    SUGGEST_SIZE,
    SearchRequest,
)
from .parameter_types import Flag, Names, Parameters, Snippets, Text, Values, Whole

_DEFAULTS = SearchRequest()
#: Of ids, as keywords of JSON Schema. It cannot count bytes: that there may be no
#: more than 512 is told in words, for characters that take several.
ID_ALLOWED = {
    "minLength": 1,
    "maxLength": MAX_ID_BYTES,
    "pattern": r"^[^\x00-\x1f\x7f-\x9f]*$",
}


class NoParameters(Parameters):
    """For an address without any."""


class ArticleParameters(Parameters):
    """For an article by its id, where a path cannot carry it."""

    allowed: ClassVar = {"id": ID_ALLOWED}

    id: Text = Field(
        description="The article's id, 1 to 512 bytes of UTF-8.",
        examples=["harbour-2024-11-storm"],
    )


class SuggestParameters(Parameters):
    """What is typed of a query."""

    allowed: ClassVar = {"size": SUGGEST_SIZE.allowed}

    q: Text = Field("", description="What is typed so far.", examples=["harbour wal"])
    size: Whole = Field(8, description="How many completions and titles at most.")


class NarrowingParameters(Parameters):
    """Which articles are meant, whatever stands in them."""

    date_from: Text | None = Field(
        _DEFAULTS.date_from,
        description="The first date, included: a year, a month, a day, an RFC 3339 "
        "time, or how long ago, such as `7d`.",
        examples=["2016-07"],
    )
    date_to: Text | None = Field(
        _DEFAULTS.date_to,
        description="The last date, included; written as `date_from` is.",
        examples=["2024"],
    )
    since: Text | None = Field(
        _DEFAULTS.since,
        description="A span up to now, in hours, days, weeks, months or years. Not "
        "beside `date_from` or `date_to`.",
    )
    tz: Text | None = Field(
        _DEFAULTS.tz,
        description="The IANA name of the zone in which days begin and end; the "
        "archive's unless given.",
        examples=["Europe/London"],
    )
    undated: Text | None = Field(
        _DEFAULTS.undated,
        description="What becomes of articles without a date: `exclude` unless given "
        "where there is a range, else `include`.",
    )
    source: Values = Field(
        _DEFAULTS.source,
        description="Only articles of this source, its whole name, capitals and "
        "accents aside; repeat it for alternatives.",
        examples=[["Northern Wire"]],
    )
    section: Values = Field(
        _DEFAULTS.section, description="Only articles of this section; as `source`."
    )
    author: Values = Field(
        _DEFAULTS.author, description="Only articles by this author; as `source`."
    )
    tag: Values = Field(
        _DEFAULTS.tag, description="Only articles with this tag; as `source`."
    )
    lang: Values = Field(
        _DEFAULTS.lang,
        description="Only articles in this language, a code such as `en`; as `source`.",
    )
    exclude: dict[str, Values] = Field(
        {}, description="By filter: values whose articles are left out."
    )


class QuestionParameters(NarrowingParameters):
    """Which articles are meant."""

    q: Text = Field(
        _DEFAULTS.q,
        description="The query, in the query language; everything unless given. Text "
        "that is no query is the error `invalid_query`, unless `syntax=lenient`.",
        examples=["harbour storm"],
    )
    within: Names = Field(
        _DEFAULTS.within, description="Fields searched where the query names none."
    )
    op: Text = Field(
        _DEFAULTS.op,
        description="How words side by side are joined: `or` makes them alternatives.",
    )
    stem: Text | None = Field(
        _DEFAULTS.stem,
        description="The language whose inflections are joined, or `none`. Unless "
        "given that of a single `lang`, else the archive's.",
    )
    syntax: Text = Field(
        _DEFAULTS.syntax,
        description="Whether a broken query is an error or is repaired, with warnings.",
    )
    story: Text | None = Field(
        _DEFAULTS.story,
        description="Only articles of this story, the `story.id` of a hit.",
        examples=["5f1d0c7e2ab94836"],
    )


class SimilarParameters(NarrowingParameters):
    """An article, and which of those that are similar to it are meant."""

    allowed: ClassVar = {**ALLOWED, "id": ID_ALLOWED, "size": SIMILAR_SIZE.allowed}

    id: Text = Field(
        description="The article to which others are similar.",
        examples=["harbour-2024-11-storm"],
    )
    size: Whole = Field(10, description="How many articles at most.")
    fields: Names = Field(
        _DEFAULTS.fields, description="Fields of the article in each hit."
    )

    def narrowing(self) -> dict[str, Any]:
        """Return what was given beside id and size."""
        given = self.given()
        return {name: given[name] for name in given if name not in ("id", "size")}


class TimelineParameters(QuestionParameters):
    """Articles over time."""

    interval: Text = Field("auto", description="How long a bucket is.")


class RankedParameters(QuestionParameters):
    """Articles in an order."""

    sort: Text = Field(
        _DEFAULTS.sort, description="The order; articles without a date come last."
    )
    recency: Text | None = Field(
        _DEFAULTS.recency,
        description="The half-life of the score by age; none unless given.",
        examples=["30d"],
    )


class PagedParameters(RankedParameters):
    """Articles in an order, a page at a time."""

    collapse: Text | None = Field(
        _DEFAULTS.collapse,
        description="`story` lists of each story, articles that are copies of each "
        "other, only the first hit in the order; `total` and facets still count "
        "articles, `stories` counts stories.",
    )
    page: Whole = Field(
        _DEFAULTS.page, description="Which page; one behind the last is empty."
    )
    per_page: Whole = Field(_DEFAULTS.per_page, description="How many a page has.")
    cursor: Text | None = Field(
        _DEFAULTS.cursor,
        description="Where the page before ended, as its answer says: `next_cursor`. "
        "The parameters that decide what is found must be those of that page. Not "
        "beside `page`.",
    )


class SearchParameters(PagedParameters):
    """Articles, and what is to be told of them."""

    fields: Names = Field(
        _DEFAULTS.fields, description="Fields of the article in each hit."
    )
    highlight: Flag = Field(
        _DEFAULTS.highlight, description="Whether titles and snippets are marked."
    )
    snippets: Snippets = Field(
        _DEFAULTS.snippets, description="Passages a hit, or `all`."
    )
    snippet_size: Whole = Field(
        _DEFAULTS.snippet_size, description="Characters a passage."
    )
    facet: Names = Field(_DEFAULTS.facet, description="What the hits are counted by.")
    facet_size: Whole = Field(_DEFAULTS.facet_size, description="Values a facet.")
    interval: Text | None = Field(
        _DEFAULTS.interval,
        description="Adds a timeline with buckets of this length; none unless given.",
    )
    explain: Flag = Field(
        _DEFAULTS.explain, description="Whether the parts of each score are given."
    )


class ExportParameters(RankedParameters):
    """Articles, all of them, and how they are written."""

    allowed: ClassVar = {**ALLOWED, "format": {"enum": list(EXPORT_FORMATS)}}

    fields: Names = Field(
        ARTICLE_FIELDS, description="Fields of the article; `id` is always there."
    )
    format: Text = Field("ndjson", description="How they are written.")


class FeedParameters(PagedParameters):
    """Articles as news."""

    sort: Text = Field("newest", description="The order.")
    per_page: Whole = Field(20, description="How many entries.")


class PlacesParameters(QuestionParameters):
    """Places of words, a page at a time."""

    allowed: ClassVar = {
        **ALLOWED,
        **{name: rule.allowed for name, rule in CONCORDANCE_RULES.items()},
    }

    sort: Text = Field(
        "position",
        description="By article and place, or by the words on the left or right.",
    )
    context: Whole = Field(60, description="Characters to either side.")
    page: Whole = Field(1, description="Which page of lines.")
    per_page: Whole = Field(50, description="How many lines a page has.")


class ConcordanceParameters(PlacesParameters):
    """Places of words, and how they are told."""

    FORMATS: ClassVar = ("json", *EXPORT_FORMATS)
    allowed: ClassVar = {
        **PlacesParameters.allowed,
        "q": {"minLength": 1},
        "format": {"enum": list(FORMATS)},
    }

    q: Text = Field(
        description="The query; words or phrases must be in it.", examples=["storm"]
    )
    format: Text = Field("json", description="A page as JSON, or every line as a file.")


class ArticlePageParameters(SearchParameters):
    """A search, and the article of it to show, where a path cannot carry its id."""

    allowed: ClassVar = {**ALLOWED, "id": ID_ALLOWED}

    id: Text = Field(
        description="The article's id.", examples=["harbour-2024-11-storm"]
    )
