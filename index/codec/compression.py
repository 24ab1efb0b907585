"""Compression: payloads to frames, with a dictionary that a segment's frames share."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import zstandard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Of zstd. The first level takes a quarter less time, for frames a seventh larger.
LEVEL = 3
#: That level as it is for larger inputs than an article, which takes no more time
#: and saves two parts in a hundred: zstd's names.
_PARAMETERS = zstandard.ZstdCompressionParameters(
    window_log=21,
    hash_log=18,
    chain_log=17,
    search_log=1,
    min_match=5,
    strategy=zstandard.STRATEGY_DFAST,
    write_content_size=1,
    write_dict_id=1,
)
#: Bytes of a dictionary, at most; less where there are few to train it on.
_DICTIONARY_BYTES = 112 << 10
_TRAINED_ON_AT_LEAST = 16
#: One in so many payloads is trained on: as good as all of them, and sooner done.
_SAMPLED = 4
#: How the trainer looks for what recurs: zstd's names. Its own search for the best
#: of them takes a hundred times as long and saves one part in a hundred.
_SEGMENT, _MATCH, _HASH_BITS, _ACCELERATION = 512, 8, 18, 10
#: Names below are given out by zstd's authors, those from 2**31 on are reserved.
_FIRST_NAME, _END_OF_NAMES = 1 << 15, 1 << 31


class FrameDictionary:
    """A zstd dictionary; safe to share between threads."""

    def __init__(self, data: bytes) -> None:
        #: What :mod:`.frames` reads.
        self.data = data
        self.prepared = zstandard.ZstdCompressionDict(data)
        self.prepared.precompute_compress(compression_params=_PARAMETERS)


@dataclass(frozen=True, slots=True)
class CompressedFrames:
    """Frames one after another, and the bytes of each."""

    data: NDArray[np.uint8]
    sizes: NDArray[np.uint64]


def train_dictionary(payloads: Sequence[bytes]) -> FrameDictionary | None:
    """Return a dictionary for articles like these; the same for the same ones.

    None if nothing in them recurs.
    """
    sample = payloads[::_SAMPLED]
    total = sum(map(len, sample))
    size = min(_DICTIONARY_BYTES, total // _TRAINED_ON_AT_LEAST)
    # Another version of zstd may make something else of the same articles.
    name = blake2b(repr(zstandard.ZSTD_VERSION).encode(), digest_size=8)
    for payload in sample:
        name.update(payload)
    number = int.from_bytes(name.digest(), "little")
    try:
        trained = zstandard.train_dictionary(
            size,
            list(sample),
            k=_SEGMENT,
            d=_MATCH,
            f=_HASH_BITS,
            accel=_ACCELERATION,
            level=LEVEL,
            dict_id=_FIRST_NAME + number % (_END_OF_NAMES - _FIRST_NAME),
        )
    except zstandard.ZstdError:
        return None
    return FrameDictionary(trained.as_bytes())


def compress_payloads(
    payloads: Sequence[bytes], dictionary: FrameDictionary | None
) -> CompressedFrames:
    """Return a frame of each of *payloads*."""
    prepared = None if dictionary is None else dictionary.prepared
    compressor = zstandard.ZstdCompressor(
        compression_params=_PARAMETERS, dict_data=prepared
    )
    if not payloads:
        return CompressedFrames(np.empty(0, np.uint8), np.empty(0, np.uint64))
    made = compressor.multi_compress_to_buffer(list(payloads))
    frames = [made[number] for number in range(len(made))]
    sizes = np.array([len(frame) for frame in frames], np.uint64)
    data = b"".join(frames)  # type: ignore[arg-type]  # buffers, their stub forgets
    return CompressedFrames(np.frombuffer(data, np.uint8), sizes)
