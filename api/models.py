"""The parameters of each address: their names and types, as pydantic models.

A model turns what stands in a URL (texts) or a JSON body (typed values) into
the types of :class:`~broadsheet.search.SearchRequest`. What values mean, and
which are allowed, is judged there, once for HTTP, Python and command line.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from ..search import ARTICLE_FIELDS, SearchRequest

_DEFAULTS = SearchRequest()
_WHOLE = re.compile(r"-?[0-9]{1,1000}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise PydanticCustomError("not_text", "must be text")


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise PydanticCustomError("not_a_number", "must be a whole number")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    raise PydanticCustomError("not_a_flag", "must be true or false")


def _snippets(value: Any) -> int | str:
    return "all" if value == "all" else _whole(value)


def _values(value: Any) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    if all(isinstance(each, str) for each in several):
        return tuple(several)
    raise PydanticCustomError("not_texts", "must be a text or a list of texts")


def _names(value: Any) -> tuple[str, ...]:
    parts = [part.strip() for each in _values(value) for part in each.split(",")]
    return tuple(part for part in parts if part)


Text: TypeAlias = Annotated[str, BeforeValidator(_text)]
Whole: TypeAlias = Annotated[int, BeforeValidator(_whole)]
Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag)]
Snippets: TypeAlias = Annotated[int | str, BeforeValidator(_snippets)]
#: Texts as given, repeated or in a list; a comma is part of a value.
Values: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_values)]
#: Names, repeated, in a list or separated by commas.
Names: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_names)]


class Parameters(BaseModel):
    """The parameters of one address; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, Any]:
        """Return the values that were given, by name; no defaults."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class NoParameters(Parameters):
    """For an address without any."""


class ArticleParameters(Parameters):
    """For an article by its id, where a path cannot carry it."""

    id: Text


class SuggestParameters(Parameters):
    """What is typed of a query."""

    q: Text = ""
    size: Whole = 8


class QuestionParameters(Parameters):
    """Which articles are meant."""

    q: Text = _DEFAULTS.q
    within: Names = _DEFAULTS.within
    op: Text = _DEFAULTS.op
    stem: Text | None = _DEFAULTS.stem
    syntax: Text = _DEFAULTS.syntax
    date_from: Text | None = _DEFAULTS.date_from
    date_to: Text | None = _DEFAULTS.date_to
    since: Text | None = _DEFAULTS.since
    tz: Text | None = _DEFAULTS.tz
    undated: Text | None = _DEFAULTS.undated
    source: Values = _DEFAULTS.source
    section: Values = _DEFAULTS.section
    author: Values = _DEFAULTS.author
    tag: Values = _DEFAULTS.tag
    lang: Values = _DEFAULTS.lang
    exclude: dict[str, Values] = {}


class SimilarParameters(Parameters):
    """An article, and which of those that are similar to it are meant."""

    id: Text
    size: Whole = 10
    date_from: Text | None = _DEFAULTS.date_from
    date_to: Text | None = _DEFAULTS.date_to
    since: Text | None = _DEFAULTS.since
    tz: Text | None = _DEFAULTS.tz
    undated: Text | None = _DEFAULTS.undated
    source: Values = _DEFAULTS.source
    section: Values = _DEFAULTS.section
    author: Values = _DEFAULTS.author
    tag: Values = _DEFAULTS.tag
    lang: Values = _DEFAULTS.lang
    exclude: dict[str, Values] = {}
    fields: Names = _DEFAULTS.fields

    def narrowing(self) -> dict[str, Any]:
        """Return what was given beside id and size."""
        given = self.given()
        return {name: given[name] for name in given if name not in ("id", "size")}


class TimelineParameters(QuestionParameters):
    """Articles over time."""

    interval: Text = "auto"


class SearchParameters(QuestionParameters):
    """Articles, and what is to be told of them."""

    sort: Text = _DEFAULTS.sort
    recency: Text | None = _DEFAULTS.recency
    page: Whole = _DEFAULTS.page
    per_page: Whole = _DEFAULTS.per_page
    cursor: Text | None = _DEFAULTS.cursor
    fields: Names = _DEFAULTS.fields
    highlight: Flag = _DEFAULTS.highlight
    snippets: Snippets = _DEFAULTS.snippets
    snippet_size: Whole = _DEFAULTS.snippet_size
    facet: Names = _DEFAULTS.facet
    facet_size: Whole = _DEFAULTS.facet_size
    interval: Text | None = _DEFAULTS.interval
    explain: Flag = _DEFAULTS.explain


class ExportParameters(QuestionParameters):
    """Articles, all of them, and how they are written."""

    sort: Text = _DEFAULTS.sort
    recency: Text | None = _DEFAULTS.recency
    fields: Names = ARTICLE_FIELDS
    format: Text = "ndjson"


class FeedParameters(QuestionParameters):
    """Articles as news."""

    sort: Text = "newest"
    recency: Text | None = _DEFAULTS.recency
    page: Whole = _DEFAULTS.page
    per_page: Whole = 20
    cursor: Text | None = _DEFAULTS.cursor


class ConcordanceParameters(QuestionParameters):
    """Places of words, and how they are told."""

    sort: Text = "position"
    context: Whole = 60
    page: Whole = 1
    per_page: Whole = 50
    format: Text = "json"


class ArticlePageParameters(SearchParameters):
    """A search, and the article of it to show, where a path cannot carry its id."""

    id: Text
