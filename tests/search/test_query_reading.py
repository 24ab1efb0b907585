"""How a query is read is told as a tree with places, as text and in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search import QuerySyntaxError
from broadsheet.search.query import parse, print_query
from broadsheet.search.query_reading import tree_of


def test_a_tree_has_the_type_and_place_of_each_part(traps):
    told = traps.read_query('title:oil^2 -"crude oil"~3 OR date:>2016').to_dict()
    assert told["tree"] == {
        "type": "or",
        "at": [0, 40],
        "clauses": [
            {
                "type": "group",
                "at": [0, 26],
                "clauses": [
                    {
                        "type": "boost",
                        "factor": 2.0,
                        "at": [0, 11],
                        "clause": {
                            "type": "scope",
                            "field": "title",
                            "at": [0, 9],
                            "clause": {"type": "word", "text": "oil", "at": [6, 9]},
                        },
                    },
                    {
                        "type": "not",
                        "at": [12, 26],
                        "clause": {
                            "type": "phrase",
                            "text": "crude oil",
                            "slop": 3,
                            "at": [13, 26],
                        },
                    },
                ],
            },
            {
                "type": "date_span",
                "lower": "2016",
                "upper": None,
                "include_lower": False,
                "include_upper": True,
                "at": [30, 40],
            },
        ],
    }


def test_words_and_text_are_those_of_a_search(traps):
    reading = traps.read_query("price  AND (crude)", source="Reuters")
    assert (
        reading.query.read_as
        == traps.search("price  AND (crude)", source="Reuters").query.read_as
    )
    assert reading.canonical == "price AND crude"
    assert reading.revision == traps.revision


def test_what_cannot_be_read_is_refused_or_repaired(traps):
    with pytest.raises(QuerySyntaxError):
        traps.read_query("(oil")
    reading = traps.read_query("(oil", syntax="lenient")
    assert reading.canonical == "oil"
    assert [each.code for each in reading.query.warnings] == ["unbalanced_parenthesis"]


def test_the_empty_query_is_everything(traps):
    told = traps.read_query("").to_dict()
    assert (told["canonical"], told["tree"]["type"]) == ("*", "everything")


@given(st.text(alphabet='ab"()+-~^*?:[] ORANDTtitle2016', max_size=40))
def test_every_tree_is_json_and_its_places_are_in_the_text(q):
    root = parse(q, lenient=True).root
    tree = tree_of(root)
    assert json.loads(json.dumps(tree)) == tree

    def check(node):
        start, end = node["at"]
        assert 0 <= start <= end <= len(q)
        for each in (*node.get("clauses", ()), *filter(None, [node.get("clause")])):
            check(each)

    check(tree)
    again = parse(print_query(root)).root
    assert again == root
