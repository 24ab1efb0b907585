"""Terms against the texts that the postings were made of, in every build."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .archives import BUILDS, NUMBERS, archives, postings_of, ranges

FIELDS = st.sampled_from([(0,), (1,), (0, 1), (1, 0)])


def found_in(texts, numbers, chosen):
    wanted = set(numbers)
    both = (texts.title, texts.body)
    rows = [
        (doc, [sum(term in wanted for term in both[each][doc]) for each in chosen])
        for doc in np.flatnonzero(texts.live).tolist()
    ]
    return [(doc, freqs) for doc, freqs in rows if any(freqs)]


@given(texts=archives(), numbers=NUMBERS, chosen=FIELDS, parts=st.integers(0, 1))
def test_terms_are_one_and_deleted_documents_in_none(texts, numbers, chosen, parts):
    expected = found_in(texts, numbers, chosen)
    for kernels in BUILDS:
        segment, fields = texts.open(kernels)
        wanted = tuple(fields[each] for each in chosen)
        found = []
        for low, high in ranges(len(texts.live))[parts]:
            part = kernels.match_terms(segment, wanted, numbers, low, high)
            docs = part.numbers().tolist()
            assert part.count == len(part) == len(docs)
            found += [(doc, part.frequencies(doc)) for doc in docs]
        assert found == expected


@given(
    texts=archives(),
    numbers=NUMBERS,
    chosen=FIELDS,
    parts=st.integers(0, 1),
    share=st.sampled_from([0.0, 0.01, 0.5, 1.0]),
)
def test_terms_are_found_within_documents_and_counted_in_all(
    texts, numbers, chosen, parts, share
):
    expected = found_in(texts, numbers, chosen)
    kept = np.random.default_rng(0).random(len(texts.live)) < share
    for kernels in BUILDS:
        segment, fields = texts.open(kernels)
        wanted = tuple(fields[each] for each in chosen)
        found, matching = [], 0
        for low, high in ranges(len(texts.live))[parts]:
            docs = np.flatnonzero((kept & texts.live)[low:high]) + low
            within = kernels.make_docs(docs.astype(np.uint32))
            part = kernels.match_terms(segment, wanted, numbers, low, high, within)
            docs = part.numbers().tolist()
            found += [(doc, part.frequencies(doc)) for doc in docs]
            matching += part.matching
            restricted = kernels.restrict(part, kernels.make_docs(part.numbers()[:1]))
            assert restricted.matching == part.matching
        assert found == [(doc, freqs) for doc, freqs in expected if kept[doc]]
        assert matching == len(expected)


@given(texts=archives(), numbers=NUMBERS, chosen=FIELDS)
def test_postings_are_counted_by_field_and_term(texts, numbers, chosen):
    both = (texts.title, texts.body)
    expected = sum(
        term in text for each in chosen for text in both[each] for term in numbers
    )
    for kernels in BUILDS:
        _, fields = texts.open(kernels)
        wanted = tuple(fields[each] for each in chosen)
        assert kernels.count_postings(wanted, numbers) == expected


@given(texts=archives())
def test_every_document_that_is_live(texts):
    for kernels in BUILDS:
        segment, _ = texts.open(kernels)
        parts = ranges(len(texts.live))[1]
        found = [kernels.every(segment, *part).numbers() for part in parts]
        assert np.concatenate(found).tolist() == np.flatnonzero(texts.live).tolist()


@pytest.mark.parametrize("kernels", BUILDS)
def test_frequencies_of_a_document_that_has_none_are_nothing(kernels):
    field = kernels.Field(postings_of([[1], [2]]), 2)
    live = np.ones(2, np.bool_)
    none = np.zeros(2, np.int64)
    segment = kernels.Segment(
        live, none.astype(np.uint32), none.astype(np.uint8), none, none
    )
    found = kernels.match_terms(segment, (field, field), [2], 0, 2)
    assert found.frequencies(0) == [0, 0]
    assert found.frequencies(1) == [1, 1]


DAMAGE = [
    ("lasts", 0, 7),
    ("lasts", 0, 0),
    ("offsets", 0, 2**40),
    ("widths", 0, 40),
    ("blocks", 1, 9),
    ("firsts", 1, 500),
]


@pytest.mark.parametrize("kernels", BUILDS)
@pytest.mark.parametrize(("name", "place", "value"), DAMAGE)
def test_damaged_postings_are_refused(kernels, name, place, value):
    postings = postings_of([[1, 1], [0], [1], [1]])
    array = getattr(postings, name).copy()
    array[place] = value
    setattr(postings, name, array)
    none = np.zeros(4, np.int64)
    segment = kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )

    def read():
        field = kernels.Field(postings, 4)
        for numbers in ([0], [1], [0, 1]):
            kernels.match_terms(segment, (field,), numbers, 0, 4)
            kernels.match_phrase(segment, (field,), [numbers, [1]], 0, len, 0, 4)

    with pytest.raises(ValueError, match="damaged"):
        read()


@pytest.mark.parametrize("kernels", BUILDS)
def test_arrays_that_do_not_fit_are_refused(kernels):
    postings = postings_of([[1]])
    postings.blocks = postings.blocks[:-1]
    with pytest.raises(ValueError, match="damaged"):
        kernels.Field(postings, 1)
    one, two = np.zeros(1, np.int64), np.zeros(2, np.int64)
    with pytest.raises(ValueError, match="damaged"):
        kernels.Segment(one == 0, two.astype(np.uint32), one.astype(np.uint8), one, one)
