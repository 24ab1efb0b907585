"""A walk goes through exactly what a search finds, in its order."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import load_kernels
from broadsheet.search.deadline import Deadline
from broadsheet.search.engine import Match
from broadsheet.search.engines import ColumnarEngine, Indexes, ReferenceEngine
from broadsheet.search.occurrences import spans
from broadsheet.search.plan import (
    Conjunction,
    Disjunction,
    PhraseClause,
    TermClause,
    Window,
)

from .plans import leaf_clauses, make_plan, plans

pytestmark = pytest.mark.usefixtures("short_lists")

ENGINES = {
    "reference": ReferenceEngine,
    "columnar": ColumnarEngine,
    "columnar, plain": lambda snapshot: ColumnarEngine(
        snapshot, Indexes(load_kernels("plain"))
    ),
}
ASKED = {
    "sort": st.sampled_from(["relevance", "newest", "oldest"]),
    "half_life_days": st.sampled_from([None, None, 30.0]),
    "window": st.builds(Window, st.integers(0, 9), st.integers(0, 9)),
    "collapse": st.sampled_from([None, "story"]),
}


@pytest.fixture(params=ENGINES, scope="module")
def engine(request, snapshot):
    return ENGINES[request.param](snapshot)


@pytest.fixture(params=[1, 3, 1_024])
def chunk(request, monkeypatch):
    """Documents that are looked at together."""
    monkeypatch.setattr("broadsheet.search.engines.walking._CHUNK", request.param)


@pytest.mark.usefixtures("chunk")
@settings(max_examples=100)
@given(plan=plans(), asked=st.fixed_dictionaries(ASKED))
def test_a_walk_is_one_page_of_everything(engine, plan, asked):
    plan = replace(plan, **asked)
    whole = replace(plan, window=Window(1_000), collapse=None)
    rows = engine.execute(whole, Deadline(60)).rows
    walk = engine.walk(plan, Deadline(60))
    assert walk.total == len(rows)
    assert list(walk.docnums()) == [row.docnum for row in rows]
    expected = [Match(row.docnum, row.clauses) for row in rows]
    assert list(chain.from_iterable(walk.matches())) == expected


@pytest.fixture(scope="module")
def reference(snapshot):
    return ReferenceEngine(snapshot)


@settings(max_examples=200)
@given(plan=plans())
def test_what_took_part_is_located_as_in_the_text_read_anew(engine, reference, plan):
    matches = list(chain.from_iterable(reference.walk(plan, Deadline(60)).matches()))
    expected = reference.locate(plan, matches)
    found = engine.locate(plan, matches)
    assert len(found) == len(matches)
    for here, there in zip(found, expected, strict=True):
        for ours, theirs in zip(here, there, strict=True):
            for name in ours._fields:
                assert getattr(ours, name).tolist() == getattr(theirs, name).tolist()


def count(engine, plan, matches):
    located = chain.from_iterable(engine.locate(plan, list(matches)))
    return sum(len(spans(each)) for each in located)


@pytest.mark.usefixtures("chunk")
@settings(max_examples=200)
@given(plan=plans(), most=st.sampled_from([0, 5, 1_000]))
def test_places_are_not_fewer_than_was_told_before(engine, plan, most):
    walk = engine.walk(plan, Deadline(60))
    told = walk.places_at_least(most)
    assert told <= count(engine, plan, chain.from_iterable(walk.matches()))


@pytest.mark.parametrize("kernels", ["native", "plain"])
@settings(max_examples=200)
@given(data=st.data())
def test_places_of_one_word_or_phrase_are_known_before(snapshot, kernels, data):
    engine = ColumnarEngine(snapshot, Indexes(load_kernels(kernels)))
    leaf = data.draw(leaf_clauses(ZoneInfo("UTC"), 0))
    plan = replace(data.draw(plans()), root=leaf)
    walk = engine.walk(plan, Deadline(60))
    places = count(engine, plan, chain.from_iterable(walk.matches()))
    assert walk.places_at_least(1_000_000) == places
    assert (walk.places_at_least(3) > 3) == (places > 3)


@pytest.mark.parametrize("kernels", ["native", "plain"])
@pytest.mark.parametrize("other", [("crude",), ("US", "us")])
def test_words_that_begin_differently_are_added_up(snapshot, kernels, other):
    engine = ColumnarEngine(snapshot, Indexes(load_kernels(kernels)))
    fields = ("title", "body")
    words = (
        TermClause(0, "", fields, ("oil",), 1.0),
        PhraseClause(1, "", fields, (("oil",), ("price",)), 0, 1.0),
        TermClause(2, "", fields, other, 1.0),
    )
    for root in (Disjunction(words), Conjunction((words[0], words[2]))):
        plan = make_plan(root=root)
        walk = engine.walk(plan, Deadline(60))
        matches = list(chain.from_iterable(walk.matches()))
        # The phrase begins as the word does, and has no place of its own counted.
        without = replace(plan, root=Disjunction((words[0], words[2])))
        every = [match._replace(clauses=frozenset((0, 2))) for match in matches]
        assert walk.places_at_least(1_000) == count(engine, without, every) > 20
