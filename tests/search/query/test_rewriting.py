"""Leaves are found in the order of the text, and others put in their place."""

from __future__ import annotations

import pytest

from broadsheet.search.query import (
    Leaf,
    Phrase,
    Word,
    leaves_of,
    parse,
    print_query,
    with_leaves,
)


@pytest.mark.parametrize(
    ("q", "leaves"),
    [
        ("oil", [Leaf(Word("oil"))]),
        ("oil -gas", [Leaf(Word("oil")), Leaf(Word("gas"), is_excluded=True)]),
        ("-(oil -gas)", [Leaf(Word("oil"), is_excluded=True), Leaf(Word("gas"))]),
        ("title:(a OR +b^2)", [Leaf(Word("a"), "title"), Leaf(Word("b"), "title")]),
        ('a author:"b c" d', [
            Leaf(Word("a")), Leaf(Phrase("b c"), "author"), Leaf(Word("d"))
        ]),
    ],
)  # fmt: skip
def test_leaves_come_in_order_with_how_they_stand(q, leaves):
    assert list(leaves_of(parse(q).root)) == leaves


@pytest.mark.parametrize(
    "q", ["oil", "a OR (b AND -c)", "+a^2 title:(b c) d~", 'oi* "b c"~2 date:2016']
)
def test_only_the_leaves_that_are_meant_are_changed(q):
    root = parse(q).root
    assert with_leaves(root, []) == root
    for leaf in leaves_of(root):
        changed = with_leaves(root, [(leaf.node, Word("new"))])
        expected = [
            Word("new") if each.node is leaf.node else each.node
            for each in leaves_of(root)
        ]
        assert [each.node for each in leaves_of(changed)] == expected


def test_of_equal_leaves_one_is_changed():
    root = parse("oil (oil OR gas)").root
    _first, second, _third = leaves_of(root)
    changed = with_leaves(root, [(second.node, Word("coal"))])
    assert print_query(changed) == "oil (coal OR gas)"
