"""Articles as they are shown: the builds agree, and damage is never shown."""

from __future__ import annotations

import random
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import Store, load_kernels
from broadsheet.index.kernels.choice import Kernels

from ..codec.conftest import make_articles

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.index.codec.layout import SegmentFile

COUNT = 60


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> SegmentFile:
    folder: Path = tmp_path_factory.mktemp("archive")
    with Store.open(folder, create=True) as store:
        store.rebuild(make_articles(COUNT, 19870226))
        with store.snapshot() as snapshot:
            return snapshot.segments[0].file


def articles(file: SegmentFile, kernels: Kernels) -> Any:
    texts = kernels.texts
    title, body = (
        texts.Text(file.postings(name), file.offsets(name))
        for name in ("title", "body")
    )
    frames = file.stored.frames
    return texts.Articles(title, body, frames.data, frames.offsets)


@given(
    seed=st.integers(0, 2**32),
    size=st.integers(1, 200),
    count=st.sampled_from([0, 1, 2, -1]),
)
def test_both_builds_show_the_same(
    file: SegmentFile, seed: int, size: int, count: int
) -> None:
    rng = random.Random(seed)
    terms = len(file.dictionary("text"))
    patterns = [
        (
            rng.choice([1, 2]),
            [
                rng.sample(range(terms), rng.randint(0, min(9, terms)))
                for _slot in range(rng.choice([1, 1, 1, 2]))
            ],
        )
        for _pattern in range(rng.randint(0, 4))
    ]
    docs = rng.sample(range(COUNT), rng.randint(0, 10))
    chosen = [
        tuple(
            rng.sample(range(len(patterns)), rng.randint(0, len(patterns)))
            for _field in range(2)
        )
        for _doc in docs
    ]
    shown = []
    for kernels in (load_kernels("plain"), load_kernels()):
        every = kernels.texts.Wanted(patterns)
        wanted = [tuple(every.only(places) for places in each) for each in chosen]
        decompress = file.stored.decompress
        shown.append(
            articles(file, kernels).show(docs, wanted, decompress, size, count)
        )
    assert shown[0] == shown[1]
    assert [payload for payload, _title, _body in shown[0]] == [
        file.stored.payload(doc) for doc in docs
    ]


@pytest.mark.parametrize("build", ["plain", None])
@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\0" * 7,
        struct.pack("<II", 1, 0),
        struct.pack("<II", 2**32 - 1, 2**32 - 1) + b"oil",
        struct.pack("<II", 1, 1) + b"\xff\xff",
    ],
)
def test_what_is_no_stored_article_is_refused(
    file: SegmentFile, build: Any, payload: bytes
) -> None:
    kernels = load_kernels(build)
    nothing = kernels.texts.Wanted([])
    with pytest.raises((ValueError, struct.error)):
        articles(file, kernels).show(
            [0], [(nothing, nothing)], lambda _frame: payload, 160, 1
        )


@pytest.mark.parametrize("build", ["plain", None])
def test_there_is_no_pattern_beyond_the_last(build: Any) -> None:
    wanted = load_kernels(build).texts.Wanted([(1, [[0]])])
    with pytest.raises(IndexError):
        wanted.only((1,))


@pytest.mark.parametrize("build", ["plain", None])
@pytest.mark.parametrize("offsets", [[0], [0, 2**63], [9, 3], []])
def test_damaged_places_of_frames_are_refused(
    file: SegmentFile, build: Any, offsets: list[int]
) -> None:
    texts = load_kernels(build).texts
    text = texts.Text(file.postings("body"), file.offsets("body"))
    places = np.array(offsets, np.uint64)
    damaged = texts.Articles(text, text, np.zeros(9, np.uint8), places)
    nothing = texts.Wanted([])
    with pytest.raises((ValueError, IndexError)):
        damaged.show([0], [(nothing, nothing)], bytes, 160, 1)
