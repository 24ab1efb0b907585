"""Postings: packed as the layout says, read back whole, alike in both builds."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.kernels.plain import postings as plain

builds = [pytest.param(plain, id="plain")]
try:
    from broadsheet.index.kernels.native import postings as native

    builds.append(pytest.param(native, id="native"))
except ImportError:
    native = plain

build = pytest.mark.parametrize("kernels", builds)
HIGHEST_DOC = 2**32 - 2

#: Of a term: its postings, the bits of its gaps, the bits of its frequencies.
shapes = st.tuples(
    st.one_of(st.integers(0, 3), st.integers(126, 130), st.integers(255, 400)),
    st.integers(0, 32),
    st.integers(0, 32),
)
vocabularies = st.tuples(st.lists(shapes, max_size=12), st.integers(0, 2**32))


def make_postings(shapes, seed):
    """Return docs, freqs and firsts of terms of these shapes."""
    random = np.random.default_rng(seed)
    docs, freqs = [], []
    for count, gap_bits, freq_bits in shapes:
        found = np.cumsum(random.integers(0, 2**gap_bits, count) + 1) - 1
        found = found[found <= HIGHEST_DOC]
        docs.append(found)
        freqs.append(random.integers(0, max(2**freq_bits - 1, 1), len(found)) + 1)
    firsts = np.array([0, *np.cumsum([len(each) for each in docs])], np.uint64)
    flat = [np.concatenate([*each, []]).astype(np.uint32) for each in (docs, freqs)]
    return *flat, firsts


def whole(packed, firsts):
    return SimpleNamespace(firsts=firsts, **packed._asdict())


def blocks_of(packed):
    return packed.data, packed.offsets, packed.lasts, packed.widths


def assert_equal(ours, theirs):
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.dtype == other.dtype
        np.testing.assert_array_equal(mine, other)


def read_bit_by_bit(packed, firsts):
    """Read the postings as the layout describes them."""
    docs, freqs = [], []
    block = 0
    for count in np.diff(firsts.astype(int)).tolist():
        previous = -1
        for start in range(0, count, 128):
            size = min(128, count - start)
            place = int(packed.offsets[block])
            columns = []
            for width in packed.widths[2 * block : 2 * block + 2].tolist():
                stop = place + (size * width + 7) // 8
                bits = int.from_bytes(packed.data[place:stop].tobytes(), "little")
                mask = (1 << width) - 1
                columns.append([bits >> i * width & mask for i in range(size)])
                place = stop
            assert place == packed.offsets[block + 1]
            for gap in columns[0]:
                previous += gap + 1
                docs.append(previous)
            freqs += [number + 1 for number in columns[1]]
            assert packed.lasts[block] == previous
            block += 1
    return docs, freqs


@build
@given(vocabularies)
def test_packed_postings_are_as_the_layout_says(kernels, vocabulary):
    docs, freqs, firsts = make_postings(*vocabulary)
    packed = kernels.pack_postings(docs, freqs, firsts)
    assert read_bit_by_bit(packed, firsts) == (docs.tolist(), freqs.tolist())
    assert not packed.data[-8:].any()


@given(vocabularies)
def test_both_builds_pack_the_same_bytes(vocabulary):
    arrays = make_postings(*vocabulary)
    assert_equal(native.pack_postings(*arrays), plain.pack_postings(*arrays))


@build
@pytest.mark.parametrize("count", [1, 127, 128, 129, 300_000])
def test_long_and_short_terms_come_back(kernels, count):
    docs, freqs, firsts = make_postings([(count, 5, 3)], seed=count)
    packed = kernels.pack_postings(docs, freqs, firsts)
    assert_equal(kernels.unpack_postings(*blocks_of(packed), 0, count), (docs, freqs))


@build
@pytest.mark.parametrize("gap", [0, 1, 2**31, HIGHEST_DOC])
@pytest.mark.parametrize("freq", [1, 2, 2**31, 2**32 - 1])
def test_extreme_numbers_come_back(kernels, gap, freq):
    docs = np.array([gap], np.uint32)
    freqs = np.array([freq], np.uint32)
    packed = kernels.pack_postings(docs, freqs, np.array([0, 0, 1, 1], np.uint64))
    assert packed.widths.tolist() == [gap.bit_length(), (freq - 1).bit_length()]
    assert_equal(kernels.unpack_postings(*blocks_of(packed), 0, 1), (docs, freqs))


@build
@given(vocabularies)
def test_each_term_comes_back_alone(kernels, vocabulary):
    docs, freqs, firsts = make_postings(*vocabulary)
    packed = kernels.pack_postings(docs, freqs, firsts)
    for term, (start, stop) in enumerate(pairwise(firsts)):
        place = int(packed.blocks[term]), int(stop - start)
        expected = docs[start:stop], freqs[start:stop]
        assert_equal(kernels.unpack_postings(*blocks_of(packed), *place), expected)
        assert_equal([kernels.unpack_docs(*blocks_of(packed), *place)], expected[:1])


@build
@given(vocabularies, st.data())
def test_consecutive_terms_come_back_together(kernels, vocabulary, data):
    docs, freqs, firsts = make_postings(*vocabulary)
    postings = whole(kernels.pack_postings(docs, freqs, firsts), firsts)
    first = data.draw(st.integers(0, len(firsts) - 1))
    stop = data.draw(st.integers(first, len(firsts) - 1))
    rows = slice(int(firsts[first]), int(firsts[stop]))
    found = kernels.unpack_terms(postings, first, stop)
    assert_equal(found, (docs[rows], freqs[rows]))


@build
@given(vocabularies)
def test_positions_start_where_the_frequencies_before_end(kernels, vocabulary):
    _, freqs, firsts = make_postings(*vocabulary)
    starts = kernels.position_starts(freqs, firsts)
    expected = [
        int(freqs[:first].sum(dtype=np.uint64))
        for start, stop in pairwise(firsts.tolist())
        for first in range(start, stop, 128)
    ]
    assert starts.dtype == np.uint64
    assert starts.tolist() == [*expected, int(freqs.sum(dtype=np.uint64))]


def _damage(packed, firsts, name, place, bit):
    arrays = {"firsts": firsts, **packed._asdict()}
    arrays[name] = arrays[name].copy()
    arrays[name].view(np.uint8)[place] ^= 1 << bit
    return SimpleNamespace(**arrays)


@build
@given(vocabularies, st.data())
def test_damaged_postings_are_refused_or_ascend_to_the_last(kernels, vocabulary, data):
    """No bit can make a kernel read or write outside the arrays."""
    docs, freqs, firsts = make_postings([(2, 3, 2), *vocabulary[0]], vocabulary[1])
    packed = kernels.pack_postings(docs, freqs, firsts)
    name = data.draw(st.sampled_from(["firsts", *packed._fields]))
    size = firsts.nbytes if name == "firsts" else getattr(packed, name).nbytes
    place = data.draw(st.integers(0, size - 1))
    bad = _damage(packed, firsts, name, place, data.draw(st.integers(0, 7)))
    found = _try(kernels, bad)
    if found is None:
        return
    rows = bad.firsts - bad.firsts[0]
    for start, stop in pairwise(rows.tolist()):
        assert (np.diff(found[0][start:stop].astype(np.int64)) > 0).all()
        assert stop == start or found[0][stop - 1] in bad.lasts


@given(vocabularies, st.data())
def test_both_builds_refuse_the_same_damage(vocabulary, data):
    docs, freqs, firsts = make_postings([(2, 3, 2), *vocabulary[0]], vocabulary[1])
    packed = plain.pack_postings(docs, freqs, firsts)
    name = data.draw(st.sampled_from(["firsts", *packed._fields]))
    size = firsts.nbytes if name == "firsts" else getattr(packed, name).nbytes
    place = data.draw(st.integers(0, size - 1))
    bad = _damage(packed, firsts, name, place, data.draw(st.integers(0, 7)))
    ours, theirs = _try(native, bad), _try(plain, bad)
    assert (ours is None) == (theirs is None)
    if ours is not None:
        assert_equal(ours, theirs)


def _try(kernels, postings):
    try:
        return kernels.unpack_terms(postings, 0, len(postings.firsts) - 1)
    except ValueError:
        return None


texts = st.lists(st.lists(st.integers(0, 6), max_size=12), max_size=10)


def arrays_of(texts):
    terms = np.array([term for text in texts for term in text], np.uint32)
    return terms, np.array([len(text) for text in texts], np.uint32)


@build
@given(texts, st.integers(0, 2**32 - 20))
def test_inverted_texts_list_each_token_by_term(kernels, texts, first_doc):
    found = kernels.invert(*arrays_of(texts), first_doc, 8)
    places = defaultdict(lambda: defaultdict(list))
    for docnum, text in enumerate(texts, first_doc):
        for position, term in enumerate(text):
            places[term][docnum].append(position)
    rows = [list(places[term].items()) for term in range(8)]
    assert found.firsts.tolist() == [0, *np.cumsum([len(row) for row in rows])]
    assert found.docs.tolist() == [doc for row in rows for doc, _ in row]
    assert found.freqs.tolist() == [len(where) for row in rows for _, where in row]
    flat = [place for row in rows for _, where in row for place in where]
    assert found.positions.tolist() == flat
    assert found.positions.dtype == np.uint16


@given(texts, st.integers(0, 2**20), st.integers(1, 70_000))
def test_both_builds_invert_alike(texts, first_doc, gap):
    terms, counts = arrays_of(texts)
    given = [place * gap for text in texts for place, _ in enumerate(text)]
    for positions in (None, np.array(given, np.uint32)):
        arguments = (terms, counts, first_doc, 7, positions)
        assert_equal(native.invert(*arguments), plain.invert(*arguments))


@build
@pytest.mark.parametrize(("count", "width"), [(65_536, 2), (65_537, 4)])
def test_a_text_of_more_than_65536_tokens_has_wide_positions(kernels, count, width):
    terms = np.zeros(count, np.uint32)
    found = kernels.invert(terms, np.array([count], np.uint32), 0, 1)
    assert found.positions.itemsize == width
    assert found.positions.tolist() == list(range(count))


@build
@pytest.mark.parametrize(
    ("terms", "counts", "first_doc", "positions"),
    [
        ([1], [2], 0, None),
        ([3], [1], 0, None),
        ([1], [1], 2**32 - 1, None),
        ([1], [1], 0, []),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    kernels, terms, counts, first_doc, positions
):
    arrays = [np.array(each, np.uint32) for each in (terms, counts)]
    given = None if positions is None else np.array(positions, np.uint32)
    with pytest.raises(ValueError, match=r"\w"):
        kernels.invert(*arrays, first_doc, 3, given)
    with pytest.raises(ValueError, match="do not fit"):
        kernels.pack_postings(*arrays, np.array([0, 5], np.uint64))
