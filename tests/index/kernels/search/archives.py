"""Segments for the kernels of searching, made of texts that are lists of terms."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from broadsheet.index.kernels.choice import load_kernels
from broadsheet.index.kernels.plain.postings import pack_postings

#: Both builds, where the native one is there.
BUILDS = [load_kernels("plain").search, load_kernels().search]
TERMS = 12


@dataclass
class Texts:
    """Texts of two fields by document, and which documents are live."""

    title: list[list[int]]
    body: list[list[int]]
    live: np.ndarray
    wide: bool

    def open(self, kernels):
        """Return the segment and its two fields."""
        count = len(self.live)
        none = np.zeros(count, np.int64)
        segment = kernels.Segment(
            self.live,
            np.arange(count, dtype=np.uint32),
            none.astype(np.uint8),
            none,
            none,
        )
        dtype = np.uint32 if self.wide else np.uint16
        fields = tuple(
            kernels.Field(postings_of(texts, dtype), count)
            for texts in (self.title, self.body)
        )
        return segment, fields


def postings_of(texts, dtype=np.uint16):
    """Pack the positional postings of *texts*."""
    rows: list[list[tuple[int, list[int]]]] = [[] for _ in range(TERMS)]
    for doc, text in enumerate(texts):
        places: dict[int, list[int]] = {}
        for place, term in enumerate(text):
            places.setdefault(term, []).append(place)
        for term, where in places.items():
            rows[term].append((doc, where))
    flat = list(itertools.chain.from_iterable(rows))
    firsts = np.array([0, *itertools.accumulate(map(len, rows))], np.uint64)
    docs = np.array([doc for doc, _ in flat], np.uint32)
    freqs = np.array([len(where) for _, where in flat], np.uint32)
    packed = pack_postings(docs, freqs, firsts)
    before = np.concatenate([[0], np.cumsum(freqs)]).astype(np.uint64)
    heads = [
        at
        for low, high in itertools.pairwise(firsts.astype(int).tolist())
        for at in range(low, high, 128)
    ]
    return SimpleNamespace(
        firsts=firsts,
        **packed._asdict(),
        tokens=np.array([before[at] for at in heads] + [before[-1]], np.uint64),
        positions=np.array([at for _, where in flat for at in where], dtype),
    )


@st.composite
def archives(draw):
    """Draw texts, a few or some windows of them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.sampled_from([1, 3, 40, 300, 9000]))
    # The lower, the rarer: low terms are in hardly any text, high ones in most.
    weights = 1.0 / np.arange(TERMS, 0, -1) ** draw(st.sampled_from([0.0, 2.0, 4.0]))
    longest = draw(st.sampled_from([1, 4, 20])) if count < 9000 else 4

    def texts(longest):
        lengths = rng.integers(0, longest + 1, count)
        flat = rng.choice(TERMS, int(lengths.sum()), p=weights / weights.sum()).tolist()
        ends = np.cumsum(lengths).tolist()
        return [
            flat[end - size : end]
            for end, size in zip(ends, lengths.tolist(), strict=True)
        ]

    live = np.ones(count, np.bool_)
    if draw(st.booleans()):
        live = rng.random(count) < draw(st.sampled_from([0.1, 0.9]))
    return Texts(texts(2), texts(longest), live, draw(st.booleans()))


#: Distinct numbers of terms.
NUMBERS = st.lists(st.integers(0, TERMS - 1), max_size=TERMS, unique=True)


def ranges(count):
    """Return all of a segment, or its windows."""
    return [(0, count)], [
        (low, min(low + 4096, count)) for low in range(0, count, 4096)
    ]
