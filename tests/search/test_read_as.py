"""What is said of how a query was read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

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
    Preference,
    TermClause,
    ValueClause,
    WordsClause,
)
from broadsheet.search.read_as import read_as

BOTH = ("title", "body")
START, END = read_span("2016", UTC, datetime(2026, 3, 31, tzinfo=UTC))
YEAR = DateRange(START, END)
IN_2016 = "date in [2016-01-01T00:00:00+00:00, 2017-01-01T00:00:00+00:00)"


def term(label, *forms, fields=BOTH, boost=1.0):
    return TermClause(0, label, fields, forms or (label,), boost)


def phrase(*slots, slop=0, fields=BOTH, boost=1.0):
    return PhraseClause(0, "as typed", fields, slots, slop, boost)


OIL, GAS = term("oil"), term("gas")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (term("Prices", "price", "prices"), "Prices{price|prices}"),
        (term("oil", boost=2.5), "oil{oil}^2.5"),
        (term("oil", fields=("title",)), "title:oil{oil}"),
        (term("p*", *"abcdefgh"), "p*{a|b|c|d|e|f|g|h}"),
        (term("p*", *"abcdefghi"), "p*{a|b|c|d|e|f|g|h|+1}"),
        (term("p*", *map(str, range(1_008))), "p*{0|1|2|3|4|5|6|7|+1,000}"),
        (phrase(("crude",), ("oil",)), '"crude oil"'),
        (phrase(("crude",), ("oil",), slop=3), '"crude oil"~3'),
        (phrase(("well",), ("know", "known")), '"well {know|known}"'),
        (phrase(("a",), ("b",), boost=2, fields=("body",)), 'body:"a b"^2'),
        (WordsClause(0, 'author:"Ann Lee"', "author", (("ann",),)), 'author:"Ann Lee"'),
        (ValueClause(0, "lang=EN", "lang", "en"), "lang=EN"),
        (DateClause(0, IN_2016, YEAR, include_undated=False), IN_2016),
        (EveryClause(), "everything"),
        (NothingClause(), "nothing"),
        (Negation(OIL), "NOT oil{oil}"),
        (Negation(Disjunction((OIL, GAS))), "NOT (oil{oil} OR gas{gas})"),
        (Conjunction((OIL, Negation(GAS))), "oil{oil} AND NOT gas{gas}"),
        (
            Conjunction((OIL, Disjunction((OIL, GAS)))),
            "oil{oil} AND (oil{oil} OR gas{gas})",
        ),
        (
            Disjunction((OIL, Conjunction((OIL, GAS)))),
            "oil{oil} OR (oil{oil} AND gas{gas})",
        ),
        (Preference(OIL, (GAS,)), "oil{oil} PREFERRING (gas{gas})"),
        (
            Preference(Conjunction((OIL, GAS)), (OIL, GAS)),
            "(oil{oil} AND gas{gas}) PREFERRING (oil{oil} OR gas{gas})",
        ),
    ],
)
def test_each_kind_of_clause_is_told(clause, expected):
    assert read_as(clause, within=BOTH, filters=(), dates=None) == expected


@pytest.mark.parametrize(
    ("clause", "filters", "dates", "expected"),
    [
        (OIL, [Filter("tag", ("a",), ())], None, "oil{oil} AND tag=a"),
        (EveryClause(), [Filter("tag", ("a",), ())], None, "tag=a"),
        (EveryClause(), [Filter("tag", ("a", "b"), ())], None, "(tag=a OR tag=b)"),
        (
            EveryClause(),
            [Filter("tag", ("a",), ("b", "c"))],
            None,
            "tag=a AND NOT tag=b AND NOT tag=c",
        ),
        (
            Disjunction((OIL, GAS)),
            [Filter("lang", (), ("de",))],
            YEAR,
            f"(oil{{oil}} OR gas{{gas}}) AND NOT lang=de AND {IN_2016}",
        ),
        (Conjunction((OIL, GAS)), [], YEAR, f"oil{{oil}} AND gas{{gas}} AND {IN_2016}"),
        (EveryClause(), [], DateRange(START, None),
         "date in [2016-01-01T00:00:00+00:00, *)"),
        (EveryClause(), [], DateRange(None, START),
         "date in [*, 2016-01-01T00:00:00+00:00)"),
    ],
)  # fmt: skip
def test_filters_and_dates_stand_behind_the_query(clause, filters, dates, expected):
    found = read_as(clause, within=BOTH, filters=tuple(filters), dates=dates)
    assert found == expected


def test_fields_are_told_where_they_are_not_those_searched():
    title = term("oil", fields=("title",))
    assert read_as(title, within=("title",), filters=(), dates=None) == "oil{oil}"
    assert read_as(OIL, within=("title",), filters=(), dates=None) == (
        "title|body:oil{oil}"
    )


@pytest.mark.parametrize(
    ("dates", "undated", "expected"),
    [
        (None, None, "oil{oil}"),
        (None, "include", "oil{oil}"),
        (None, "exclude", "oil{oil} AND dated"),
        (None, "only", "oil{oil} AND undated"),
        (YEAR, None, f"oil{{oil}} AND {IN_2016}"),
        (YEAR, "exclude", f"oil{{oil}} AND {IN_2016}"),
        (YEAR, "include", f"oil{{oil}} AND ({IN_2016} OR undated)"),
        (YEAR, "only", "oil{oil} AND undated"),
    ],
)
def test_what_became_of_undated_articles_is_told(dates, undated, expected):
    found = read_as(OIL, within=BOTH, filters=(), dates=dates, undated=undated)
    assert found == expected
