"""The laws of reading, over any text at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.search.errors import QuerySyntaxError
from broadsheet.search.query import (
    And,
    Boost,
    Everything,
    Group,
    Limits,
    Node,
    Not,
    Or,
    Required,
    Scope,
    parse,
    print_query,
)

#: Repairs may take more characters than what they repair.
WIDE = Limits(characters=100_000, clauses=1_000, nesting=150, word=10_000)
TIGHT = Limits(characters=40, clauses=3, nesting=2, word=10)
PIECES = [
    *"()\"“”„«」-+~^*?:!&|[]{}<>=.,'’/ \t\0\ud800\u0301@$1é石",
    *("oil", "a", "C++", "10:30", "http://", "2016", "2016-07", "7d", " TO "),
    *("AND", "OR", "NOT", " AND ", " OR ", " NOT ", " -", " +", " ", " (", ") "),
    *("title:", "author:", "id:", "date:", "Titel:", "foo:", "date:[", "~2", "^3"),
    *("[2016 TO 2017]", '"oil gas"', "pric*", "wom?n", "*", "oil gas"),
]
queries = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(st.characters(), max_size=60),
)
limits = st.sampled_from([Limits(), TIGHT])


@given(queries, limits)
@example("author:」NOT~2", Limits())
@example("^2016-?~", Limits())
@example("10^?", Limits())
@example("id: a^2", Limits())
@example("'title:", Limits())
@example("'title:-", Limits())
@example("'-a b", Limits())
@example("'oil gas\"'", Limits())
def test_lenient_reading_takes_any_text_and_its_tree_prints_as_itself(
    q: str, limits: Limits
) -> None:
    root = parse(q, limits=limits, lenient=True).root
    assert parse(print_query(root), limits=WIDE).root == root


@given(queries, limits)
def test_strict_reading_accepts_or_tells_where(q: str, limits: Limits) -> None:
    try:
        parse(q, limits=limits)
    except QuerySyntaxError as error:
        places = [problem.at or (0, 0) for problem in error.problems]
    else:
        places = [(0, 1)]
    assert places
    assert all(0 <= start < end <= max(len(q), 1) for start, end in places)


@given(queries, limits)
def test_lenient_reading_is_strict_reading_where_that_succeeds(
    q: str, limits: Limits
) -> None:
    lenient = parse(q, limits=limits, lenient=True)
    try:
        strict = parse(q, limits=limits)
    except QuerySyntaxError:
        assert lenient.warnings
    else:
        assert strict == lenient


@given(queries, limits)
def test_each_suggestion_is_read_strictly(q: str, limits: Limits) -> None:
    parsed = parse(q, limits=limits, lenient=True)
    for warning in parsed.warnings:
        if warning.suggestion is not None:
            again = parse(warning.suggestion, limits=limits)
            assert again.root == parsed.root
            assert warning.code not in [told.code for told in again.warnings]
    try:
        parse(q, limits=limits)
    except QuerySyntaxError as error:
        for suggestion in {problem.suggestion for problem in error.problems}:
            parse(suggestion or "", limits=limits)


@given(queries, limits)
@example("oil (gas", TIGHT)
@example("a b c d e", TIGHT)
@example('"" title: oil', Limits())
@example("'0", Limits())
def test_no_letter_is_dropped_in_silence(q: str, limits: Limits) -> None:
    """Each is in the tree, an operator's, or told of in a warning."""
    parsed = parse(q, limits=limits, lenient=True)
    told = [warning.at for warning in parsed.warnings if warning.at]
    if "nested_field" in [warning.code for warning in parsed.warnings]:
        # It names the inner field; the outer one is left out with it.
        told += [found.span() for found in re.finditer(r"[a-z]+:", q)]
    known = {place for span in (*told, *_spans(parsed.root)) for place in range(*span)}
    for place, char in enumerate(q):
        if place not in known and (
            char.isalnum() or unicodedata.category(char) == "Mn"
        ):
            around = q[max(0, place - 2) : place + 3]
            assert any(operator in around for operator in ("AND", "OR", "NOT"))


@given(queries)
def test_spans_lie_in_the_text_and_in_one_another(q: str) -> None:
    pending = [(parse(q, lenient=True).root, (0, len(q)))]
    while pending:
        node, outer = pending.pop()
        assert outer[0] <= node.at[0] <= node.at[1] <= outer[1]
        # A repair may move the name of a field or a sign to each of its words.
        inside = (0, len(q)) if isinstance(node, Scope | Not | Required) else node.at
        pending.extend((child, inside) for child in _children(node))


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Group(clauses=clauses) | And(clauses=clauses) | Or(clauses=clauses):
            return clauses
        case Boost() | Not() | Required() | Scope():
            return (node.clause,)
        case _:
            return ()


def _spans(node: Node) -> Iterator[tuple[int, int]]:
    """Yield what each node stands for beside the clauses in it."""
    children = _children(node)
    if not children and not isinstance(node, Everything):
        yield node.at
    if isinstance(node, Scope):
        yield (node.at[0], node.clause.at[0])
    if isinstance(node, Boost):
        yield (node.clause.at[1], node.at[1])
    for child in children:
        yield from _spans(child)


@pytest.mark.parametrize(
    "q",
    [
        "(" * 100_000,
        ")" * 100_000,
        "-" * 100_000 + "x",
        "NOT " * 100_000,
        "oil " * 1_000_000,
        "x" * 100_000,
        '"' * 100_000,
        "x" + "^" * 100_000,
        "date:[" * 100_000,
        "title:" * 100_000,
        "athor:x " * 100_000,
        "a*" * 100_000,
    ],
    ids=lambda q: f"{q[:8]!r}×{len(q)}",
)
def test_no_size_is_too_much(q: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(q)
    assert "query_too_long" in [problem.code for problem in caught.value.problems]
    codes = [warning.code for warning in parse(q, lenient=True).warnings]
    assert "query_too_long" in codes
    assert len(codes) < 30


@pytest.mark.parametrize(
    "unit", ["(", ")", "-x ", "NOT ", '"', "title:", "foo:x ", "a^"]
)
def test_work_is_linear_without_limits(unit: str) -> None:
    """Were anything tried anew at each place, this would not end in time."""
    boundless = Limits(10**6, clauses=10**6, nesting=20, word=10**6)
    root = parse(unit * 10_000, limits=boundless, lenient=True).root
    assert root.at[1] <= len(unit) * 10_000
