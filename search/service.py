"""The service: a request and a snapshot in, results out.

parse -> plan -> engine -> highlight -> results. Nothing here is kept between
two requests.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..index import LANGUAGES, StoredArticle, fold_value
from .advice import Advice
from .asked import Asked
from .concordance import (
    CONCORDANCE_COLUMNS,
    Concordance,
    ConcordanceLine,
    find_lines,
)
from .corrections import FEW
from .cursor import Continuation
from .dates import DateRange, read_end, read_since, read_start
from .deadline import Deadline
from .engine import Row
from .errors import ParameterError, Problem
from .export import Export, article_record, export_columns
from .highlight import make_snippet
from .plan import (
    Conjunction,
    Filter,
    NothingClause,
    Plan,
    Position,
    ValueClause,
    Window,
)
from .planner import Planner
from .query import Everything, parse
from .query_reading import QueryReading
from .request import FILTERS
from .results import Hit, Results
from .shown import View
from .stories import STORY, FirstCopy, HitStory, story_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ..index import Article, Snapshot
    from .concordance import ConcordanceRequest
    from .engine import Engine, Matches, Walk
    from .highlight import Snippet
    from .query import Limits, Node
    from .request import SearchRequest
    from .stories import Stories, Story


@dataclass(frozen=True, slots=True)
class HighlightedArticle:
    """A whole article with every match of a query marked."""

    article: Article
    revision: str
    title: Snippet
    body: Snippet


class Service:
    """Answers requests from one snapshot through its engine."""

    def __init__(
        self,
        snapshot: Snapshot,
        engine: Engine,
        clock: datetime,
        limits: Limits,
    ) -> None:
        self._snapshot = snapshot
        #: What executes the plans.
        self.engine = engine
        self._clock = clock
        #: How long queries may be, and how much they may ask for.
        self.limits = limits
        self._deadline = Deadline(limits.seconds)

    def search(self, request: SearchRequest, after: Position | None = None) -> Results:
        """Return the page of hits that *request* asks for, behind *after*."""
        page = 0 if after else request.page - 1
        window = Window(request.per_page, page * request.per_page, after)
        return self._answer(request, window)

    def again(self) -> Service:
        """Return a service like this one, its time as yet unspent."""
        return Service(self._snapshot, self.engine, self._clock, self.limits)

    def timeline(self, request: SearchRequest) -> Results:
        """Return the results of *request* without hits."""
        return self._answer(request, Window(0))

    def export(self, request: SearchRequest) -> Export[Article]:
        """Return every hit of *request*; it takes over the hold on the snapshot."""
        plan = self.plan(request, Window(0))
        walk = self.walk(plan)
        stored, columns = self.engine.stored, export_columns(request)
        return Export(
            self._snapshot,
            Asked(request, plan).echo(),
            walk.total,
            lambda: (stored(docnum).article for docnum in walk.docnums()),
            lambda article: article_record(article, columns),
            columns,
        )

    def read_query(self, request: SearchRequest) -> QueryReading:
        """Return how the query of *request* is read."""
        plan = self.plan(request, Window(0))
        lenient = request.syntax == "lenient"
        tree = parse(request.q, limits=self.limits, lenient=lenient).root
        return QueryReading(Asked(request, plan).echo(), tree, self.revision)

    def concordance(self, request: ConcordanceRequest) -> Concordance:
        """Return the page of lines that *request* asks for."""
        plan, articles, lines = find_lines(self, request)
        start = (request.page - 1) * request.per_page
        return Concordance(
            query=Asked(request.question, plan).echo(),
            lines=tuple(lines.some(start, start + request.per_page)),
            total=len(lines),
            articles=articles,
            revision=self.revision,
            sort=request.sort,
            page=request.page,
            per_page=request.per_page,
        )

    def export_concordance(
        self, request: ConcordanceRequest
    ) -> Export[ConcordanceLine]:
        """Return every line of *request*; it takes over the hold on the snapshot."""
        plan, _articles, lines = find_lines(self, request)
        return Export(
            self._snapshot,
            Asked(request.question, plan).echo(),
            len(lines),
            lambda: lines.some(0, len(lines)),
            ConcordanceLine.to_dict,
            CONCORDANCE_COLUMNS,
        )

    def walk(self, plan: Plan) -> Walk:
        """Return all that *plan* finds, to be gone through in its order.

        :raises SearchTimeoutError: if the deadline passes.
        """
        return self.engine.walk(plan, self._deadline)

    def highlight(self, docnum: int, request: SearchRequest) -> HighlightedArticle:
        """Return an article whole, what it matches of *request*'s query marked."""
        article = self.engine.stored(docnum).article
        plan = self.plan(request, Window(1))
        only = ValueClause(-1, "", "id", article.id)
        plan = replace(plan, root=Conjunction((plan.root, only)))
        rows = self.execute(plan).rows
        # An article that does not match is shown without marks.
        row = rows[0] if rows else _unmarked(docnum)
        ((_, title, (body,)),) = self.engine.show(plan, (row,), View(-1, None))
        return HighlightedArticle(
            article,
            self.revision,
            make_snippet("title", title),
            make_snippet("body", body),
        )

    def _answer(self, request: SearchRequest, window: Window) -> Results:
        started = time.perf_counter()
        plan = self.plan(request, window)
        matches = self.execute(plan)
        # The deadline is for finding: what was found is shown, however long it is.
        hits = self._hits(matches.rows, plan, request)
        if matches.stories is not None:
            hits = self._with_stories(hits, matches.stories)
        return Results(
            asked=Asked(request, plan),
            hits=hits,
            total=matches.total,
            undated_excluded=matches.undated_excluded,
            imprecise_excluded=matches.imprecise_excluded,
            revision=self.revision,
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            page=None if request.cursor else request.page,
            per_page=request.per_page,
            continuation=self._continuation(request, matches),
            facets=dict(matches.facets),
            timeline=matches.timeline,
            advice=self._advice(request, matches.total, window),
            stories=None if matches.stories is None else matches.stories.total,
        )

    def count(self, request: SearchRequest) -> int:
        """Return how many articles *request* finds."""
        plan = self.plan(request, Window(0))
        plan = replace(plan, facets=(), interval=None, collapse=None)
        return self.execute(plan).total

    def execute(self, plan: Plan) -> Matches:
        """Return what *plan* finds in the time that is left.

        :raises SearchTimeoutError: if none is.
        """
        return self.engine.execute(plan, self._deadline)

    def check(self) -> None:
        """Return if there is time left.

        :raises SearchTimeoutError: if there is none.
        """
        self._deadline.check()

    @property
    def revision(self) -> str:
        """The revision that is searched."""
        return self._snapshot.revision

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return self._snapshot.doc_count

    def plan(self, request: SearchRequest, window: Window) -> Plan:
        """Return the plan of *request*.

        :raises RequestError: if its query or its dates cannot be read.
        """
        parsed = parse(
            request.q, limits=self.limits, lenient=request.syntax == "lenient"
        )
        zone = ZoneInfo(request.tz or self._snapshot.settings.timezone)
        planner = Planner(
            self.engine,
            op=request.op,
            within=request.searched,
            language=self.language(request),
            zone=zone,
            clock=self._clock,
            include_undated=request.undated in ("include", "only"),
            limits=self.limits,
            deadline=self._deadline,
        )
        root = planner.plan(parsed.root)
        if _holds_nothing(request.q, parsed.root):
            root = NothingClause()
        filters = tuple(_filters(request))
        dates = _range(request, zone, self._clock)
        return Plan(
            root=root,
            filters=filters,
            dates=dates,
            undated=request.undated or ("exclude" if dates else "include"),
            sort=request.sort,
            zone=zone,
            clock=self._clock,
            half_life_days=request.half_life_days,
            window=window,
            facets=request.facet,
            facet_size=request.facet_size,
            interval=request.interval,
            explain=request.explain,
            collapse=request.collapse,
            warnings=(*parsed.warnings, *planner.warnings),
        )

    def language(self, request: SearchRequest) -> str:
        """Return the language of stems: asked for, filtered by, or the archive's."""
        if request.stem is not None:
            return request.stem
        if len(request.lang) == 1:
            language, _dash, _region = fold_value(request.lang[0]).partition("-")
            if language in LANGUAGES:
                return language
        return self._snapshot.settings.language

    def _hits(
        self, rows: Sequence[Row], plan: Plan, request: SearchRequest
    ) -> tuple[Hit, ...]:
        fields = request.fields
        if not request.highlight:
            stored = self.engine.stored
            return tuple(
                [Hit(row, stored(row.docnum), None, (), fields) for row in rows]
            )
        most = -1 if request.snippets == "all" else request.snippets
        shown = self.engine.show(plan, rows, View(most, request.snippet_size))
        return tuple(
            [
                Hit(row, StoredArticle(payload), title, passages, fields)
                for row, (payload, title, passages) in zip(rows, shown, strict=True)
            ]
        )

    def _with_stories(self, hits: tuple[Hit, ...], stories: Stories) -> tuple[Hit, ...]:
        of_rows = stories.of_rows
        return tuple(
            hit._replace(story=self._story(of_rows[hit.row.docnum]))
            if hit.row.docnum in of_rows
            else hit
            for hit in hits
        )

    def _story(self, story: Story) -> HitStory:
        first = None
        if story.first is not None:
            article = self.engine.stored(story.first).article
            first = FirstCopy(article.id, article.source, article.published)
        return HitStory(story_id(story.key), story.copies, story.sources, first)

    def _advice(
        self, request: SearchRequest, total: int, window: Window
    ) -> Advice | None:
        if total >= FEW or not window.limit or window.after is not None:
            return None
        return Advice(self, request, total)

    def _continuation(
        self, request: SearchRequest, matches: Matches
    ) -> Continuation | None:
        if not matches.has_more or not matches.rows:
            return None
        self._snapshot.pin()
        snapshot, position = self._snapshot, matches.rows[-1].position
        return Continuation(
            request, snapshot.revision, self._clock, position, snapshot.secret
        )


def _unmarked(docnum: int) -> Row:
    return Row(docnum, Position(None, ""), 0.0, frozenset(), None)


def _holds_nothing(q: str, root: Node) -> bool:
    """Tell whether *q* has text but nothing that can be searched, such as ``!?``.

    It finds nothing, as a word does that no article has; only an empty query
    and ``*`` ask for everything.
    """
    start, end = root.at
    return isinstance(root, Everything) and bool(q.strip()) and q[start:end] != "*"


def _filters(request: SearchRequest) -> Iterable[Filter]:
    for name in FILTERS:
        wanted = getattr(request, name)
        excluded = request.exclude.get(name, ())
        if wanted or excluded:
            yield Filter(name, _folded(wanted), _folded(excluded))
    if request.story is not None:
        yield Filter(STORY, (request.story,), ())


def _folded(values: Iterable[str]) -> tuple[str, ...]:
    """Return *values* as they are compared, each once."""
    return tuple(dict.fromkeys(map(fold_value, values)))


def _range(request: SearchRequest, zone: ZoneInfo, clock: datetime) -> DateRange | None:
    """Return the range that the parameters give; None if they give none.

    :raises ParameterError: if it ends before it begins.
    """
    if request.since is not None:
        return read_since(request.since, zone, clock)
    if request.date_from is None and request.date_to is None:
        return None
    lower = upper = None
    if request.date_from is not None:
        lower = read_start(request.date_from, zone, clock)
    if request.date_to is not None:
        upper = read_end(request.date_to, zone, clock)
    if lower and upper and lower.instant >= upper.instant:
        detail = f"date_to={request.date_to} ends before date_from={request.date_from}"
        raise ParameterError(Problem("date_to", "empty_range", f"{detail}; swap them"))
    return DateRange(lower, upper)
