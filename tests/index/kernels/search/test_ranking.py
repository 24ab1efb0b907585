"""Scores and orders against plain sums and sorts, in every build, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.scoring import FIELD_SCORING, K1, field_frequency, saturate

from .archives import BUILDS, NUMBERS, TERMS, Texts, archives

MEANS = {"title": 1.7, "body": 9.3}
PARTS = st.lists(st.tuples(NUMBERS, st.floats(0.01, 20)), min_size=1, max_size=4)


def norms_of(kernels, lengths):
    return tuple(
        kernels.Norm(lengths, scoring.weight, scoring.b, MEANS[text])
        for text, scoring in FIELD_SCORING.items()
    )


def plain_scores(docs, parts, lengths):
    total = np.zeros(len(docs))
    for occurrences, weight, _norms in parts:
        freqs = np.array([occurrences.frequencies(doc) for doc in docs.tolist()])
        sums = np.zeros(len(docs))
        for column, text in enumerate(FIELD_SCORING):
            freq = freqs[:, column].astype(np.float64)
            sums += field_frequency(
                text, freq, lengths[docs].astype(np.float64), MEANS[text]
            )
        has = freqs.any(axis=1)
        total[has] += saturate(weight, sums[has])
    return total


@given(texts=archives(), asked=PARTS, found=NUMBERS, seed=st.integers(0, 2**32))
def test_scores_are_those_of_the_formula(texts, asked, found, seed):
    rng = np.random.default_rng(seed)
    count = len(texts.live)
    lengths = rng.integers(0, 3000, count).astype(np.uint32)
    for kernels in BUILDS:
        segment, fields = texts.open(kernels)

        def match(numbers, kernels=kernels, segment=segment, fields=fields):
            return kernels.match_terms(segment, fields, numbers, 0, count)

        norms = norms_of(kernels, lengths)
        parts = [(match(numbers), weight, norms) for numbers, weight in asked]
        for docs in (match(found), parts[0][0]):
            keys = kernels.score(docs, parts, K1)
            assert keys.count == len(docs)
            if len(docs):
                expected = plain_scores(docs.numbers(), parts, lengths)
                assert keys.values().tolist() == expected.tolist()
            factors = rng.random(len(docs))
            faded = kernels.fade(keys, factors).values()
            assert faded.tolist() == (keys.values() * factors).tolist()


@given(
    texts=archives(),
    asked=st.lists(
        st.tuples(NUMBERS, st.floats(0.0, 20) | st.floats(-1, 1)),
        min_size=1,
        max_size=9,
    ),
    found=st.none() | NUMBERS,
    limit=st.integers(-1, 30) | st.just(9000),
    seed=st.integers(0, 2**32),
)
def test_ranking_gives_the_greatest_scores_and_counts_all(
    texts, asked, found, limit, seed
):
    rng = np.random.default_rng(seed)
    count = len(texts.live)
    lengths = rng.integers(0, rng.choice([3, 30, 3000]), count).astype(np.uint32)
    ranks = rng.permutation(count).astype(np.uint32)
    none = np.zeros(count, np.int64)
    for kernels in BUILDS:
        _, fields = texts.open(kernels)
        segment = kernels.Segment(texts.live, ranks, none.astype(np.uint8), none, none)
        norms = norms_of(kernels, lengths)

        def match(numbers, kernels=kernels, segment=segment, fields=fields):
            return kernels.match_terms(segment, fields, numbers, 0, count)

        parts = [(match(numbers), weight, norms) for numbers, weight in asked]
        docs = kernels.unite([occurrences for occurrences, _, _ in parts])
        if found is not None:
            docs = match(found)
        scores = kernels.score(docs, parts, K1)
        expected = kernels.select(segment, docs, scores, limit, None, 0)
        given = None if found is None else docs
        assert kernels.rank(segment, given, parts, K1, limit) == expected
        occurrences, _, _ = parts[0]
        scores = kernels.score(occurrences, parts[:1], K1)
        expected = kernels.select(segment, occurrences, scores, limit, None, 0)
        assert kernels.rank(segment, occurrences, parts[:1], K1, limit) == expected


@pytest.mark.parametrize("kernels", BUILDS)
@pytest.mark.parametrize("seed", range(12))
def test_ranking_passes_over_no_document_of_many(kernels, seed):
    """What is passed over for its bound is passed over in other windows, too."""
    rng = np.random.default_rng(seed)
    count = 20_000
    title, body = (
        [[int(term)] * int(often) for term, often in zip(*columns, strict=True)]
        for columns in (
            (rng.integers(0, TERMS, count), rng.integers(0, 2, count)),
            (rng.integers(0, TERMS, count), rng.geometric(0.3, count)),
        )
    )
    live = rng.random(count) < rng.choice([0.5, 1.0])
    lengths = rng.integers(0, rng.choice([3, 30, 3000]), count).astype(np.uint32)
    ranks, none = rng.permutation(count).astype(np.uint32), np.zeros(count, np.int64)
    _, fields = Texts(title, body, live, wide=False).open(kernels)
    segment = kernels.Segment(live, ranks, none.astype(np.uint8), none, none)
    norms = norms_of(kernels, lengths)
    for size in (1, 2, 4):
        parts = [
            (
                kernels.match_terms(segment, fields, [term], 0, count),
                float(rng.uniform(0.1, 9)),
                norms,
            )
            for term in range(size)
        ]
        united = kernels.unite([occurrences for occurrences, _, _ in parts])
        for docs in (None, united, kernels.make_docs(united.numbers()[::3].copy())):
            given = united if docs is None else docs
            scores = kernels.score(given, parts, K1)
            for limit in (1, 10):
                expected = kernels.select(segment, given, scores, limit, None, 0)
                assert kernels.rank(segment, docs, parts, K1, limit) == expected


@st.composite
def orders(draw):
    """Draw documents with dates, of which several are equal, and ranks."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 300))
    kinds = rng.integers(0, 3, count).astype(np.uint8)
    instants = rng.integers(-9, 9, count).astype(np.int64)
    ranks = rng.permutation(count).astype(np.uint32)
    docs = np.flatnonzero(rng.random(count) < 0.7).astype(np.uint32)
    return kinds, instants, ranks, docs


@given(
    order=orders(),
    newest=st.booleans(),
    limit=st.integers(0, 400),
    after=st.none() | st.tuples(st.integers(-9, 9), st.integers(-1, 300)),
)
def test_dates_are_selected_in_order_the_undated_last(order, newest, limit, after):
    kinds, instants, ranks, docs = order

    def key(doc):
        if kinds[doc] == 0:
            return 2**63 - 1
        return int(-instants[doc] if newest else instants[doc])

    rows = sorted((key(doc), int(ranks[doc]), doc) for doc in docs.tolist())
    if after is not None:
        rows = [row for row in rows if row[:2] > after]
    edge, rank = after or (None, 0)
    for kernels in BUILDS:
        segment = kernels.Segment(kinds < 9, ranks, kinds, instants, instants)
        made = kernels.make_docs(docs)
        keys = kernels.date_keys(segment, made, instants, newest=newest)
        assert keys.values().tolist() == [key(doc) for doc in docs.tolist()]
        count, chosen, values = kernels.select(segment, made, keys, limit, edge, rank)
        assert count == len(rows)
        assert chosen == [doc for _, _, doc in rows[:limit]]
        assert values == [each for each, _, _ in rows[:limit]]


@given(texts=archives(), limit=st.integers(0, 30), data=st.data())
def test_scores_are_selected_from_the_greatest(texts, limit, data):
    count = len(texts.live)
    lengths = np.full(count, 5, np.uint32)
    ranks = np.random.default_rng(count).permutation(count).astype(np.uint32)
    for kernels in BUILDS:
        _, fields = texts.open(kernels)
        none = np.zeros(count, np.int64)
        segment = kernels.Segment(texts.live, ranks, none.astype(np.uint8), none, none)
        docs = kernels.match_terms(segment, fields, [1, 7], 0, count)
        keys = kernels.score(docs, [(docs, 2.0, norms_of(kernels, lengths))], K1)
        scores = keys.values().tolist()
        rows = sorted(
            (-score, int(ranks[doc]), doc)
            for score, doc in zip(scores, docs.numbers().tolist(), strict=True)
        )
        edge, rank = None, 0
        if rows and data.draw(st.booleans()):
            edge, rank, _ = rows[data.draw(st.integers(0, len(rows) - 1))]
            rows = [row for row in rows if row[:2] > (edge, rank)]
            edge = -edge
        found, chosen, values = kernels.select(segment, docs, keys, limit, edge, rank)
        assert found == len(rows)
        assert chosen == [doc for _, _, doc in rows[:limit]]
        assert values == [-key for key, _, _ in rows[:limit]]


@pytest.mark.parametrize("kernels", BUILDS)
def test_what_does_not_fit_is_refused(kernels):
    none = np.zeros(2, np.int64)
    segment = kernels.Segment(
        none == 0, none.astype(np.uint32), none.astype(np.uint8), none, none
    )
    docs = kernels.make_docs(np.array([0, 1], np.uint32))
    keys = kernels.date_keys(segment, docs, none, newest=True)
    with pytest.raises(ValueError, match="each score needs a factor"):
        kernels.fade(kernels.score(docs, [], K1), np.zeros(3))
    with pytest.raises(ValueError, match="each document needs a key"):
        kernels.select(segment, kernels.make_docs(docs.numbers()[:1]), keys, 1, None, 0)
