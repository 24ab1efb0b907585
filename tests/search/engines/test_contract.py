"""What every engine owes: exactly what a plain search over the articles finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import date_span, fold_value, load_kernels
from broadsheet.search.dates import at_civil
from broadsheet.search.deadline import Deadline
from broadsheet.search.engines import ColumnarEngine, Indexes, ReferenceEngine
from broadsheet.search.errors import SearchTimeoutError
from broadsheet.search.plan import Filter, Plan, TermClause, Window
from broadsheet.search.stories import Story, story_id

from .plans import CLOCK, plans

pytestmark = pytest.mark.usefixtures("short_lists")

ENGINES = {
    "reference": ReferenceEngine,
    "columnar": ColumnarEngine,
    "columnar, plain": lambda snapshot: ColumnarEngine(
        snapshot, Indexes(load_kernels("plain"))
    ),
}


@pytest.fixture(params=ENGINES, scope="module")
def engine(request, snapshot):
    return ENGINES[request.param](snapshot)


def run(engine, plan):
    return engine.execute(plan, Deadline(60))


@settings(max_examples=300)
@given(plan=plans())
def test_finds_and_ranks_what_a_plain_search_does(engine, articles, oracle, plan):
    matches, twin = run(engine, plan), oracle(articles, plan)
    expected = twin.ranked()
    assert matches.total == len(expected)
    assert {row.position.id for row in matches.rows} == {each for each, _ in expected}
    scores = dict(expected)
    for row in matches.rows:
        assert row.score == pytest.approx(scores[row.position.id], rel=1e-12)
    order = [(-row.score, row.position.id) for row in matches.rows]
    assert order == sorted(order)


@given(plan=plans())
def test_accounts_for_what_dates_leave_out(engine, articles, oracle, plan):
    matches = run(engine, plan)
    missed = (matches.undated_excluded, matches.imprecise_excluded)
    assert missed == oracle(articles, plan).missed()


@given(
    plan=plans(),
    limit=st.integers(1, 7),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    collapse=st.sampled_from([None, "story"]),
)
def test_pages_by_position_give_every_row_once(engine, plan, limit, sort, collapse):
    def page(**window):
        changes = {"sort": sort, "window": Window(**window), "collapse": collapse}
        return run(engine, replace_all(plan, **changes))

    whole = [row.position for row in page(limit=1_000).rows]
    found, after = [], None
    while True:
        part = page(limit=limit, after=after)
        found += [row.position for row in part.rows]
        if not part.has_more:
            break
        after = part.rows[-1].position
    assert found == whole
    by_number = page(limit=limit, offset=limit).rows
    assert [row.position for row in by_number] == whole[limit : 2 * limit]


@settings(max_examples=200)
@given(
    plan=plans(facets=("source",), interval="year"),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    half_life=st.sampled_from([None, 30.0]),
)
def test_collapsed_the_first_of_each_story_is_listed(
    engine, snapshot, plan, sort, half_life
):
    """All else is as it is without: totals, facets, timeline and scores."""
    plan = replace_all(plan, sort=sort, half_life_days=half_life)
    whole = run(engine, plan)
    found = run(engine, replace_all(plan, collapse="story"))
    members = defaultdict(list)
    for row in whole.rows:
        members[int(snapshot.columns.story[row.docnum])].append(row)
    assert found.rows == tuple(rows[0] for rows in members.values())
    assert found._replace(rows=whole.rows, stories=None) == whole
    assert found.stories.total == len(members)
    assert set(found.stories.of_rows) == {
        rows[0].docnum for rows in members.values() if len(rows) > 1
    }
    for docnum, told in found.stories.of_rows.items():
        rows = members[told.key]
        assert rows[0].docnum == docnum
        assert told.copies == len(rows) - 1
        docnums = [row.docnum for row in rows]
        assert told == expected_story(snapshot, told.key, docnums, plan.zone)


def expected_story(snapshot, key, docnums, zone):
    """Return what is told of a story, of which the first of *docnums* is listed."""

    def age(article):
        if article.published is None:
            return (1, 0, article.id)
        keys = date_span(article.published, article.date_precision)
        start = keys.start
        if keys.kind == 1:
            start = at_civil(start, zone).instant
        return (0, start, article.id)

    own, *_ = articles = [snapshot.article(docnum) for docnum in docnums]
    dated = {age(each): docnum for each, docnum in zip(articles, docnums, strict=True)}
    sources = {}
    for each in sorted(articles, key=age):
        if each.source and fold_value(each.source) != fold_value(own.source or ""):
            sources.setdefault(fold_value(each.source), each.source)
    (undated, *_), first = min(dated.items())
    return Story(
        key, len(docnums) - 1, tuple(sources.values()), None if undated else first
    )


@given(plan=plans(), data=st.data())
def test_a_story_is_found_by_its_name(engine, snapshot, plan, data):
    live = np.flatnonzero(snapshot.columns.live)
    key = int(snapshot.columns.story[data.draw(st.sampled_from(live.tolist()))])
    wanted = Filter("story", (story_id(key),), ())
    found = run(engine, replace_all(plan, filters=(*plan.filters, wanted)))
    expected = [
        row.docnum
        for row in run(engine, plan).rows
        if snapshot.columns.story[row.docnum] == key
    ]
    assert [row.docnum for row in found.rows] == expected


def replace_all(plan, **changes):
    values = {name: getattr(plan, name) for name in plan.__slots__}
    return Plan(**{**values, **changes})


@given(plan=plans(), sort=st.sampled_from(["newest", "oldest"]))
def test_dates_sort_with_the_undated_last(engine, plan, articles, sort):
    rows = run(engine, replace_all(plan, sort=sort)).rows
    by_id = {article.id: article for article in articles}

    def key(row):
        article = by_id[row.position.id]
        if article.published is None:
            return (1, 0, article.id)
        keys = date_span(article.published, article.date_precision)
        start = keys.start
        if keys.kind == 1:
            start = at_civil(start, plan.zone).instant
        return (0, -start if sort == "newest" else start, article.id)

    assert [key(row) for row in rows] == sorted(map(key, rows))


@given(plan=plans(facets=("source", "author"), facet_size=100))
def test_facets_count_articles_and_ignore_their_own_filter(
    engine, articles, oracle, plan
):
    matches, twin = run(engine, plan), oracle(articles, plan)
    for field in plan.facets:
        kept = [
            article
            for article in articles
            if twin.matches(plan.root, article)
            and twin.dated(article)
            and twin.filtered(article, but_for=field)
        ]
        counts = Counter(
            value for article in kept for value in set(twin.values(field, article))
        )
        facet = matches.facets[field]
        found = {fold_value(each.value): each.count for each in facet.values}
        assert {value: n for value, n in found.items() if n} == dict(counts)
        empty = sum(not twin.values(field, article) for article in kept)
        assert (facet.missing, facet.more) == (empty, 0)


@given(plan=plans(interval="month"))
def test_a_timeline_accounts_for_every_hit(engine, plan):
    matches = run(engine, plan)
    timeline = matches.timeline
    counted = sum(bucket.count for bucket in timeline.buckets)
    assert counted + timeline.undated + timeline.imprecise == matches.total
    assert all(bucket.count <= bucket.of for bucket in timeline.buckets)
    keys = [bucket.key for bucket in timeline.buckets]
    assert keys == sorted(set(keys))


@given(plan=plans(explain=True))
def test_explanations_add_up_to_the_score(engine, plan):
    for row in run(engine, plan).rows:
        total = 0.0
        for part in row.parts:
            total += part.score
        assert total == row.score


@given(plan=plans())
def test_recency_orders_equal_scores_by_age_and_sets_the_undated_to_nothing(
    engine, plan
):
    plain = {row.position.id: row.score for row in run(engine, plan).rows}
    aged = run(engine, replace_all(plan, half_life_days=30.0)).rows
    assert {row.position.id for row in aged} == set(plain)
    assert all(row.score <= plain[row.position.id] for row in aged)


def test_a_deadline_that_has_passed_ends_the_search(engine):
    root = TermClause(0, "oil", ("title", "body"), ("oil",), 1.0)
    plan = Plan(
        root=root,
        filters=(),
        dates=None,
        undated="include",
        sort="relevance",
        zone=ZoneInfo("UTC"),
        clock=CLOCK,
        half_life_days=None,
        window=Window(10),
        facets=(),
        facet_size=10,
        interval=None,
        explain=False,
        warnings=(),
    )
    with pytest.raises(SearchTimeoutError):
        engine.execute(plan, Deadline(-1))
