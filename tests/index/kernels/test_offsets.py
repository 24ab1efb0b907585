"""Offsets: a byte a token, read back whole, alike in both builds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.index.kernels.plain import offsets as plain

builds = [pytest.param(plain, id="plain")]
try:
    from broadsheet.index.kernels.native import offsets as native

    builds.append(pytest.param(native, id="native"))
except ImportError:
    native = plain

build = pytest.mark.parametrize("kernels", builds)

#: A token's gap and length; most fit a byte, some just or just not.
tokens = st.tuples(
    st.integers(-2, 12) | st.sampled_from([-9, -3, 13, 1 << 20]),
    st.integers(1, 16) | st.sampled_from([17, 40, 1 << 20]),
)
texts = st.lists(st.lists(tokens, max_size=40), max_size=6)


def columns(texts):
    """Return starts, ends and counts of texts of these gaps and lengths."""
    starts, ends = [], []
    for text in texts:
        end = 0
        for gap, length in text:
            starts.append(max(0, end + gap))
            end = starts[-1] + length
            ends.append(end)
    counts = [len(text) for text in texts]
    return tuple(np.array(column, np.uint32) for column in (starts, ends, counts))


def slices(counts):
    """Yield where the tokens of each text are."""
    first = 0
    for count in counts.tolist():
        yield slice(first, first + count)
        first += count


@build
@given(texts=texts)
@example(texts=[[(0, 16), (13, 16), (12, 16), (-2, 1), (-3, 1)], [], [(0, 17)]])
def test_offsets_are_read_back(kernels, texts):
    starts, ends, counts = columns(texts)
    codes, *escapes = kernels.encode_offsets(starts, ends, counts)
    for text in slices(counts):
        read = kernels.decode_offsets(codes[text], text.start, *escapes)
        np.testing.assert_array_equal(read, (starts[text], ends[text]))


@given(texts)
def test_both_builds_give_the_same_bytes(texts):
    arrays = columns(texts)
    one, other = plain.encode_offsets(*arrays), native.encode_offsets(*arrays)
    assert [(a.dtype, a.tobytes()) for a in one] == [
        (a.dtype, a.tobytes()) for a in other
    ]


@build
def test_a_code_is_gap_and_length(kernels):
    arrays = columns([[(0, 5), (1, 16), (-2, 1), (12, 16), (13, 1), (0, 17)]])
    codes, at, gaps, lengths = kernels.encode_offsets(*arrays)
    assert codes.tolist() == [0x42, 0xF3, 0x00, 0xFE, 0xFF, 0xFF]
    assert [at.tolist(), gaps.tolist(), lengths.tolist()] == [[4, 5], [13, 0], [1, 17]]


@build
def test_counts_that_are_not_those_of_the_tokens_are_refused(kernels):
    starts, ends, _ = columns([[(0, 5), (1, 5)]])
    for counts in ([1], [3], []):
        with pytest.raises(ValueError, match="counts"):
            kernels.encode_offsets(starts, ends, np.array(counts, np.uint32))


@build
def test_a_missing_escape_is_refused(kernels):
    codes, *escapes = kernels.encode_offsets(*columns([[(0, 5)], [(99, 5), (99, 1)]]))
    for escape_count in (0, 1):
        kept = [column[:escape_count] for column in escapes]
        with pytest.raises(ValueError, match="missing"):
            kernels.decode_offsets(codes[1:], 1, *kept)
