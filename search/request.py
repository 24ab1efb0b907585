"""SearchRequest: everything that can be asked, under the names used everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from ..index import LANGUAGES, Article, find_zone
from .dates import read_span
from .errors import ParameterError, Problem
from .query import is_relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Filters match a whole value, folded; the names are those of the facets too.
FILTERS = ("source", "section", "author", "tag", "lang")
#: The article's fields that a hit can give; ``id`` it always does.
ARTICLE_FIELDS = tuple(each.name for each in fields(Article) if each.name != "id")
#: Those it gives unless ``fields`` names others.
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
_CHOICES = {
    "op": ("and", "or"),
    "stem": (*LANGUAGES, "none"),
    "syntax": ("strict", "lenient"),
    "undated": ("exclude", "include", "only"),
    "sort": ("relevance", "newest", "oldest"),
    "interval": ("auto", "day", "week", "month", "year"),
}
_SETS = {"within": ("title", "body"), "facet": FILTERS, "fields": ARTICLE_FIELDS}
_RANGES = {
    "page": (1, 10**9),
    "per_page": (1, 100),
    "snippets": (0, 20),
    "snippet_size": (20, 1_000),
    "facet_size": (1, 200),
}
_TUPLES = ("within", "fields", "facet", *FILTERS)
_HALF_LIFE = re.compile(r"(\d{1,5})(d|w|mo|y)", re.ASCII)
_UNIT_DAYS = {"d": 1.0, "w": 7.0, "mo": 30.4375, "y": 365.25}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search.

    Each name is a keyword of ``Archive.search``, an HTTP parameter and a
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

    def __post_init__(self) -> None:
        problems = [
            *_wrong_types(self),
            *_wrong_choices(self),
            *_wrong_dates(self),
            *_wrong_pairs(self),
        ]
        if problems:
            raise ParameterError(*problems)

    @classmethod
    def of(cls, q: str = "", **parameters: Any) -> SearchRequest:
        """Return the request with *parameters*; one value stands for a list of one.

        :raises ParameterError: if a name is unknown or a value cannot be used.
        """
        unknown = [name for name in parameters if name not in PARAMETERS]
        if unknown:
            raise ParameterError(*(unknown_parameter(name) for name in unknown))
        for name in _TUPLES:
            if name in parameters:
                parameters[name] = _as_tuple(parameters[name])
        exclude = parameters.get("exclude")
        if exclude is not None and hasattr(exclude, "items"):
            parameters["exclude"] = {
                name: _as_tuple(values) for name, values in exclude.items()
            }
        return cls(q=q, **parameters)

    @property
    def half_life_days(self) -> float | None:
        """The half-life that ``recency`` asks for, in days."""
        match = _HALF_LIFE.fullmatch(self.recency) if self.recency else None
        return int(match[1]) * _UNIT_DAYS[match[2]] if match else None


#: Every parameter's name, in the order of the documentation.
PARAMETERS = tuple(each.name for each in fields(SearchRequest))


def unknown_parameter(name: str, known: Iterable[str] = PARAMETERS) -> Problem:
    """Return the problem of a parameter that there is not."""
    close = get_close_matches(name, list(known), n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return Problem(
        parameter=name,
        code="unknown_parameter",
        detail=f"there is no parameter {name!r}{hint}",
        suggestion=close[0] if close else None,
    )


def _as_tuple(value: Any) -> Any:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list | set | frozenset) else value


def _wrong_types(request: SearchRequest) -> Iterator[Problem]:
    for name in (
        "q",
        "date_from",
        "date_to",
        "since",
        "tz",
        "recency",
        "cursor",
    ):
        value = getattr(request, name)
        if not isinstance(value, str) and (value is not None or name == "q"):
            yield _bad(name, value, "give a string")
    for name in _TUPLES:
        value = getattr(request, name)
        if not _is_strings(value):
            yield _bad(name, value, "give one string or a list of strings")
    for name in ("highlight", "explain"):
        if not isinstance(getattr(request, name), bool):
            yield _bad(name, getattr(request, name), "give true or false")
    yield from _wrong_excludes(request)


def _wrong_excludes(request: SearchRequest) -> Iterator[Problem]:
    if not hasattr(request.exclude, "items"):
        yield _bad("exclude", request.exclude, "give lists of values by filter name")
        return
    for name, values in request.exclude.items():
        if name not in FILTERS:
            yield unknown_parameter(
                f"exclude.{name}", [f"exclude.{x}" for x in FILTERS]
            )
        elif not _is_strings(values):
            yield _bad(
                f"exclude.{name}", values, "give one string or a list of strings"
            )


def _wrong_choices(request: SearchRequest) -> Iterator[Problem]:
    for name, choices in _CHOICES.items():
        value = getattr(request, name)
        if value not in choices and (value is not None or name not in _OPTIONAL):
            yield _bad(
                name, value, f"choose {_listed(choices)}", _close(value, choices)
            )
    for name, choices in _SETS.items():
        values = getattr(request, name)
        wrong = [x for x in values if x not in choices] if _is_strings(values) else []
        for value in wrong:
            yield _bad(
                name, value, f"choose from {_listed(choices)}", _close(value, choices)
            )
    if request.within == ():
        yield _bad("within", "", f"choose from {_listed(_SETS['within'])}")
    for name, (low, high) in _RANGES.items():
        value = getattr(request, name)
        if name == "snippets" and value == "all":
            continue
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not low <= value <= high
        ):
            also = " or 'all'" if name == "snippets" else ""
            yield _bad(name, value, f"give a number from {low:,} to {high:,}{also}")


_OPTIONAL = ("stem", "undated", "interval")


def _wrong_dates(request: SearchRequest) -> Iterator[Problem]:
    for name in ("date_from", "date_to"):
        value = getattr(request, name)
        if isinstance(value, str):
            try:
                read_span(value, UTC, datetime.now(UTC))
            except ValueError as error:
                yield Problem(name, "bad_date", str(error))
    if isinstance(request.since, str) and not is_relative(request.since):
        yield _bad("since", request.since, "give a span such as 24h, 7d, 3mo or 1y")
    if isinstance(request.recency, str):
        match = _HALF_LIFE.fullmatch(request.recency)
        if not match or int(match[1]) == 0:
            yield _bad("recency", request.recency, "give a half-life such as 30d or 1y")
    if isinstance(request.tz, str) and find_zone(request.tz) is None:
        yield _bad("tz", request.tz, "give an IANA name such as Europe/London")


def _wrong_pairs(request: SearchRequest) -> Iterator[Problem]:
    if request.since is not None and (request.date_from or request.date_to):
        yield Problem(
            "since",
            "conflicting_parameters",
            "since cannot stand beside date_from or date_to; give one or the other",
        )
    if request.cursor is not None and request.page != 1:
        yield Problem(
            "page",
            "conflicting_parameters",
            "page cannot stand beside cursor; the cursor says where to go on",
        )


def _is_strings(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


def _close(value: object, choices: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(str(value), list(choices), n=1)), None)


def _listed(choices: Iterable[str]) -> str:
    *most, last = choices
    return f"{', '.join(most)} or {last}"


def _bad(name: str, value: object, cure: str, suggestion: str | None = None) -> Problem:
    try:
        shown = repr(value)
    except ValueError:
        # A number of thousands of digits has no text.
        shown = f"this {type(value).__name__}"
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    detail = f"{name} cannot be {shown}; {cure}"
    return Problem(name, "bad_value", detail, suggestion=suggestion)
