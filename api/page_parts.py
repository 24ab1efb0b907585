"""The parts of a results page, worked out for its template."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from flask import url_for

from ..index import fold_value
from ..search import CONCORDANCE_PARAMETERS, EXPORT_PARAMETERS, FILTERS, SearchRequest
from .links import canonical_pairs, with_query
from .page_request import PAGE_DEFAULTS
from .paths import article_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..search import Hit, Results, Timeline
    from .page_request import PageRequest
    from .parameters import Given

Pairs: TypeAlias = "list[tuple[str, str]]"

#: What the form has fields for; all else it carries along unseen.
_FIELDS = ("q", "date_from", "date_to", "sort")
_WHOLE_PARAMETERS = {"q", *EXPORT_PARAMETERS} - {"fields"}
#: More bars than this say less than the table beside them.
_MAX_BARS = 500
_CONCORDANCE_DEFAULTS = SearchRequest(syntax="lenient")
_LEAST_BARS = 16
#: Values of a facet, when more are asked for.
_MORE_CHOICES = 100
_BAR_WIDTH = 10
_CHART_HEIGHT = 60


@dataclass(frozen=True, slots=True)
class Form:
    """The search form, filled."""

    q: str = ""
    date_from: str = ""
    date_to: str = ""
    sort: str = "relevance"
    hidden: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Form:
        """Return the form that asks for *pairs* again."""
        filled: dict[str, str] = {}
        hidden = []
        for name, value in pairs:
            if name in _FIELDS:
                filled[name] = value
            elif name not in ("page", "cursor", "id"):
                hidden.append((name, value))
        return cls(hidden=tuple(hidden), **filled)

    @classmethod
    def of_given(cls, given: Given) -> Form:
        """Return the form as it was filled, usable or not."""
        return cls.of((name, str(value)) for name in given for value in given[name])


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and the address that narrows the search to it."""

    value: str
    count: int
    selected: bool
    #: Of one that is selected: the address that takes it away.
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bucket of the timeline, and the address that narrows the search to it."""

    key: str
    count: int
    of: int
    first_day: str
    last_day: str
    url: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The timeline, drawn."""

    interval: str
    bars: tuple[Bar, ...]
    width: int
    height: int
    highest: Bar

    @property
    def bar_width(self) -> int:
        """The width that a bar has with the gap behind it."""
        return _BAR_WIDTH


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in the results a page stands."""

    page: int | None
    pages: int
    previous: str | None
    next: str | None
    first: str


def search_url(pairs: Pairs) -> str:
    """Return the address of the search page with *pairs*."""
    return with_query(url_for(".search_page"), pairs)


def concordance_url(wanted: PageRequest) -> str | None:
    """Return the address of every place of the words; None if there are none."""
    asked = wanted.asked
    if not asked.q.strip():
        return None
    question = replace(asked, sort="relevance", facet=(), interval=None)
    pairs = [
        (name, value)
        for name, value in canonical_pairs(question, _CONCORDANCE_DEFAULTS)
        if name.partition(".")[0] in ("q", *CONCORDANCE_PARAMETERS)
    ]
    return with_query(url_for(".concordance_page"), pairs)


def collapse_url(wanted: PageRequest) -> str:
    """Return the address with one hit a story, or with all hits again."""
    collapsed = None if wanted.asked.collapse else "story"
    return search_url(wanted.pairs(collapse=collapsed))


def story_url(story_id: str, wanted: PageRequest) -> str:
    """Return the address of the copies of one story."""
    return search_url(wanted.pairs(collapse=None, story=story_id))


def feed_url(wanted: PageRequest) -> str:
    """Return the address of the search as a feed, by date unless by another order."""
    return with_query(url_for(".feed"), _whole(wanted))


def export_url(form: str, wanted: PageRequest) -> str:
    """Return the address of all that the search finds, as a file of this form."""
    return with_query(url_for(".export"), [*_whole(wanted), ("format", form)])


def _whole(wanted: PageRequest) -> Pairs:
    """Return the parameters that say what is found, and in which order."""
    pairs = canonical_pairs(wanted.asked)
    return [pair for pair in pairs if pair[0].partition(".")[0] in _WHOLE_PARAMETERS]


def request_url(asked: SearchRequest) -> str:
    """Return the address of the search page that asks for *asked*."""
    # What can be read strictly is read alike when it might be repaired.
    repaired = replace(asked, syntax=PAGE_DEFAULTS.syntax)
    return search_url(canonical_pairs(repaired, PAGE_DEFAULTS))


def hit_url(hit: Hit, wanted: PageRequest) -> str:
    """Return the address of the hit's article with the matches marked."""
    asked = wanted.asked
    pairs = wanted.pairs(page=asked.page, cursor=asked.cursor)
    return article_url(".article_page", hit.id, pairs)


def choices(wanted: PageRequest, results: Results) -> dict[str, list[Choice]]:
    """Return the values to narrow the search by, by filter."""
    found = {}
    for name in (each for each in FILTERS if each in results.facets):
        chosen = getattr(wanted.asked, name)
        found[name] = [
            Choice(
                # What nothing has is counted under its folded form.
                value=each.value if each.count else _as_asked(chosen, each.value),
                count=each.count,
                selected=each.selected,
                url=search_url(
                    wanted.pairs(
                        **{name: _toggled(chosen, each.value, selected=each.selected)}
                    )
                ),
            )
            for each in results.facets[name].values
        ]
    return {name: values for name, values in found.items() if values}


def more_choices_url(wanted: PageRequest) -> str | None:
    """Return the address with more values of each facet; None if they are shown."""
    if wanted.asked.facet_size >= _MORE_CHOICES:
        return None
    return search_url(wanted.pairs(facet_size=_MORE_CHOICES))


def _as_asked(chosen: tuple[str, ...], folded: str) -> str:
    """Return how the value that folds to *folded* stands among those chosen."""
    return next((each for each in chosen if fold_value(each) == folded), folded)


def _toggled(chosen: tuple[str, ...], value: str, *, selected: bool) -> tuple[str, ...]:
    """Return what is chosen when *value* was added, or taken away."""
    if not selected:
        return (*chosen, value)
    folded = fold_value(value)
    return tuple(each for each in chosen if fold_value(each) != folded)


def chart(wanted: PageRequest, timeline: Timeline | None) -> Chart | None:
    """Return the timeline drawn; None if there is nothing to compare in it."""
    if timeline is None or not 1 < len(timeline.buckets) <= _MAX_BARS:
        return None
    most = max(bucket.count for bucket in timeline.buckets)
    if not most:
        return None
    bars = []
    for number, bucket in enumerate(timeline.buckets):
        height = math.ceil(_CHART_HEIGHT * bucket.count / most)
        dates = {"date_from": bucket.first_day, "date_to": bucket.last_day}
        bars.append(
            Bar(
                key=bucket.key,
                count=bucket.count,
                of=bucket.of,
                first_day=bucket.first_day,
                last_day=bucket.last_day,
                url=search_url(wanted.pairs(since=None, **dates)),
                x=number * _BAR_WIDTH,
                y=_CHART_HEIGHT - height,
                width=_BAR_WIDTH - 1,
                height=height,
            )
        )
    return Chart(
        interval=timeline.interval,
        bars=tuple(bars),
        # A few bars do not fill it.
        width=max(len(bars), _LEAST_BARS) * _BAR_WIDTH,
        height=_CHART_HEIGHT,
        highest=max(bars, key=lambda bar: bar.count),
    )


def pager(wanted: PageRequest, results: Results) -> Pager:
    """Return the pages around *results*.

    They go by number, so that a reader can go back; only behind a cursor do
    they go by cursor.
    """
    page = results.page
    pages = max(1, math.ceil(results.total / results.per_page))
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    if page is None and results.next:
        after = {"cursor": results.next}
    elif page is not None:
        before = {"page": min(page - 1, pages)} if page > 1 else None
        after = {"page": page + 1} if page < pages else None
    return Pager(
        page=page,
        pages=pages,
        previous=search_url(wanted.pairs(**before)) if before else None,
        next=search_url(wanted.pairs(**after)) if after else None,
        first=search_url(wanted.pairs()),
    )
