"""SearchRequest: everything that can be asked, under the names used everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from ..index import LANGUAGES, Article
from .checks import (
    Rule,
    at_least_one_of,
    bad_value,
    check_date,
    check_flag,
    check_half_life,
    check_optional_text,
    check_since,
    check_text,
    check_texts,
    check_zone,
    choice_of,
    choices_of,
    half_life_days,
    number_in,
)
from .errors import ParameterError, Problem
from .stories import check_story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .checks import Check

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
_TEXT_FIELDS = ("title", "body")
_TUPLES = ("within", "fields", "facet", *FILTERS)


# It has no slots, which only object.__setattr__ could fill, one by one: that takes
# longer than all else that is done for a request.
@dataclass(frozen=True, kw_only=True)
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
    #: The name of a story, as hits have it with ``collapse``: its articles alone.
    story: str | None = None
    #: By filter name: values whose articles are left out (``exclude.source``).
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    #: Half-life of the score, such as ``30d``; None for no recency.
    recency: str | None = None
    #: ``story`` to list of each story only the first hit.
    collapse: Literal["story"] | None = None
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
        _refuse_problems(self, PARAMETERS)

    @classmethod
    def of(cls, q: str = "", **parameters: Any) -> SearchRequest:
        """Return the request with *parameters*; one value stands for a list of one.

        :raises ParameterError: if a name is unknown or a value cannot be used.
        """
        unknown = parameters.keys() - _DEFAULTS.keys()
        if unknown:
            raise ParameterError(
                *(unknown_parameter(name) for name in parameters if name in unknown)
            )
        for name in parameters.keys() & _TUPLES:
            parameters[name] = _as_tuple(parameters[name])
        exclude = parameters.get("exclude")
        if exclude is not None and hasattr(exclude, "items"):
            parameters["exclude"] = {
                name: _as_tuple(values) for name, values in exclude.items()
            }
        parameters["q"] = q
        request = cls.__new__(cls)
        vars(request).update(_DEFAULTS, exclude={})
        vars(request).update(parameters)
        # What is not given is as it should be.
        _refuse_problems(request, parameters)
        return request

    @property
    def searched(self) -> tuple[str, ...]:
        """The fields of ``within``, each once."""
        return tuple(dict.fromkeys(self.within))

    @property
    def half_life_days(self) -> float | None:
        """The half-life that ``recency`` asks for, in days."""
        return half_life_days(self.recency) if self.recency else None


_DEFAULTS = {each.name: each.default for each in fields(SearchRequest)}
#: Every parameter's name, in the order of the documentation.
PARAMETERS = tuple(_DEFAULTS)
#: Those that decide which articles are meant.
QUESTION_PARAMETERS = PARAMETERS[1 : PARAMETERS.index("exclude") + 1]


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


def _check_excludes(name: str, value: Any) -> Sequence[Problem]:
    if not hasattr(value, "items"):
        return [bad_value(name, value, "give lists of values by filter name")]
    known = [f"{name}.{each}" for each in FILTERS]
    found: list[Problem] = []
    for each, values in value.items():
        if each in FILTERS:
            found += check_texts(f"{name}.{each}", values)
        else:
            found.append(unknown_parameter(f"{name}.{each}", known))
    return found


#: What each parameter's value must pass, in the order in which problems are told.
_RULES: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (check_text, ("q",)),
    (
        check_optional_text,
        ("date_from", "date_to", "since", "tz", "story", "recency", "cursor"),
    ),
    (check_texts, _TUPLES),
    (check_flag, ("highlight", "explain")),
    (_check_excludes, ("exclude",)),
    (choice_of(("and", "or")), ("op",)),
    (choice_of((*LANGUAGES, "none"), optional=True), ("stem",)),
    (choice_of(("strict", "lenient")), ("syntax",)),
    (choice_of(("exclude", "include", "only"), optional=True), ("undated",)),
    (choice_of(("relevance", "newest", "oldest")), ("sort",)),
    (choice_of(("story",), optional=True), ("collapse",)),
    (
        choice_of(("auto", "day", "week", "month", "year"), optional=True),
        ("interval",),
    ),
    (choices_of(_TEXT_FIELDS), ("within",)),
    (choices_of(FILTERS), ("facet",)),
    (choices_of(ARTICLE_FIELDS), ("fields",)),
    (at_least_one_of(_TEXT_FIELDS), ("within",)),
    (number_in(1, 10**9), ("page",)),
    (number_in(1, 100), ("per_page",)),
    (number_in(0, 20, word="all"), ("snippets",)),
    (number_in(20, 1_000), ("snippet_size",)),
    (number_in(1, 200), ("facet_size",)),
    (check_date, ("date_from", "date_to")),
    (check_since, ("since",)),
    (check_half_life, ("recency",)),
    (check_zone, ("tz",)),
    (check_story, ("story",)),
)
#: By parameter: its checks, each with its place in that order.
_CHECKS: dict[str, list[tuple[int, Check]]] = {
    name: [
        (place * len(PARAMETERS) + names.index(name), check)
        for place, (check, names) in enumerate(_RULES)
        if name in names
    ]
    for name in PARAMETERS
}


#: By parameter: which of the values of its type may be given, as JSON Schema.
ALLOWED: Mapping[str, Mapping[str, Any]] = {
    name: {
        keyword: told
        for _place, check in checks
        if isinstance(check, Rule)
        for keyword, told in check.allowed.items()
    }
    for name, checks in _CHECKS.items()
}


def _refuse_problems(request: SearchRequest, names: Iterable[str]) -> None:
    """Raise if the values of the parameters *names* cannot be used.

    :raises ParameterError: listing all that is wrong.
    """
    found: list[tuple[int, Problem]] = []
    for name in names:
        value = getattr(request, name)
        for place, check in _CHECKS[name]:
            if problems := check(name, value):
                found += [(place, problem) for problem in problems]
    if request.since is not None or request.cursor is not None:
        found += _conflicts(request)
    if found:
        found.sort(key=itemgetter(0))
        raise ParameterError(*(problem for _place, problem in found))


def _conflicts(request: SearchRequest) -> Iterator[tuple[int, Problem]]:
    last = len(_RULES) * len(PARAMETERS)
    code = "conflicting_parameters"
    if request.since is not None and (request.date_from or request.date_to):
        detail = "since cannot stand beside date_from or date_to; give one or the other"
        yield last, Problem("since", code, detail)
    if request.cursor is not None and request.page != 1:
        detail = "page cannot stand beside cursor; the cursor says where to go on"
        yield last, Problem("page", code, detail)
