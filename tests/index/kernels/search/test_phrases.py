"""Phrases against the texts that the postings were made of, in every build."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.phrases import phrase_starts

from .archives import BUILDS, TERMS, archives, postings_of, ranges

SLOTS = st.lists(
    st.lists(st.integers(0, TERMS - 1), max_size=11, unique=True),
    min_size=1,
    max_size=4,
)
FIELDS = st.sampled_from([(0,), (1,), (0, 1)])


def frequency(text, slots, slop):
    positions = [
        [place for place, term in enumerate(text) if term in slot] for slot in slots
    ]
    return len(phrase_starts(positions, slop))


def found_in(texts, slots, slop, chosen):
    both = (texts.title, texts.body)
    rows = [
        (doc, [frequency(both[each][doc], slots, slop) for each in chosen])
        for doc in np.flatnonzero(texts.live).tolist()
    ]
    return [(doc, freqs) for doc, freqs in rows if any(freqs)]


@given(
    texts=archives(),
    slots=SLOTS,
    slop=st.integers(0, 3),
    chosen=FIELDS,
    parts=st.integers(0, 1),
)
def test_a_phrase_stands_as_often_as_in_the_text(texts, slots, slop, chosen, parts):
    expected = found_in(texts, slots, slop, chosen)
    for kernels in BUILDS:
        segment, fields = texts.open(kernels)
        wanted = tuple(fields[each] for each in chosen)

        def count(positions):
            return len(phrase_starts(positions, slop))

        found = []
        for low, high in ranges(len(texts.live))[parts]:
            part = kernels.match_phrase(segment, wanted, slots, slop, count, low, high)
            docs = part.numbers().tolist()
            found += [(doc, part.frequencies(doc)) for doc in docs]
        assert found == expected


def open_one(kernels, text):
    none = np.zeros(1, np.int64)
    segment = kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )
    return segment, kernels.Field(postings_of([text], np.uint32), 1)


@pytest.mark.parametrize("kernels", BUILDS)
def test_positions_far_behind_are_found(kernels):
    text = [0, 1] * 4000 + [2] * 60_000 + [0, 1, 3]
    segment, field = open_one(kernels, text)
    found = kernels.match_phrase(segment, (field,), [[0], [1], [3]], 0, len, 0, 1)
    assert found.frequencies(0) == [1]
    found = kernels.match_phrase(segment, (field,), [[0], [1]], 0, len, 0, 1)
    assert found.frequencies(0) == [4001]


@pytest.mark.parametrize("kernels", BUILDS)
def test_the_last_position_of_sixteen_bits_has_nothing_behind_it(kernels):
    postings = postings_of([[0, 2] + [3] * 65_532 + [2, 1]], np.uint16)
    none = np.zeros(1, np.int64)
    segment = kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )
    field = kernels.Field(postings, 1)
    for slots, times in (([[1], [0]], 0), ([[2], [1]], 1), ([[0], [2]], 1)):
        found = kernels.match_phrase(segment, (field,), slots, 0, len, 0, 1)
        assert found.frequencies(0) == [times]


@pytest.mark.parametrize("kernels", BUILDS)
def test_what_counting_raises_ends_the_search(kernels):
    def count(_positions):
        raise TimeoutError

    segment, field = open_one(kernels, [0, 1, 0, 2])
    with pytest.raises(TimeoutError):
        kernels.match_phrase(segment, (field,), [[0, 1], [0, 2]], 2, count, 0, 1)


@pytest.mark.parametrize("kernels", BUILDS)
def test_positions_that_are_not_there_are_damage(kernels):
    postings = postings_of([[0, 1, 0]])
    postings.positions = postings.positions[:1]
    none = np.zeros(1, np.int64)
    segment = kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )
    field = kernels.Field(postings, 1)
    with pytest.raises(ValueError, match="damaged"):
        kernels.match_phrase(segment, (field,), [[0], [1]], 0, len, 0, 1)
