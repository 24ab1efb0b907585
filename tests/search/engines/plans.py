"""Articles and plans to try engines with."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from broadsheet.index import Article, fold_value
from broadsheet.search.dates import DateRange, read_span
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


def _copied_texts() -> list[list[str]]:
    rng = random.Random(7)
    return [rng.choices(WORDS, k=40) for _ in range(4)]


#: Texts that articles have whole, or cut.
COPIED = _copied_texts()


def make_article(rng: random.Random, number: int) -> Article:
    def some(field: str, most: int) -> tuple[str, ...]:
        return tuple(rng.sample(VALUES[field], rng.randint(0, most)))

    published, precision = rng.choice(DATES)
    body = rng.choices(WORDS, k=rng.choice([0, 1, 5, 30]))
    if rng.random() < 0.4:
        body = rng.choice(COPIED)[: rng.choice([40, 40, 30, 22])]
    return Article(
        id=rng.choice("abz") + f"{number}",
        title=" ".join(rng.choices(WORDS, k=rng.randint(0, 4))),
        body=" ".join(body),
        published=published,
        date_precision=precision,
        date_source="given" if published else "missing",
        authors=some("author", 2),
        source=next(iter(some("source", 1)), None),
        section=next(iter(some("section", 1)), None),
        tags=some("tag", 3),
        language=next(iter(some("lang", 1)), None),
    )


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


def make_plan(**settled):
    """Make a plan of what is settled; of the rest nothing is asked for."""
    plain = {
        "root": EveryClause(),
        "filters": (),
        "dates": None,
        "undated": "include",
        "sort": "relevance",
        "zone": ZoneInfo("UTC"),
        "clock": CLOCK,
        "half_life_days": None,
        "window": Window(1_000),
        "facets": (),
        "facet_size": 10,
        "interval": None,
        "explain": False,
        "warnings": (),
        "collapse": None,
    }
    return Plan(**{**plain, **settled})


@st.composite
def plans(draw, **fixed):
    zone = ZoneInfo(draw(ZONES))
    counter = iter(range(1_000))
    drawn = {
        "root": draw(clauses(zone, counter)),
        "filters": draw(filters()),
        "dates": draw(st.none() | date_ranges(zone)),
        "undated": draw(st.sampled_from(["exclude", "include", "only"])),
        "zone": zone,
    }
    return make_plan(**{**drawn, **fixed})
