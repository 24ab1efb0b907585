"""Engines give equal answers, to the last bit of every score, on both builds."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index import Store, load_kernels
from broadsheet.search.deadline import Deadline
from broadsheet.search.engines import ColumnarEngine, Indexes, ReferenceEngine
from broadsheet.search.plan import Filter, Position, Window
from broadsheet.search.shown import View
from broadsheet.search.stories import story_id

from .plans import make_article, plans

pytestmark = pytest.mark.usefixtures("short_lists")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """A snapshot of segments with several blocks a term, with deletions in each."""
    rng = random.Random(19871019)
    store = Store.open(tmp_path_factory.mktemp("archive"), create=True)
    store.rebuild([make_article(rng, number) for number in range(300)])
    store.add([make_article(rng, number) for number in range(290, 330)])
    store.add([make_article(rng, number) for number in range(5)])
    ids = [f"{letter}{number}" for letter in "abz" for number in range(0, 330, 9)]
    store.delete(ids)
    with store.snapshot() as snapshot:
        yield snapshot
    store.close()


@pytest.fixture(scope="module")
def reference(snapshot):
    return ReferenceEngine(snapshot)


@pytest.fixture(params=["native", "plain"], scope="module")
def columnar(request, snapshot):
    build = None if request.param == "native" else "plain"
    return ColumnarEngine(snapshot, Indexes(load_kernels(build)))


WINDOWS = st.builds(Window, st.integers(0, 20), st.integers(0, 9))
ASKED = {
    "sort": st.sampled_from(["relevance", "newest", "oldest"]),
    "half_life_days": st.sampled_from([None, None, 30.0, 2.5]),
    "facets": st.sampled_from([(), ("source", "author", "tag"), ("lang", "section")]),
    "facet_size": st.integers(0, 4),
    "interval": st.sampled_from([None, "auto", "week", "month", "year"]),
    "explain": st.booleans(),
    "window": WINDOWS,
    "collapse": st.sampled_from([None, "story"]),
}


@settings(max_examples=1_000)
@given(plan=plans(), asked=st.fixed_dictionaries(ASKED))
def test_every_plan_has_the_same_matches(reference, columnar, plan, asked):
    plan = replace(plan, **asked)
    expected = reference.execute(plan, Deadline(60))
    assert columnar.execute(plan, Deadline(60)) == expected


@settings(max_examples=200)
@given(
    plan=plans(),
    asked=st.fixed_dictionaries(ASKED),
    rows=st.integers(1, 40),
    changed=st.sampled_from(["nothing", "id", "key"]),
)
def test_every_page_has_the_same_rows(reference, columnar, plan, asked, rows, changed):
    plan = replace(plan, **{**asked, "window": Window(rows)})
    found = reference.execute(plan, Deadline(60)).rows
    if not found:
        return
    after = found[-1].position
    if changed == "id":
        # No article has it.
        after = Position(after.key, after.id + "0")
    if changed == "key" and after.key is not None:
        after = Position(after.key - 1, after.id)
    window = replace(asked["window"], after=after)
    plan = replace(plan, window=window)
    expected = reference.execute(plan, Deadline(60))
    assert columnar.execute(plan, Deadline(60)) == expected


@settings(max_examples=200)
@given(plan=plans(), asked=st.fixed_dictionaries(ASKED), data=st.data())
def test_every_story_has_the_same_matches(
    reference, columnar, snapshot, plan, asked, data
):
    keys = sorted(set(snapshot.columns.story.tolist()))
    known = st.sampled_from(keys).map(story_id)
    wanted = data.draw(st.lists(known | st.just("0" * 16), min_size=1, max_size=2))
    filters = (*plan.filters, Filter("story", tuple(wanted), ()))
    plan = replace(plan, **asked, filters=filters)
    expected = reference.execute(plan, Deadline(60))
    assert columnar.execute(plan, Deadline(60)) == expected


def test_many_articles_are_copies(snapshot):
    """So that the tests of this file try stories, in several segments."""
    stories = snapshot.columns.story[snapshot.columns.live]
    _keys, counts = np.unique(stories, return_counts=True)
    assert 0.3 < counts[counts > 1].sum() / len(stories) < 0.6
    for segment in snapshot.segments[:2]:
        assert len(segment.stories.docs)


def test_dictionaries_have_the_same_forms(reference, columnar):
    ours, theirs = columnar.dictionary, reference.dictionary
    assert list(ours) == list(theirs)
    for form in [*theirs, "none", "u", "\ud800"]:
        assert (form in ours) == (form in theirs)
        assert columnar.is_used(form) == reference.is_used(form)
        assert list(ours.forms_with_prefix(form)) == list(
            theirs.forms_with_prefix(form)
        )
        assert ours.stem_group("en", form) == theirs.stem_group("en", form)
        assert ours.stem_group("de", form) == theirs.stem_group("de", form)
        for edits in (1, 2):
            assert list(ours.fuzzy_forms(form.lower(), edits, list)) == list(
                theirs.fuzzy_forms(form.lower(), edits, list)
            )
    for pattern in ("u*", "*", "?s", "pr*e*", "pr?ce", "*il", "us", "o*"):
        assert list(ours.wildcard_forms(pattern, list)) == list(
            theirs.wildcard_forms(pattern, list)
        )


@settings(max_examples=200)
@given(
    plan=plans(),
    size=st.none() | st.integers(1, 80),
    count=st.sampled_from([0, 1, 3, -1]),
)
def test_every_row_is_shown_alike(reference, columnar, plan, size, count):
    """From stored positions and offsets, as from the text read anew."""
    rows = reference.execute(replace(plan, window=Window(20)), Deadline(60)).rows
    expected, found = (
        each.show(plan, rows, View(count, size)) for each in (reference, columnar)
    )
    assert found == expected


def test_whole_stem_groups_are_read_from_their_scoring_lists(columnar, snapshot):
    """So that the tests of this file try them, in a segment with deletions too."""
    for _base, index in columnar._index.segments[:2]:
        forms = index.terms("text").find_each(["price", "prices"])
        fields, places = index.lists(("title", "body"), forms)
        assert (fields, places) != (index.fields(("title", "body")), forms)
        assert len(places) == 1
        assert index.lists(("body",), forms[:1]) == (index.fields(("body",)), forms[:1])
    assert snapshot.doc_count < sum(each.file.count for each in snapshot.segments)
