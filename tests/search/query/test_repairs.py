"""What is wrong with a query: its name, its place, its cure and its repair."""

from __future__ import annotations

import pytest

from broadsheet.search.errors import QuerySyntaxError
from broadsheet.search.query import parse, print_query

#: Query, code, the text at fault, the suggestion, what lenient reading makes of it.
BROKEN = [
    ('oil "gas price', "unbalanced_quote", '"', 'oil "gas price"', None),
    ("oil 」gas", "unbalanced_quote", "」", "oil gas", None),
    ('oil"', "unbalanced_quote", '"', "oil", None),
    ("UK AND (oil OR gas", "unbalanced_parenthesis", "(", "UK AND (oil OR gas)", None),
    ("oil) gas", "unbalanced_parenthesis", ")", "oil gas", None),
    ("oil)^2 gas", "unbalanced_parenthesis", ")", "oil gas", None),
    ("oil AND", "missing_operand", "AND", "oil", None),
    ("OR gas", "missing_operand", "OR", "gas", None),
    ("oil OR AND gas", "missing_operand", "AND", "oil OR gas", None),
    ("oil AND OR gas", "missing_operand", "OR", "oil OR gas", None),
    ("(oil OR) gas", "missing_operand", "OR", "oil gas", None),
    ("oil NOT", "missing_operand", "NOT", "oil", None),
    ("oil NOT AND gas", "missing_operand", "NOT", "oil AND gas", None),
    ("NOT", "missing_operand", "NOT", None, "*"),
    ("()", "empty_group", "()", None, "*"),
    ("oil ( ( ) )", "empty_group", "( )", "oil", None),
    ('oil ""', "empty_phrase", '""', "oil", None),
    ("oil “ ”~2", "empty_phrase", "“ ”", "oil", None),
    ("athor:Lee", "unknown_field", "athor", "author:Lee", '"athor:Lee"'),
    ("Title:oil", "unknown_field", "Title", "title:oil", '"Title:oil"'),
    ("wxyz:oil", "unknown_field", "wxyz", '"wxyz:oil"', None),
    (
        'athor:"Ann Lee"',
        "unknown_field",
        "athor",
        'author:"Ann Lee"',
        'athor "Ann Lee"',
    ),
    ("xyzzy:(a b)", "unknown_field", "xyzzy", "xyzzy (a b)", None),
    ("s*", "short_prefix", "s*", "s", None),
    ("*ly", "short_prefix", "*ly", "ly", None),
    ("oil e-m*", "short_prefix", "e-m*", 'oil "e-m*"', None),
    ("f**k", "short_prefix", "f**k", '"f**k"', None),
    ("colour~3", "too_many_edits", "~3", "colour~2", None),
    ("colour~0", "bad_edits", "~0", "colour", None),
    ("colour~0.8", "bad_edits", "~0.8", "colour~", None),
    ("pric*~2", "fuzzy_wildcard", "~2", "pric*", None),
    ('"oil gas"~', "bad_slop", "~", '"oil gas"', None),
    ('"oil gas"~101', "bad_slop", "~101", '"oil gas"~100', None),
    ("(oil gas)~3", "bad_slop", "~3", "oil gas", None),
    ("oil^", "bad_boost", "^", "oil", None),
    ("oil^-1", "bad_boost", "^-1", "oil", None),
    ("oil^0", "bad_boost", "^0", "oil", None),
    ("oil^1000.5", "bad_boost", "^1000.5", "oil^1000", None),
    ("date:2016^2", "bad_boost", "^2", "date:2016", None),
    ("*^2 oil", "bad_boost", "^2", "* oil", None),
    ("title: oil", "field_needs_word", "title:", "title:oil", None),
    ("title:", "field_needs_word", "title:", None, "*"),
    ("oil title: AND gas", "field_needs_word", "title:", None, "oil AND gas"),
    ("title:*", "field_needs_word", "title:*", None, "*"),
    ("author:Lee*", "field_needs_word", "author:Lee*", "author:Lee", None),
    ("author:Lee~", "field_needs_word", "author:Lee~", "author:Lee", None),
    (
        "source:(Reuters OR AP)",
        "field_needs_word",
        "source:(Reuters OR AP)",
        "source:Reuters OR source:AP",
        None,
    ),
    ("title:-oil", "misplaced_sign", "-", "-title:oil", None),
    ("title:author:Lee", "nested_field", "title:author:", "author:Lee", None),
    ("title:(oil tag:x)", "nested_field", "tag:x", "title:oil tag:x", None),
    ("body:(oil date:2016)", "nested_field", "date:2016", "body:oil date:2016", None),
    ("date:2016-13", "bad_date", "2016-13", "date:2016", None),
    ("date:2015-02-31", "bad_date", "2015-02-31", "date:2015-02", None),
    (
        "date:[2016 TO 2016-7-4]",
        "bad_date",
        "2016-7-4",
        "date:[2016 TO 2016-07-04]",
        None,
    ),
    ("date:>=20160704", "bad_date", "20160704", "date:>=2016-07-04", None),
    ("date:yesterday", "bad_date", "yesterday", None, '"yesterday"'),
    ("date:04/07/2016", "bad_date", "04/07/2016", None, '"04/07/2016"'),
    ("date:>", "bad_date", ">", None, "*"),
    (
        "date:(2016 OR 2018)",
        "bad_date",
        "date:(2016 OR 2018)",
        "date:2016 OR date:2018",
        None,
    ),
    ("date:[2017 TO 2016]", "bad_range", "[2017 TO 2016]", "date:[2016 TO 2017]", None),
    ("date:[2016 TO 2017", "bad_range", "[", "date:[2016 TO 2017]", None),
    ("date:[2016 to 2017]", "bad_range", "to", "date:[2016 TO 2017]", None),
    ("date:[2016]", "bad_range", "[2016]", None, '"[2016]"'),
    ("date: 2016", "field_needs_word", "date:", "date:2016", None),
    ("date: [2016 TO *]", "field_needs_word", "date:", "date:>=2016", None),
]


def _at_fault(q: str, at: tuple[int, int] | None) -> str | None:
    return at and q[slice(*at)]


@pytest.mark.parametrize(("q", "code", "text", "suggestion", "repaired"), BROKEN)
def test_broken_query_is_named_placed_and_cured(
    q: str,
    code: str,
    text: str,
    suggestion: str | None,
    repaired: str | None,  # noqa: ARG001
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(q)
    problem = next(
        told for told in caught.value.problems if text == _at_fault(q, told.at)
    )
    assert (problem.parameter, problem.code) == ("q", code)
    assert problem.suggestion == suggestion


@pytest.mark.parametrize(("q", "code", "text", "suggestion", "repaired"), BROKEN)
def test_lenient_reading_repairs_and_says_so(
    q: str, code: str, text: str, suggestion: str | None, repaired: str | None
) -> None:
    parsed = parse(q, lenient=True)
    assert print_query(parsed.root) == (repaired or suggestion or "")
    assert (code, text) in [
        (told.code, _at_fault(q, told.at)) for told in parsed.warnings
    ]


def test_every_problem_is_told_in_the_order_of_the_text() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse("athor:Lee AND (oil^0")
    problems = [(told.code, told.at) for told in caught.value.problems]
    assert problems == [
        ("unknown_field", (0, 5)),
        ("unbalanced_parenthesis", (14, 15)),
        ("bad_boost", (18, 20)),
    ]


def test_problems_without_end_are_summed_up() -> None:
    """Two thousand stray parentheses do not make two thousand sentences."""
    warnings = parse("oil" + " )" * 900, lenient=True).warnings
    assert len(warnings) == 6
    assert warnings[-1].at == (14, 1803)
    assert "895 places" in warnings[-1].detail


def test_detail_names_the_nearest_field() -> None:
    with pytest.raises(QuerySyntaxError, match='did you mean "author:"'):
        parse("athor:Lee")
