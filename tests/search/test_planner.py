"""From the tree of a query to clauses over the forms that the articles have."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from broadsheet.index import Store
from broadsheet.search.deadline import Deadline
from broadsheet.search.engines import ReferenceEngine
from broadsheet.search.plan import (
    Conjunction,
    DateClause,
    Disjunction,
    EveryClause,
    Negation,
    NothingClause,
    PhraseClause,
    Preference,
    TermClause,
    ValueClause,
    WordsClause,
    leaves,
)
from broadsheet.search.planner import Planner
from broadsheet.search.query import Limits, parse

CLOCK = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
BOTH = ("title", "body")
SHOUTED = ["capitals_read_as_words"]


@pytest.fixture(scope="module")
def engine(traps):
    store = Store.open(traps.path)
    with store.snapshot() as snapshot:
        yield ReferenceEngine(snapshot)
    store.close()


@pytest.fixture(scope="module")
def plan(engine):
    """Plan a query; return its clause and the codes of the planner's warnings."""

    def plan(q, op="and", language="en", limits=None, zone="UTC"):
        planner = Planner(
            engine,
            op=op,
            within=BOTH,
            language=language,
            zone=ZoneInfo(zone),
            clock=CLOCK,
            include_undated=False,
            limits=limits or Limits(),
            deadline=Deadline(10),
        )
        clause = planner.plan(parse(q).root)
        return clause, [warning.code for warning in planner.warnings]

    return plan


def outline(clause):
    """Return a clause as nested tuples without labels, fields and numbers."""
    match clause:
        case TermClause():
            return " ".join(clause.forms)
        case PhraseClause():
            return [" ".join(slot) for slot in clause.slots]
        case Conjunction(clauses):
            return ("and", *map(outline, clauses))
        case Disjunction(clauses):
            return ("or", *map(outline, clauses))
        case Preference(needed, wanted):
            return ("prefer", outline(needed), *map(outline, wanted))
        case Negation(inner):
            return ("not", outline(inner))
        case EveryClause():
            return "everything"
        case NothingClause():
            return "nothing"
        case WordsClause():
            return (clause.field, *(slot[0] for slot in clause.slots))
        case ValueClause():
            return (clause.field, "=", clause.value)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        # An unquoted word is its stem group, a quoted one itself.
        ("prices", "price priced prices"),
        ('"prices"', "prices"),
        ("running", "run running"),
        ('"running"', "running"),
        ("zeppelins", "zeppelins"),
        # Capitals.
        ("us", "US us"),
        ('"us"', "US us"),
        ("US", "US"),
        ('"US"', "US"),
        ("U.S.", "US"),
        ("u.s.", "US"),
        ("WHO", "WHO"),
        ("who", "WHO who"),
        ("May", "may"),
        ("Prices", "price priced prices"),
        # Signs and several tokens in a word.
        ("C++", "c++"),
        ("C#", "c#"),
        ("C", "c"),
        ("AT&T", "at&t"),
        ("R&D", "r&d"),
        ("1,000", "1,000"),
        ("3.5%", ["3.5", "%"]),
        ("COVID-19", ["covid", "19"]),
        ("well-known", ["well", "known"]),
        ("harbours-master", ["harbour harbours", "master"]),
        ('"harbours-master"', ["harbours", "master"]),
        ("O'Brien", "o'brien"),
        ("O’Brien", "o'brien"),
        # Scripts without spaces.
        ("東京都", ["東京", "京都"]),
        ("東京", "東京"),
        ("港", "港 港口"),
        ('"港"', "港 港口"),
        # Patterns.
        ("pric*", "price priced prices"),
        ("PRIc*", "price priced prices"),
        ("us*", "US us"),
        ("US*", "US us"),
        ("col?r", "color"),
        ("harb*-mas*", ["harbour harbours", "master"]),
        ("zzz*", "zzz*"),
        ("10.25*", "10.25 10.255"),
        ("हिन्*", "हिन्*"),
        ("שָׁל?ם", "שָׁל?ם"),
        ("กรุง*", ["กรุ", "รุง*"]),
        # Edits.
        ("colour~", "color colour colours"),
        ("colr~1", "color"),
        ("colr~2", "color colour cost or told"),
        ("zeppelins~", "zeppelins"),
        ("well-knwn~", ["well", "known"]),
        ("us~", "US is up us"),
        ("U.S.~", "US is up us"),
        # Operators.
        ("oil us", ("and", "oil", "US us")),
        ("oil OR gas", ("or", "oil", "gas")),
        ("oil AND NOT gas", ("and", "oil", ("not", "gas"))),
        ("-oil", ("not", "oil")),
        ("*", "everything"),
        # Fields.
        ("author:ann", ("author", "ann")),
        ('author:"Ann Lee"', ("author", "ann", "lee")),
        ("source:REUTERS", ("source", "reuters")),
        ("author:Α.Σ.", ("author", "ασ")),
        ("section:news", ("section", "news")),
        ("tag:crude-oil", ("tag", "crude", "oil")),
        ("lang:EN", ("lang", "=", "en")),
        ("id:Ab/1", ("id", "=", "Ab/1")),
    ],
)
def test_a_query_becomes_the_forms_that_the_articles_have(plan, q, expected):
    clause, warnings = plan(q)
    assert outline(clause) == expected
    assert warnings == []


@pytest.mark.parametrize(
    ("q", "expected", "codes"),
    [
        ("ABC", "abc", ["acronym_read_as_word"]),
        ("IT", "it", ["acronym_read_as_word"]),
        ('"IT may"', ["it", "may"], ["acronym_read_as_word"]),
        ("OIL", "oil", ["acronym_read_as_word"]),
        ("ΓΑΣ", "γασ", ["acronym_read_as_word"]),
        ("PRICES", "price priced prices", SHOUTED),
        ("HARBOUR US", ("and", "harbour harbours", "US us"), SHOUTED),
        ("HARBOU*", "harbour harbours", SHOUTED),
        ("title:HARBOUR IT", ("and", "harbour harbours", "it"), SHOUTED),
        # Five capitals, a lower-case letter, or a field that is not searched.
        ("CRUDE US", ("and", "crude", "US"), []),
        ("PRICES US up", ("and", "price priced prices", "US", "up"), []),
        ("US source:REUTERS", ("and", "US", ("source", "reuters")), []),
    ],
)  # fmt: skip
def test_capitals_that_mean_nothing_are_read_as_words_with_a_warning(
    plan, q, expected, codes
):
    clause, warnings = plan(q)
    assert (outline(clause), warnings) == (expected, codes)


@pytest.mark.parametrize(
    ("q", "forms"),
    [
        ("har*", "harbour harbours"),
        ("co*", "color colour colours"),
        ("colour~", "color colour colours"),
    ],
)
def test_more_forms_than_the_limit_are_cut_with_a_warning(plan, q, forms):
    clause, warnings = plan(q, limits=Limits(expansions=2))
    assert outline(clause) == " ".join(forms.split()[:2])
    assert warnings == (["too_many_forms"] if len(forms.split()) > 2 else [])


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("oil gas", ("or", "oil", "gas")),
        ("oil -gas", ("and", "oil", ("not", "gas"))),
        ("oil up -gas", ("and", ("or", "oil", "up"), ("not", "gas"))),
        ("oil +us", ("prefer", "US us", "oil")),
        ("oil up +us -gas", ("prefer", ("and", "US us", ("not", "gas")), "oil", "up")),
        ("+oil +us", ("and", "oil", "US us")),
        ("-oil", ("not", "oil")),
        ("-oil -gas", ("and", ("not", "oil"), ("not", "gas"))),
        ("oil AND gas", ("and", "oil", "gas")),
        ("(oil gas) us", ("or", ("or", "oil", "gas"), "US us")),
        ("well-known oil", ("or", ["well", "known"], "oil")),
    ],
)
def test_words_side_by_side_are_alternatives_with_op_or(plan, q, expected):
    assert outline(plan(q, op="or")[0]) == expected


@pytest.mark.parametrize("op", ["and", "or"])
@pytest.mark.parametrize(
    "q", ["oil", "oil gas +us -up", "-oil us", "+oil us", "(a OR b) -c d +e"]
)
def test_leaves_are_numbered_and_listed_in_the_order_of_the_query(plan, q, op):
    found = leaves(plan(q, op)[0])
    assert [leaf.number for leaf in found] == list(range(len(found)))
    places = [q.index(leaf.label) for leaf in found]
    assert places == sorted(places)


def test_boosts_are_multiplied_and_reach_every_word_of_a_group(plan):
    clause, _ = plan('oil^2 (us "crude oil"^2)^3')
    assert [leaf.boost for leaf in leaves(clause)] == [2, 3, 6]


def test_text_fields_are_those_asked_for_or_the_one_that_is_named(plan):
    clause, _ = plan("oil title:us body:(gas OR up)")
    assert [leaf.fields for leaf in leaves(clause)] == [
        BOTH,
        ("title",),
        ("body",),
        ("body",),
    ]


def test_a_phrase_keeps_its_slop(plan):
    clause, _ = plan('"crude oil"~3')
    assert (clause.slop, outline(clause)) == (3, ["crude", "oil"])


@pytest.mark.parametrize(
    ("q", "is_open"), [("港", True), ("東京", False), ("port", False)]
)
def test_a_single_character_without_spaces_may_go_on(plan, q, is_open):
    assert plan(q)[0].open_end is is_open


def test_without_a_language_a_word_is_itself_in_any_capitals(plan):
    assert outline(plan("running", language="none")[0]) == "running"
    assert outline(plan("us", language="none")[0]) == "US us"


def test_a_language_may_have_a_region(plan):
    assert plan("running", language="en-gb") == plan("running", language="en")


def test_a_mark_alone_is_left_out_with_a_warning(plan):
    assert plan("\u0301") == (NothingClause(), ["nothing_to_search"])
    clause, warnings = plan("oil -\u0301")
    assert (outline(clause), warnings) == ("oil", ["nothing_to_search"])


def test_a_field_without_anything_to_look_for_is_left_out_with_a_warning(plan):
    clause, warnings = plan('oil author:"\u0301"')
    assert (outline(clause), warnings) == ("oil", ["nothing_to_search"])


@pytest.mark.parametrize(
    ("q", "label"),
    [
        ("2016", "[2016-01-01T00:00:00+00:00, 2017-01-01T00:00:00+00:00)"),
        ("2016-07", "[2016-07-01T00:00:00+01:00, 2016-08-01T00:00:00+01:00)"),
        ("[2016-07 TO 2017]", "[2016-07-01T00:00:00+01:00, 2018-01-01T00:00:00+00:00)"),
        ("{2016-07 TO 2017}", "[2016-08-01T00:00:00+01:00, 2017-01-01T00:00:00+00:00)"),
        (">=2016-07-04", "[2016-07-04T00:00:00+01:00, *)"),
        (">2016-07-04", "[2016-07-05T00:00:00+01:00, *)"),
        ("<2016-07-04", "[*, 2016-07-04T00:00:00+01:00)"),
        ("<=2016-07-04", "[*, 2016-07-05T00:00:00+01:00)"),
        ("2016-07-04T10:30Z", "[2016-07-04T11:30:00+01:00, 2016-07-04T11:31:00+01:00)"),
        ("7d", "[2026-03-24T00:00:00+00:00, 2026-04-01T00:00:00+01:00)"),
        (">=7d", "[2026-03-24T00:00:00+00:00, 2026-04-01T00:00:00+01:00)"),
        (">7d", "[2026-03-25T00:00:00+00:00, *)"),
        ("<7d", "[*, 2026-03-24T00:00:00+00:00)"),
        ("24h", "[2026-03-30T13:00:00+01:00, 2026-03-31T13:00:00+01:00)"),
        ("[30d TO 7d]", "[2026-03-01T00:00:00+00:00, 2026-03-25T00:00:00+00:00)"),
        ("*", "[*, *)"),
    ],
)
def test_dates_are_half_open_ranges_in_the_zone(plan, q, label):
    clause, _ = plan(f"date:{q}", zone="Europe/London")
    assert isinstance(clause, DateClause)
    assert clause.label == f"date in {label}"
