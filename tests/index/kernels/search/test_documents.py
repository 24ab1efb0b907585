"""Sets of documents against Python's own sets, in every build."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .archives import BUILDS, postings_of


@st.composite
def sets(draw):
    """Draw a set of a few docnums, of one window or of several."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    highest = draw(st.sampled_from([3, 100, 4096, 30_000, 2**32 - 2]))
    count = draw(st.sampled_from([0, 1, 5, 100, 3000]))
    return set(rng.integers(0, highest + 1, count).tolist())


def open_set(kernels, numbers):
    return kernels.make_docs(np.array(sorted(numbers), np.uint32))


def listed(docs):
    numbers = docs.numbers()
    assert numbers.dtype == np.uint32
    assert docs.count == len(docs) == len(numbers)
    return numbers.tolist()


@given(one=sets(), other=sets(), third=sets())
def test_sets_are_united_intersected_and_subtracted(one, other, third):
    for kernels in BUILDS:
        first, second, last = (open_set(kernels, each) for each in (one, other, third))
        assert listed(first) == sorted(one)
        assert listed(kernels.intersect(first, second)) == sorted(one & other)
        assert listed(kernels.subtract(first, second)) == sorted(one - other)
        assert listed(kernels.unite([first])) == sorted(one)
        united = kernels.unite([first, second, last])
        assert listed(united) == sorted(one | other | third)


@given(one=sets(), asked=st.lists(st.integers(0, 4096), max_size=20))
def test_a_set_contains_its_members_alone(one, asked):
    asked += sorted(one)[:3]
    for kernels in BUILDS:
        found = kernels.contains(open_set(kernels, one), asked)
        assert found == [each in one for each in asked]


@given(one=sets(), other=sets())
def test_occurrences_are_restricted_with_their_frequencies(one, other):
    docs = {each for each in one if each < 40_000}
    for kernels in BUILDS:
        occurrences = occurrences_in(kernels, docs)
        found = kernels.restrict(occurrences, open_set(kernels, other))
        assert listed(found) == sorted(docs & other)
        for each in sorted(docs & other)[:20]:
            assert found.frequencies(each) == occurrences.frequencies(each)


def occurrences_in(kernels, docs):
    """Return occurrences of a term in two fields of *docs*."""
    texts = [[1] * (doc % 3 + 1) if doc in docs else [] for doc in range(40_000)]
    none = np.zeros(len(texts), np.int64)
    segment = kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )
    field = kernels.Field(postings_of(texts), len(texts))
    return kernels.match_terms(segment, (field, field), [1], 0, len(texts))


@pytest.mark.parametrize("kernels", BUILDS)
def test_no_set_is_changed_by_what_is_made_of_it(kernels):
    first, second = open_set(kernels, {1, 5, 9}), open_set(kernels, {5})
    kernels.unite([first, second])
    kernels.intersect(first, second)
    kernels.subtract(first, second)
    first.numbers()[:] = 0
    assert listed(open_set(kernels, {1, 5, 9})) == [1, 5, 9]
    assert listed(second) == [5]
