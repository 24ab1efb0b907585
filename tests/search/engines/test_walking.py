"""A walk goes through exactly what a search finds, in its order."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import load_kernels
from broadsheet.search.deadline import Deadline
from broadsheet.search.engine import Match
from broadsheet.search.engines import ColumnarEngine, Indexes, ReferenceEngine
from broadsheet.search.plan import Window

from .plans import plans

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
