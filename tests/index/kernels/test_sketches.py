"""Sketches: the same of both builds, and what they tell of texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.kernels.plain import sketches as plain
from broadsheet.index.kernels.plain.sketches import (
    COMPARED,
    KEYS,
    LEAST_TOKENS,
    ROW,
    SAMPLE,
)

native = pytest.importorskip("broadsheet.index.kernels.native.sketches")

FORMS = [f"form{number}" for number in range(4_000)]
HASHES = plain.hash_forms(FORMS, 0)

#: Tokens of a text, some of them longer than a sketch, some very repetitive.
TEXTS = st.builds(
    lambda seed, size, words: np.random.default_rng(seed).integers(0, words, size),
    st.integers(0, 50),
    st.sampled_from([0, 1, 4, 5, 19, 20, 21, 60, 90, 101, 150, 700]),
    st.sampled_from([1, 3, 12, 4_000]),
)


def sketch(bodies, titles=None, kernel=plain, hashes=HASHES):
    titles = titles or [[] for _ in bodies]
    return kernel.sketch_texts(hashes, *joined(titles), *joined(bodies))


def joined(texts):
    flat = np.concatenate([np.empty(0), *map(np.asarray, texts)]).astype(np.uint32)
    return flat, np.array(list(map(len, texts)), np.uint32)


def are_copies(one, other, kernel=plain):
    return kernel.Sketches([sketch([one, other])]).are_copies(0, 1)


@given(bodies=st.lists(TEXTS, max_size=6), data=st.data())
def test_sketches_are_the_same_of_both_builds(bodies, data):
    size = len(bodies)
    titles = data.draw(st.lists(TEXTS, min_size=size, max_size=size))
    found = sketch(bodies, titles, native)
    assert found.dtype == np.uint32
    assert found.tolist() == sketch(bodies, titles).tolist()


@given(forms=st.lists(st.text(st.characters(codec="utf-8"))), first=st.integers(0, 9))
def test_hashes_of_forms_are_the_same_of_both_builds(forms, first):
    found = native.hash_forms(forms, first)
    assert found.tolist() == plain.hash_forms(forms, first).tolist()


@settings(max_examples=200)
@given(
    bodies=st.lists(TEXTS, min_size=1, max_size=5),
    copied=st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1)), max_size=20),
    parts=st.integers(1, 3),
    cut=st.integers(0, 10),
    seed=st.integers(0, 9),
)
def test_copies_are_the_same_of_both_builds(bodies, copied, parts, cut, seed):
    texts = list(bodies)
    for number, share in copied:
        text = bodies[number % len(bodies)]
        texts.append(text[: int(len(text) * share)])
    rows = sketch(texts).reshape(-1, ROW)
    given_parts = [rows[:cut].ravel(), rows[cut:].ravel()]
    ours, theirs = native.Sketches(given_parts), plain.Sketches(given_parts)
    assert len(ours) == len(theirs) == len(texts)
    assert ours.tokens().tolist() == theirs.tokens().tolist()
    order = np.random.default_rng(seed).permutation(len(texts)).astype(np.uint32)
    order = order[: max(len(order) - seed, 0)]
    found = ours.pairs(order, parts), theirs.pairs(order, parts)
    for one, other in zip(*found, strict=True):
        assert one.tolist() == other.tolist()
    for one in range(len(texts)):
        for other in range(len(texts)):
            assert ours.are_copies(one, other) == theirs.are_copies(one, other)


def test_more_texts_than_are_compared_share_a_key():
    """Copies of each of them are found among those compared, and only there."""
    rng = np.random.default_rng(3)
    rows = sketch([rng.integers(0, 4_000, 60) for _ in range(40)]).reshape(-1, ROW)
    rows[:, 2 : 2 + KEYS] = 7
    rows = np.concatenate([rows, rows])
    order = np.arange(80, dtype=np.uint32)
    for kernel in (native, plain):
        later, earlier = kernel.Sketches([rows.ravel()]).pairs(order, 1)
        pairs = sorted(set(zip(later.tolist(), earlier.tolist(), strict=True)))
        assert pairs == [(40 + number, number) for number in range(COMPARED)]


def test_the_sketch_of_a_short_text_is_all_of_it():
    """Exact: 15 of 20 shingles must be there, or 18 of 20 below 50 tokens."""
    text = list(range(64))
    # A word changed in the middle is in five shingles of sixty.
    assert are_copies(text, [*text[:30], 3_000, *text[31:]])
    assert are_copies(text, [*text[:20], 3_000, *text[21:40], 3_001, *text[41:]])
    changed = [3_000 + place if place % 16 == 8 else place for place in text]
    assert not are_copies(text, changed)
    few = text[:40]
    assert are_copies(few, [*few[:39], 3_000])
    assert not are_copies(few, [*few[:20], 3_000, *few[21:]])


def test_a_text_that_is_cut_is_a_copy_down_to_a_third():
    text = list(range(3_000))
    for size in (2_999, 2_000, 1_500, 1_000):
        assert are_copies(text, text[:size])
        assert are_copies(text[-size:], text)
    assert not are_copies(text, text[:999])


def test_a_very_short_text_is_a_copy_only_of_the_same_with_the_same_title():
    body = list(range(LEAST_TOKENS - 1))

    def tell(*texts):
        titles, bodies = zip(*texts, strict=True)
        return plain.Sketches([sketch(bodies, titles)]).are_copies(0, 1)

    assert tell(([5], body), ([5], body))
    assert not tell(([5], body), ([6], body))
    assert not tell(([5], body), ([5], body[:-1]))
    assert not tell(([5], []), ([5], []))
    # Where the title ends is told.
    assert not tell(([5, 0], body[1:]), ([5], body))
    assert not tell(([], body), ([], [*body, 1]))


def test_unlike_texts_are_no_copies_however_long():
    """Also where each has a third of the other: chance does not make them alike."""
    rng = np.random.default_rng(1)
    for size in (100, 400, 2_000):
        for _ in range(50):
            shared = rng.integers(0, 4_000, size // 3)
            one, other = (rng.integers(0, 4_000, size - len(shared)) for _ in "ab")
            assert not are_copies([*shared, *one], [*other, *shared], native)


@pytest.mark.parametrize("share", [0.34, 0.5, 0.8])
def test_nearly_all_cut_copies_share_a_key(share):
    rng = np.random.default_rng(2)
    texts = [rng.integers(0, 4_000, 900) for _ in range(300)]
    cut = [text[: int(900 * share)] for text in texts]
    order = np.arange(600, dtype=np.uint32)
    later, earlier = native.Sketches([sketch(texts + cut)]).pairs(order, 1)
    pairs = set(zip(later.tolist(), earlier.tolist(), strict=True))
    assert len(pairs & {(300 + number, number) for number in range(300)}) >= 295
    assert all(later - earlier == 300 for later, earlier in pairs)


@pytest.mark.parametrize("build", ["native", "plain"])
def test_what_does_not_fit_is_refused(build):
    kernel = load_kernels(build).sketches
    numbers = np.zeros(3, np.uint32)
    with pytest.raises(ValueError, match="counts"):
        kernel.sketch_texts(HASHES, *joined([[]]), numbers, np.array([2], np.uint32))
    with pytest.raises(ValueError, match="counts"):
        kernel.sketch_texts(HASHES, *joined([[], []]), *joined([[1]]))
    with pytest.raises(ValueError, match="form"):
        kernel.sketch_texts(HASHES, *joined([[]]), *joined([[len(FORMS)]]))
    with pytest.raises(ValueError, match="damaged"):
        kernel.Sketches([numbers])
    row = np.zeros(ROW, np.uint32)
    row[1] = SAMPLE + 1
    with pytest.raises(ValueError, match="damaged"):
        kernel.Sketches([row])
    sketches = kernel.Sketches([np.zeros(ROW, np.uint32)])
    for one, other in [(0, 1), (1, 0), (-1, 0)]:
        with pytest.raises(ValueError, match="text"):
            sketches.are_copies(one, other)
    with pytest.raises(ValueError, match="text"):
        sketches.pairs(np.array([1], np.uint32), 1)
