"""What every engine owes: exactly what a plain search over the articles finds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import Article, Store, date_span, fold_value
from broadsheet.search.dates import DateRange, at_civil, read_span
from broadsheet.search.deadline import Deadline
from broadsheet.search.engines import ReferenceEngine
from broadsheet.search.errors import SearchTimeoutError
from broadsheet.search.plan import (
    Conjunction,
    DateClause,
    Disjunction,
    EveryClause,
    Filter,
    Negation,
    NothingClause,
    PhraseClause,
    Plan,
    Preference,
    TermClause,
    ValueClause,
    Window,
    WordsClause,
)

CLOCK = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ENGINES = [ReferenceEngine]
WORDS = ["oil", "price", "prices", "US", "us", "crude", "a", "not"]
VALUES = {
    "source": ["Reuters", "The Herald", "reuters"],
    "section": ["World", "Business News"],
    "author": ["Ann Lee", "Bo Lee", "Ann O’Brien", "小李", "李明华"],
    "tag": ["crude", "opec", "trade talks"],
    "lang": ["en", "de", "pt-br"],
}
DATES = [
    (None, None),
    ("2016", "year"),
    ("2016-07", "month"),
    ("2016-07-04", "day"),
    ("2016-07-04T10:30Z", "minute"),
    ("2016-07-04T23:30:00Z", "second"),
    ("2016-07-05T02:00:00Z", "second"),
    ("1987-10-19T00:00:00.5Z", "second"),
    ("2016-12-31", "day"),
]


def make_article(rng: random.Random, number: int) -> Article:
    def some(field: str, most: int) -> tuple[str, ...]:
        return tuple(rng.sample(VALUES[field], rng.randint(0, most)))

    published, precision = rng.choice(DATES)
    return Article(
        id=rng.choice("abz") + f"{number}",
        title=" ".join(rng.choices(WORDS, k=rng.randint(0, 4))),
        body=" ".join(rng.choices(WORDS, k=rng.choice([0, 1, 5, 30]))),
        published=published,
        date_precision=precision,
        date_source="given" if published else "missing",
        authors=some("author", 2),
        source=next(iter(some("source", 1)), None),
        section=next(iter(some("section", 1)), None),
        tags=some("tag", 3),
        language=next(iter(some("lang", 1)), None),
    )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A snapshot of several segments, with articles replaced and deleted."""
    rng = random.Random(20160704)
    store = Store.open(tmp_path_factory.mktemp("archive"), create=True)
    first = [make_article(rng, number) for number in range(30)]
    store.rebuild(first)
    store.add([make_article(rng, number) for number in range(30, 40)])
    replaced = [Article(id=each.id, body="us not oil") for each in first[3:6]]
    store.add(replaced)
    store.delete([each.id for each in first[8:12]])
    with store.snapshot() as snapshot:
        yield snapshot
    store.close()


@pytest.fixture(scope="module")
def articles(snapshot):
    """The live articles of the snapshot."""
    live = [n for n in range(snapshot.count) if snapshot.columns.live[n]]
    return [snapshot.article(docnum) for docnum in live]


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name, scope="module")
def engine(request, snapshot):
    return request.param(snapshot)


ZONES = st.sampled_from(["UTC", "America/Los_Angeles", "Asia/Tokyo"])
BOUNDS = st.sampled_from(
    ["1987", "2016", "2016-07", "2016-07-04", "2016-07-05", "2016-07-04T10:30Z", "2017"]
)
SLOTS = st.sets(st.sampled_from(WORDS), min_size=1, max_size=3).map(
    lambda forms: tuple(sorted(forms))
)
FIELDS = st.sampled_from([("title", "body"), ("title",), ("body",)])
BOOSTS = st.sampled_from([1.0, 2.5, 0.5])


@st.composite
def date_ranges(draw, zone):
    lower, upper = draw(st.none() | BOUNDS), draw(st.none() | BOUNDS)
    return DateRange(
        None if lower is None else read_span(lower, zone, CLOCK)[0],
        None if upper is None else read_span(upper, zone, CLOCK)[1],
    )


@st.composite
def clauses(draw, zone, numbers, depth=3):
    kind = draw(st.sampled_from(["leaf"] * 3 + ["and", "or", "not", "wish", "every"]))
    inner = clauses(zone, numbers, depth - 1)
    if depth and kind in ("and", "or"):
        found = tuple(draw(st.lists(inner, min_size=2, max_size=3)))
        return (Conjunction if kind == "and" else Disjunction)(found)
    if depth and kind == "not":
        return Negation(draw(inner))
    if depth and kind == "wish":
        return Preference(draw(inner), tuple(draw(st.lists(inner, max_size=2))))
    if kind == "every":
        return draw(st.sampled_from([EveryClause(), NothingClause()]))
    return draw(leaf_clauses(zone, next(numbers)))


@st.composite
def leaf_clauses(draw, zone, number):
    kind = draw(st.sampled_from(["term", "term", "phrase", "words", "value", "date"]))
    label = f"{kind} {number}"
    if kind == "term":
        return TermClause(number, label, draw(FIELDS), draw(SLOTS), draw(BOOSTS))
    if kind == "phrase":
        slots = tuple(draw(st.lists(SLOTS, min_size=2, max_size=3)))
        slop = draw(st.integers(0, 3))
        return PhraseClause(number, label, draw(FIELDS), slots, slop, draw(BOOSTS))
    if kind == "words":
        names = [("ann", "lee"), ("lee",), ("lee", "ann"), ("李",)]
        words = draw(st.sampled_from(names))
        slots = tuple((word,) for word in words)
        slop, open_end = draw(st.integers(0, 2)), words == ("李",)
        return WordsClause(number, label, "author", slots, slop, open_end)
    if kind == "value":
        field = draw(st.sampled_from(["lang", "id"]))
        value = draw(st.sampled_from(["en", "pt-br", "a1", "b2", "z3"]))
        return ValueClause(number, label, field, value)
    return DateClause(number, label, draw(date_ranges(zone)), draw(st.booleans()))


@st.composite
def filters(draw):
    found = []
    for field in draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=2)):
        values = st.lists(st.sampled_from(VALUES[field]), max_size=2, unique=True)
        wanted, excluded = (
            tuple(fold_value(value) for value in draw(values)) for _ in range(2)
        )
        found.append(Filter(field, wanted, excluded))
    return tuple(found)


@st.composite
def plans(draw, **fixed):
    zone = ZoneInfo(draw(ZONES))
    counter = iter(range(1_000))
    settled = {
        "root": draw(clauses(zone, counter)),
        "filters": draw(filters()),
        "dates": draw(st.none() | date_ranges(zone)),
        "undated": draw(st.sampled_from(["exclude", "include", "only"])),
        "sort": "relevance",
        "zone": zone,
        "clock": CLOCK,
        "half_life_days": None,
        "window": Window(1_000),
        "facets": (),
        "facet_size": 10,
        "interval": None,
        "explain": False,
        "read_as": "",
        "warnings": (),
    }
    return Plan(**{**settled, **fixed})


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


@given(plan=plans(), limit=st.integers(1, 7), sort=st.sampled_from(
    ["relevance", "newest", "oldest"]
))  # fmt: skip
def test_pages_by_position_give_every_row_once(engine, plan, limit, sort):
    def page(**window):
        changes = {"sort": sort, "window": Window(**window)}
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
        read_as="",
        warnings=(),
    )
    with pytest.raises(SearchTimeoutError):
        engine.execute(plan, Deadline(-1))
