"""SearchRequest: everything that can be asked, under the names used everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Filters match a whole value, folded; the names are those of the facets too.
FILTERS = ("source", "section", "author", "tag", "lang")
SORTS = ("relevance", "newest", "oldest")
INTERVALS = ("auto", "day", "week", "month", "year")
#: The article's fields in a hit unless ``fields`` names others; ``id`` always is.
SUMMARY_FIELDS = (
    "title",
    "url",
    "source",
    "section",
    "authors",
    "tags",
    "language",
    "published",
    "date_precision",
    "date_source",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search.

    Each name is the keyword of ``Archive.search``, the HTTP parameter and the
    command-line option.

    :raises ParameterError: listing every value that cannot be used.
    """

    q: str = ""
    #: Fields searched by clauses that name none.
    within: tuple[str, ...] = ("title", "body")
    op: Literal["and", "or"] = "and"
    #: A language whose stems join forms, ``none``, or None for the default.
    stem: str | None = None
    syntax: Literal["strict", "lenient"] = "strict"
    #: Inclusive; ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, an RFC 3339 time, ``7d``.
    date_from: str | None = None
    date_to: str | None = None
    #: A span up to now, such as ``24h``, ``7d``, ``3mo``, ``1y``.
    since: str | None = None
    #: IANA name; None for the archive's zone.
    tz: str | None = None
    #: None: ``exclude`` where a range is given, else ``include``.
    undated: Literal["exclude", "include", "only"] | None = None
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    #: By filter name: values whose articles are left out (``exclude.source``).
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    #: Half-life of the score, such as ``30d``; None for no recency.
    recency: str | None = None
    page: int = 1
    per_page: int = 10
    cursor: str | None = None
    fields: tuple[str, ...] = SUMMARY_FIELDS
    highlight: bool = True
    #: Passages a hit, 0 to 20, or ``all``.
    snippets: int | Literal["all"] = 3
    #: Code points a passage, 20 to 1,000.
    snippet_size: int = 160
    facet: tuple[str, ...] = ()
    facet_size: int = 10
    #: The timeline's interval; None for no timeline.
    interval: Literal["auto", "day", "week", "month", "year"] | None = None
    explain: bool = False
