"""Stored articles are read with the dictionary that their frames name."""

from __future__ import annotations

import pytest
import zstandard

from broadsheet.index.codec.dictionary import Dictionary
from broadsheet.index.codec.frames import Frames

_SAMPLES = [b"the harbour wall at number %d" % number * 9 for number in range(400)]
_PAYLOADS = [b"", b"x", b"the harbour wall at number 7", bytes(300), bytes(70_000)]


@pytest.mark.parametrize("dict_id", [1, 255, 256, 65_535, 65_536, 2**32 - 1])
@pytest.mark.parametrize("has_size", [True, False])
def test_a_frame_is_read_with_the_dictionary_it_names(
    dict_id: int, has_size: bool
) -> None:
    trained = zstandard.train_dictionary(2_000, _SAMPLES, dict_id=dict_id)
    named = zstandard.ZstdCompressor(dict_data=trained, write_content_size=has_size)
    nameless = zstandard.ZstdCompressor(write_content_size=has_size)
    frames = [each.compress(payload) for each in (named, nameless) for payload in
              _PAYLOADS]  # fmt: skip
    read = Frames(Dictionary.of(frames), Dictionary.of([trained.as_bytes()]))
    if not has_size:
        # Whoever writes a segment writes the sizes, which reading relies on.
        with pytest.raises(zstandard.ZstdError):
            read.payload(2)
        return
    found = [read.payload(docnum) for docnum in range(len(frames))]
    assert found == _PAYLOADS * 2


@pytest.mark.parametrize("size", range(12))
def test_a_frame_cut_short_is_told_as_damage(size: int) -> None:
    frame = zstandard.compress(b"the harbour wall")[:size]
    with pytest.raises(zstandard.ZstdError):
        Frames(Dictionary.of([frame]), Dictionary.of([])).payload(0)
