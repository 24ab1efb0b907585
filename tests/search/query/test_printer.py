"""The printer, over trees made without the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.query import (
    And,
    Boost,
    DateSpan,
    Everything,
    Fuzzy,
    Group,
    Limits,
    Node,
    Not,
    Or,
    Phrase,
    Required,
    Scope,
    Wildcard,
    Word,
    parse,
    print_query,
)

WIDE = Limits(characters=100_000, clauses=1_000, nesting=1_000, word=10_000)
BOUNDS = ["1987", "2016-07", "2016-02-29", "2016-07-04T10:30Z", "7d", "3mo", "1000y"]

letters = "abzéЖ石09"
words = st.one_of(
    st.builds(
        str.__add__, st.sampled_from(letters), st.text(letters + "'’-+&#./", max_size=6)
    ),
    st.sampled_from(["10:30", "Brexit:", "C++", "AT&T", "http://x", "$5", "and", "~5"]),
)
phrases = st.text(st.characters(exclude_characters='"“”«»‹›＂」』'), max_size=12).map(
    "{}a".format
)
wildcards = st.from_regex(r"[a-z]{2,4}(\*|\?[a-z]|\*[a-z]|\?\*){1,2}", fullmatch=True)
dates = st.sampled_from([None, *BOUNDS])
spans = st.builds(DateSpan, dates, dates, st.booleans(), st.booleans()).filter(
    lambda span: (
        (span.include_lower or span.lower is not None)
        and (span.include_upper or span.upper is not None)
        and not (span.lower and span.upper and span.lower > span.upper)
    )
)
plain = st.builds(Word, words) | st.builds(Phrase, phrases, st.integers(0, 100))
leaves = st.one_of(
    plain,
    st.builds(Wildcard, wildcards),
    st.builds(
        Fuzzy, words.filter(lambda word: word[0] != "~"), st.sampled_from([1, 2])
    ),
)


def _compound(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    scored = children.filter(lambda node: not isinstance(node, DateSpan | Everything))
    factors = st.floats(0, 1_000, exclude_min=True)
    return st.one_of(
        st.builds(Group, several),
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, children),
        st.builds(Required, children),
        st.builds(Boost, scored, factors),
    )


inner = st.recursive(leaves | st.just(Everything()), _compound, max_leaves=6)
scopes = st.one_of(
    st.builds(
        Scope,
        st.sampled_from(["title", "body"]),
        inner.filter(lambda node: node != Everything()),
    ),
    st.builds(Scope, st.sampled_from(["author", "source", "tag", "lang"]), plain),
    st.builds(Scope, st.just("id"), st.builds(Phrase, phrases)),
    st.builds(
        Scope,
        st.just("id"),
        st.builds(
            Word, st.from_regex(r"[^\s()\"“-』‘-‟«»‹›＂][^\s)]*", fullmatch=True)
        ),
    ),
)
trees = st.recursive(
    leaves | spans | scopes | st.just(Everything()), _compound, max_leaves=10
)


@given(trees)
def test_every_tree_is_read_back_from_its_print(tree: Node) -> None:
    assert parse(print_query(tree), limits=WIDE).root == tree


@given(trees)
def test_printing_is_canonical(tree: Node) -> None:
    text = print_query(tree)
    assert print_query(parse(text, limits=WIDE).root) == text
    assert parse(text, limits=WIDE) == parse(text, limits=WIDE, lenient=True)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  oil   gas ", "oil gas"),
        ("NOT (oil)", "-oil"),
        ("„oil gas“ ~2", '"oil gas" ~2'),
        ("((oil AND gas) OR UK)", "oil AND gas OR UK"),
        ("(oil OR gas) AND (UK)", "(oil OR gas) AND UK"),
        ("title:(oil)^2.50", "title:oil^2.5"),
        ("title:(oil^2)", "title:(oil^2)"),
        ("colour~1", "colour~"),
        ("date:[2016 TO 2016]", "date:2016"),
        ("date:>=7d", "date:7d"),
        ("date:{7d TO *}", "date:>7d"),
        ("date:{* TO 2016}", "date:<2016"),
        ("(id:7)^2", "(id:7)^2"),
        ("", "*"),
    ],
)
def test_print_is_the_shortest_form(typed: str, printed: str) -> None:
    assert print_query(parse(typed).root) == printed
