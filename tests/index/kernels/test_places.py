"""Places against the texts that the postings were made of, in every build."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.codec.layout import Offsets
from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.kernels.plain.postings import pack_postings

_BUILDS = [load_kernels("plain").texts, load_kernels().texts]
_NO_OFFSETS = Offsets(
    *(
        np.empty(0, dtype)
        for dtype in (np.uint32, np.uint64, np.uint8, np.uint64, np.int32, np.uint32)
    )
)
_TERMS = 4

#: A text is the numbers of its terms.
TEXTS = st.lists(
    st.lists(st.integers(0, _TERMS - 1), max_size=12) | st.just([2] * 300),
    min_size=1,
    max_size=200,
)
SLOTS = st.lists(
    st.sets(st.integers(0, _TERMS - 1), max_size=3).map(sorted), min_size=1, max_size=4
)


def postings_of(texts, dtype):
    """Pack the positional postings of *texts*."""
    rows = [
        (doc, [place for place, each in enumerate(text) if each == term])
        for term in range(_TERMS)
        for doc, text in enumerate(texts)
    ]
    counts = [sum(term in text for text in texts) for term in range(_TERMS)]
    rows = [row for row in rows if row[1]]
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint64)
    docs = np.array([doc for doc, _ in rows], np.uint32)
    freqs = np.array([len(places) for _, places in rows], np.uint32)
    packed = pack_postings(docs, freqs, firsts)
    before = np.concatenate([[0], np.cumsum(freqs)]).astype(np.uint64)
    bounds = firsts.astype(int).tolist()
    heads = [
        at for low, high in itertools.pairwise(bounds) for at in range(low, high, 128)
    ]
    return SimpleNamespace(
        firsts=firsts,
        **packed._asdict(),
        tokens=np.array([before[at] for at in heads] + [before[-1]], np.uint64),
        positions=np.array([at for _, places in rows for at in places], dtype),
    )


def plain_starts(text, slots):
    width = len(slots)
    return [
        start
        for start in range(len(text))
        if all(
            start + slot < len(text) and text[start + slot] in slots[slot]
            for slot in range(width)
        )
    ]


@given(TEXTS, SLOTS, st.sampled_from([np.uint16, np.uint32]), st.data())
def test_starts_are_where_every_slot_has_its_word(texts, slots, dtype, data):
    postings = postings_of(texts, dtype)
    docs = data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True, max_size=9))
    terms = np.array([term for slot in slots for term in slot], np.uint32)
    bounds = np.concatenate([[0], np.cumsum(list(map(len, slots)))]).astype(np.uint32)
    for build in _BUILDS:
        text = build.Text(postings, _NO_OFFSETS)
        offsets, starts = text.find(terms, bounds, np.array(docs, np.uint32))
        found = [starts[low:high].tolist() for low, high in itertools.pairwise(offsets)]
        assert found == [plain_starts(texts[doc], slots) for doc in docs]
