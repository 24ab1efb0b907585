"""Offsets of tokens, a byte each; see ``index.kernels.plain.offsets``, its twin."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr

cdef enum:
    ESCAPE_CODE = 0xFF
    LEAST_GAP = -2
    MOST_GAP = 12
    MOST_LENGTH = 16


def encode_offsets(
    const uint32_t[::1] starts, const uint32_t[::1] ends, const uint32_t[::1] counts
):
    """Return the codes, and token, gap and length of each escape."""
    cdef size_t token_count = starts.shape[0]
    cdef size_t escape_count = 0
    cdef size_t token = 0
    cdef size_t text, text_end
    cdef int64_t gap, length, end
    check_counts(starts, ends, counts)
    codes = np.empty(token_count, np.uint8)
    cdef uint8_t[::1] code = codes
    with nogil:
        for text in range(<size_t>counts.shape[0]):
            end = 0
            text_end = token + counts[text]
            while token < text_end:
                gap = <int64_t>starts[token] - end
                end = ends[token]
                length = end - starts[token]
                if (
                    LEAST_GAP <= gap and gap <= MOST_GAP
                    and 1 <= length and length <= MOST_LENGTH
                ):
                    code[token] = (gap - LEAST_GAP) | (length - 1) << 4
                else:
                    code[token] = ESCAPE_CODE
                    escape_count += 1
                token += 1
    return codes, *escapes(codes, starts, ends, counts, escape_count)


cdef check_counts(
    const uint32_t[::1] starts, const uint32_t[::1] ends, const uint32_t[::1] counts
):
    cdef uint64_t total = 0
    cdef Py_ssize_t text
    for text in range(counts.shape[0]):
        total += counts[text]
    if starts.shape[0] != ends.shape[0] or total != <uint64_t>starts.shape[0]:
        raise ValueError("the counts are not those of the tokens")


cdef escapes(
    const uint8_t[::1] codes,
    const uint32_t[::1] starts,
    const uint32_t[::1] ends,
    const uint32_t[::1] counts,
    size_t escape_count,
):
    found = (
        np.empty(escape_count, np.uint64),
        np.empty(escape_count, np.int32),
        np.empty(escape_count, np.uint32),
    )
    cdef uint64_t[::1] tokens = found[0]
    cdef int32_t[::1] gaps = found[1]
    cdef uint32_t[::1] lengths = found[2]
    cdef size_t token = 0
    cdef size_t escape = 0
    cdef size_t text, first
    with nogil:
        for text in range(<size_t>counts.shape[0]):
            first = token
            while token < first + counts[text]:
                if codes[token] == ESCAPE_CODE:
                    tokens[escape] = token
                    gaps[escape] = starts[token]
                    if token > first:
                        gaps[escape] -= ends[token - 1]
                    lengths[escape] = ends[token] - starts[token]
                    escape += 1
                token += 1
    return found


def decode_offsets(
    const uint8_t[::1] codes,
    uint64_t first_token,
    escape_tokens,
    escape_gaps,
    escape_lengths,
):
    """Return starts and ends of the tokens of one text.

    :param codes: those of the text.
    :param first_token: the index of its first token in the whole array.
    """
    cdef size_t count = codes.shape[0]
    found = np.empty((2, count), np.uint32)
    cdef uint32_t[:, ::1] offsets = found
    cdef uint32_t* starts = &offsets[0, 0]
    cdef uint32_t* ends = starts + count
    cdef uint32_t end = 0
    cdef size_t token
    cdef uint32_t code
    # Most texts have no escape, and asking for an array takes longer than reading one.
    if count and memchr(&codes[0], ESCAPE_CODE, count) != NULL:
        decode_escapes(
            codes, first_token, escape_tokens, escape_gaps, escape_lengths, starts, ends
        )
    else:
        with nogil:
            for token in range(count):
                code = codes[token]
                starts[token] = end + (code & 15) + LEAST_GAP
                end += (code & 15) + (code >> 4) + LEAST_GAP + 1
                ends[token] = end
    return found[0], found[1]


cdef decode_escapes(
    const uint8_t[::1] codes,
    uint64_t first_token,
    const uint64_t[::1] escape_tokens,
    const int32_t[::1] escape_gaps,
    const uint32_t[::1] escape_lengths,
    uint32_t* starts,
    uint32_t* ends,
):
    cdef size_t low = 0
    cdef size_t escape = escape_tokens.shape[0]
    cdef size_t escape_count = min(
        escape_tokens.shape[0], escape_gaps.shape[0], escape_lengths.shape[0]
    )
    cdef size_t token, middle
    cdef uint32_t end = 0
    with nogil:
        while low < escape:
            middle = (low + escape) // 2
            if escape_tokens[middle] < first_token:
                low = middle + 1
            else:
                escape = middle
        for token in range(<size_t>codes.shape[0]):
            if codes[token] != ESCAPE_CODE:
                starts[token] = end + (codes[token] & 15) + LEAST_GAP
                end = starts[token] + (codes[token] >> 4) + 1
            elif escape < escape_count:
                starts[token] = end + escape_gaps[escape]
                end = starts[token] + escape_lengths[escape]
                escape += 1
            else:
                raise ValueError("an escape is missing")
            ends[token] = end
