"""The limits: what crosses them, where it is told, what is kept."""

from __future__ import annotations

import pytest

from broadsheet.search.errors import QuerySyntaxError
from broadsheet.search.query import Everything, Limits, parse, print_query

NARROW = Limits(characters=60, clauses=3, nesting=2, word=8)
WITHIN = [
    "a b c",
    "a - b ... c",
    "12345678",
    "((a))",
    "-(a) (b c)",
    "--a --b (-c)",
    "NOT NOT a",
    "id:" + "x" * 50,
    " " * 50 + "oil",
    "a" * 8 + "^" + "1.0000000000",
]
BEYOND = [
    ("a b c d e", "too_many_clauses", "d e", "a b c"),
    ("a b OR (c AND -d", "too_many_clauses", "AND -d", "a b OR c"),
    ("a date:2016 * title:x", "too_many_clauses", "title:x", "a date:2016 *"),
    ("a (((b)))", "too_deep", "(((b)))", "a"),
    ("a OR (b (c -d) e)", "too_deep", "-d) e)", "a OR b c"),
    ("a ---b", "too_deep", "---b", "a"),
    ("a NOT NOT NOT b", "too_deep", "NOT NOT NOT b", "a"),
    ("title:((a (b)))", "too_deep", "(b)))", "title:a"),
    ("a 123456789 b", "word_too_long", "123456789", "a 12345678 b"),
    ('"a 123456789 b"', "word_too_long", '"a 123456789 b"', '"a 12345678 b"'),
    ("12345~789", "word_too_long", "12345~789", None),
    ("x" * 61, "query_too_long", "x", "xxxxxxxx"),
    ("oil " * 15 + "gas", "query_too_long", " gas", "oil oil oil"),
]


@pytest.mark.parametrize("q", WITHIN)
def test_within_the_limits_nothing_is_cut(q: str) -> None:
    loose = Limits(characters=60, clauses=100, nesting=100, word=100)
    assert parse(q, limits=NARROW).root == parse(q, limits=loose).root


@pytest.mark.parametrize(("q", "code", "text", "kept"), BEYOND[:-3])
def test_beyond_a_limit_the_place_is_told(
    q: str, code: str, text: str, kept: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(q, limits=NARROW)
    problem = next(told for told in caught.value.problems if told.code == code)
    assert problem.at is not None
    assert q[slice(*problem.at)] == text
    parsed = parse(q, limits=NARROW, lenient=True)
    assert print_query(parsed.root) == kept
    assert code in [warning.code for warning in parsed.warnings]


def test_too_long_query_is_cut_between_words() -> None:
    parsed = parse("oil  " * 11 + "prices gas", limits=Limits(60), lenient=True)
    assert print_query(parsed.root) == " ".join(["oil"] * 11)
    assert [(told.code, told.at) for told in parsed.warnings] == [
        ("query_too_long", (54, 65))
    ]


def test_too_long_word_is_cut_in_itself() -> None:
    parsed = parse("x" * 61, limits=NARROW, lenient=True)
    assert print_query(parsed.root) == "x" * 8


def test_cutting_closes_what_is_open_and_tells_it_once() -> None:
    parsed = parse("(a OR (b c d e", limits=NARROW, lenient=True)
    assert print_query(parsed.root) == "a OR b c"
    assert [told.code for told in parsed.warnings] == ["too_many_clauses"]


def test_cutting_a_word_leaves_no_sign_at_its_end() -> None:
    parsed = parse("12345~78x*", limits=NARROW, lenient=True)
    assert print_query(parsed.root) == "12345"


def test_a_crossed_limit_has_no_suggestion() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse("a b c d", limits=NARROW)
    assert [problem.suggestion for problem in caught.value.problems] == [None]


def test_depth_at_the_limit_is_read() -> None:
    assert parse("(" * 20 + "oil" + ")" * 20).root == parse("oil").root
    assert parse("-" * 20 + "oil").warnings == ()


def test_nothing_kept_is_everything() -> None:
    assert parse("(((a)))", limits=NARROW, lenient=True).root == Everything()
