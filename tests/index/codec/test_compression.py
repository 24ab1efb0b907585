"""Compression: frames that any decompressor with the dictionary reads."""

from __future__ import annotations

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.codec.compression import (
    FrameDictionary,
    compress_payloads,
    train_dictionary,
)
from broadsheet.index.codec.dictionary import Dictionary
from broadsheet.index.codec.frames import Frames
from broadsheet.index.codec.stored import encode_stored

from .conftest import make_articles

PAYLOADS = [encode_stored(article) for article in make_articles(800, 4)]


@pytest.fixture(scope="module")
def trained() -> FrameDictionary:
    """A dictionary for the articles of this module."""
    dictionary = train_dictionary(PAYLOADS)
    assert dictionary is not None
    return dictionary


def _read(payloads: list[bytes], dictionary: FrameDictionary | None) -> list[bytes]:
    made = compress_payloads(payloads, dictionary)
    data, ends = made.data.tobytes(), made.sizes.cumsum().tolist()
    frames = [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    dictionaries = [] if dictionary is None else [dictionary.data]
    read = Frames(Dictionary.of(frames), Dictionary.of(dictionaries))
    return [read.payload(docnum) for docnum in range(len(payloads))]


@given(
    payloads=st.lists(
        st.binary(min_size=8, max_size=300) | st.sampled_from(PAYLOADS[:9])
    )
)
def test_frames_are_read_back(trained: FrameDictionary, payloads: list[bytes]) -> None:
    assert _read(payloads, trained) == payloads
    assert _read(payloads, None) == payloads


def test_a_dictionary_pays(trained: FrameDictionary) -> None:
    with_it = compress_payloads(PAYLOADS, trained)
    without = compress_payloads(PAYLOADS, None)
    assert with_it.sizes.sum() + len(trained.data) < without.sizes.sum()


def test_the_same_articles_give_the_same_dictionary(trained: FrameDictionary) -> None:
    """And others another name, so that the two can stand in one segment."""
    again = train_dictionary(PAYLOADS)
    others = train_dictionary(PAYLOADS[:600])
    assert again is not None
    assert others is not None
    assert again.data == trained.data
    name = zstandard.ZstdCompressionDict(trained.data).dict_id()
    assert name != zstandard.ZstdCompressionDict(others.data).dict_id()
    # Not of the names that zstd's authors give out or keep.
    assert 1 << 15 <= name < 1 << 31


@pytest.mark.parametrize("payloads", [[], [b""] * 9, [b"x"]])
def test_what_is_too_little_has_no_dictionary(payloads: list[bytes]) -> None:
    assert train_dictionary(payloads) is None
