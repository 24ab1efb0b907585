"""Merging of postings: counted, renumbered and gathered alike in both builds."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.kernels.choice import load_kernels

PLAIN = load_kernels("plain")
BUILDS = {"plain": PLAIN, "native": load_kernels()}
build = pytest.mark.parametrize("kernels", BUILDS.values(), ids=BUILDS)
GONE = PLAIN.merging.GONE
DOCS = 300

#: Of each term, how many of the documents have it.
vocabularies = st.lists(st.integers(0, DOCS), min_size=1, max_size=6)
seeds = st.integers(0, 2**32)


def make_postings(counts, seed):
    """Return postings with positions, those of each term, and new docnums."""
    random = np.random.default_rng(seed)
    docs = [np.sort(random.permutation(DOCS)[:count]) for count in counts]
    freqs = [random.geometric(0.6, count) for count in counts]
    firsts = np.array([0, *np.cumsum(counts)], np.uint64)
    flat_freqs = np.concatenate(freqs).astype(np.uint32)
    packed = PLAIN.postings.pack_postings(
        np.concatenate(docs).astype(np.uint32), flat_freqs, firsts
    )
    postings = SimpleNamespace(
        firsts=firsts,
        tokens=PLAIN.postings.position_starts(flat_freqs, firsts),
        positions=random.integers(0, 9, flat_freqs.sum()).astype(np.uint16),
        **packed._asdict(),
    )
    docnums = np.where(random.random(DOCS) < 0.7, np.arange(DOCS) + 1000, GONE)
    return postings, docs, freqs, docnums.astype(np.uint32)


@build
@given(vocabularies, seeds)
def test_live_postings_are_counted_by_term(kernels, vocabulary, seed):
    postings, docs, freqs, docnums = make_postings(vocabulary, seed)
    counts, tokens = kernels.merging.count_live(postings, docnums)
    live = [docnums[each] != GONE for each in docs]
    assert counts.dtype == tokens.dtype == np.uint64
    assert counts.tolist() == [each.sum() for each in live]
    assert tokens.tolist() == [
        each[kept].sum() for each, kept in zip(freqs, live, strict=True)
    ]


@build
@given(vocabularies, seeds, st.data())
def test_live_postings_go_to_the_rows_of_their_terms(kernels, vocabulary, seed, data):
    postings, docs, freqs, docnums = make_postings(vocabulary, seed)
    first = data.draw(st.integers(0, len(vocabulary) - 1))
    terms = range(first, len(vocabulary))
    # Every second row is of other segments' terms and stays as it is.
    places = np.arange(len(terms), dtype=np.uint32) * 2
    live = {term: docnums[docs[term]] != GONE for term in terms}
    counts = np.repeat([live[term].sum() for term in terms], 2)
    ends = np.array([0, *np.cumsum(counts)], np.uint64)
    cursors = ends[:-1].copy()
    found = np.zeros((2, int(ends[-1])), np.uint32)
    kernels.merging.gather_postings(postings, first, docnums, places, cursors, *found)
    expected = np.zeros_like(found)
    for row, term in enumerate(terms):
        place = slice(int(ends[2 * row]), int(ends[2 * row + 1]))
        expected[:, place] = docnums[docs[term]][live[term]], freqs[term][live[term]]
        assert cursors[2 * row : 2 * row + 2].tolist() == [place.stop, place.stop]
    np.testing.assert_array_equal(found, expected)


@build
@given(vocabularies, seeds, st.sampled_from([np.uint16, np.uint32]))
def test_positions_of_live_postings_follow_them(kernels, vocabulary, seed, dtype):
    postings, docs, freqs, docnums = make_postings(vocabulary, seed)
    ends = np.concatenate(freqs).cumsum()
    rows = np.split(postings.positions, ends)[:-1]
    live = docnums[np.concatenate(docs).astype(int)] != GONE
    kept = [row for row, is_live in zip(rows, live, strict=True) if is_live]
    expected = np.concatenate([np.zeros(0, dtype), *kept]).astype(dtype)
    _, tokens = kernels.merging.count_live(postings, docnums)
    cursors = np.cumsum(tokens) - tokens
    places = np.arange(len(vocabulary), dtype=np.uint32)
    gathered = np.zeros(len(expected), dtype)
    positions = postings.positions.astype(dtype)
    kernels.merging.gather_positions(
        postings, 0, docnums, places, cursors, positions, gathered
    )
    np.testing.assert_array_equal(gathered, expected)


@build
@given(vocabularies, seeds)
def test_positions_are_copied_whole_where_no_document_is_left_out(
    kernels, vocabulary, seed
):
    postings, docs, _, _ = make_postings(vocabulary, seed)
    everything = np.arange(DOCS, dtype=np.uint32)
    places = np.arange(len(docs), dtype=np.uint32)[::-1].copy()
    _, tokens = kernels.merging.count_live(postings, everything)
    starts = (np.cumsum(tokens[::-1]) - tokens[::-1]).astype(np.uint64)
    results = []
    for gather, arguments in (
        (kernels.merging.gather_positions, (everything, places)),
        (kernels.merging.copy_positions, (places,)),
    ):
        found = np.zeros_like(postings.positions)
        cursors = starts.copy()
        gather(postings, 0, *arguments, cursors, postings.positions, found)
        results.append((found.tolist(), cursors.tolist()))
    assert results[0] == results[1]


@build
def test_documents_that_are_not_there_are_refused(kernels):
    postings, *_, docnums = make_postings([DOCS], 1)
    with pytest.raises(ValueError, match="damaged"):
        kernels.merging.count_live(postings, docnums[:-1])
    room = np.zeros((2, DOCS - 1), np.uint32)
    place, cursor = np.zeros(1, np.uint32), np.zeros(1, np.uint64)
    everything = np.arange(DOCS, dtype=np.uint32)
    with pytest.raises(ValueError, match="damaged"):
        kernels.merging.gather_postings(postings, 0, everything, place, cursor, *room)
    short = postings.positions[:-1]
    for gather, arguments in (
        (kernels.merging.gather_positions, (everything, place)),
        (kernels.merging.copy_positions, (place,)),
    ):
        with pytest.raises(ValueError, match="damaged"):
            gather(postings, 0, *arguments, cursor.copy(), short, short.copy())
