"""Dates and values against plain counts, in every build."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .archives import BUILDS

BOUND = (
    st.integers(-12, 12)
    | st.integers(-1100, 1100)
    | st.sampled_from([-(2**63), 2**63 - 1])
)


@st.composite
def dated(draw):
    """Draw the dates of some documents, and some of these."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 200) | st.just(5000))
    widest = draw(st.sampled_from([10, 1000]))
    kinds = rng.integers(0, 3, count).astype(np.uint8)
    starts = rng.integers(-widest, widest, count).astype(np.int64)
    ends = starts + rng.integers(1, 6, count)
    docs = np.flatnonzero(rng.random(count) < 0.7).astype(np.uint32)
    return kinds, starts, ends, docs


@given(dates=dated(), bounds=st.tuples(BOUND, BOUND, BOUND, BOUND), flags=st.data())
def test_dates_stand_inside_partly_or_nowhere(dates, bounds, flags):
    kinds, starts, ends, docs = dates
    kept = flags.draw(st.integers(0, 7))

    def kind(doc):
        if kinds[doc] == 0:
            return 4
        lower, upper = bounds[:1] + bounds[2:3] if kinds[doc] == 1 else bounds[1::2]
        if starts[doc] >= lower and ends[doc] <= upper:
            return 1
        return 2 if ends[doc] > lower and starts[doc] < upper else 0

    found = {doc: kind(doc) for doc in docs.tolist()}
    for kernels in BUILDS:
        assert (kernels.INSIDE, kernels.PARTLY, kernels.WITHOUT) == (1, 2, 4)
        segment = kernels.Segment(
            kinds < 9, np.arange(len(kinds), dtype=np.uint32), kinds, starts, ends
        )
        sifted, undated, partly = kernels.sift_dates(
            segment, kernels.make_docs(docs), bounds, kept
        )
        assert sifted.numbers().tolist() == [
            doc for doc, each in found.items() if each & kept
        ]
        assert undated == sum(each == 4 for each in found.values())
        assert partly == sum(each == 2 for each in found.values())


def open_segment(kernels, count):
    none = np.zeros(count, np.int64)
    return kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )


@given(
    rows=st.lists(st.lists(st.integers(0, 6), max_size=5), min_size=1, max_size=50),
    chosen=st.data(),
)
def test_values_are_counted_as_given_and_folded(rows, chosen):
    terms = np.array([0, 1, 1, 0, 2, 4, 4], np.uint32)
    docs = chosen.draw(st.sets(st.integers(0, len(rows) - 1)))
    offsets = np.array([0, *np.cumsum([len(row) for row in rows])], np.uint32)
    values = np.array([value for row in rows for value in row], np.uint32)
    given_counts = Counter(value for doc in docs for value in rows[doc])
    folded = Counter(
        term for doc in docs for term in {int(terms[value]) for value in rows[doc]}
    )
    for kernels in BUILDS:
        segment = open_segment(kernels, len(rows))
        made = kernels.make_docs(np.array(sorted(docs), np.uint32))
        by_value, by_term, missing = kernels.count_values(
            segment, made, offsets, values, terms, 5
        )
        assert by_value.tolist() == [given_counts[each] for each in range(7)]
        assert by_term.tolist() == [folded[each] for each in range(5)]
        assert missing == sum(not rows[doc] for doc in docs)


@given(numbers=st.lists(st.integers(0, 4), min_size=1), chosen=st.data())
def test_numbers_are_counted(numbers, chosen):
    docs = chosen.draw(st.sets(st.integers(0, len(numbers) - 1)))
    counts = Counter(numbers[doc] for doc in docs)
    for kernels in BUILDS:
        made = kernels.make_docs(np.array(sorted(docs), np.uint32))
        found = kernels.count_numbers(made, np.array(numbers, np.uint32), 5)
        assert found.tolist() == [counts[each] for each in range(5)]


@pytest.mark.parametrize("kernels", BUILDS)
def test_values_that_are_not_there_are_damage(kernels):
    segment = open_segment(kernels, 1)
    docs = kernels.make_docs(np.array([0], np.uint32))
    zero, one, nine = (np.array([each], np.uint32) for each in (0, 1, 9))
    bounds = np.array([0, 1], np.uint32)
    for offsets, values, terms in (
        (bounds[:1], zero, zero),
        (np.array([0, 2], np.uint32), zero, zero),
        (bounds, nine, zero),
        (bounds, zero, nine),
    ):
        with pytest.raises(ValueError, match="damaged"):
            kernels.count_values(segment, docs, offsets, values, terms, 1)
    with pytest.raises(ValueError, match="not counted"):
        kernels.count_numbers(docs, one, 1)
