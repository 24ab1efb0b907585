"""Packed postings, native; the contract stands in ``plain/postings.py``."""

import numpy as np

from ..plain.postings import Inverted, Packed

include "blocks.pxi"


def pack_postings(
    const uint32_t[::1] docs, const uint32_t[::1] freqs, const uint64_t[::1] firsts
):
    cdef uint64_t term_count = firsts.shape[0] - 1
    cdef uint64_t term, block_count = 0
    if docs.shape[0] != freqs.shape[0] or not _firsts_fit(firsts, docs.shape[0]):
        raise ValueError("postings and firsts do not fit")
    blocks_array = np.empty(term_count + 1, np.uint32)
    cdef uint32_t[::1] blocks = blocks_array
    with nogil:
        for term in range(term_count):
            blocks[term] = <uint32_t>block_count
            block_count += (firsts[term + 1] - firsts[term] + BLOCK - 1) // BLOCK
        blocks[term_count] = <uint32_t>block_count
    offsets_array = np.empty(block_count + 1, np.uint64)
    lasts_array = np.empty(block_count, np.uint32)
    widths_array = np.empty(2 * block_count, np.uint8)
    cdef uint64_t[::1] offsets = offsets_array
    cdef uint32_t[::1] lasts = lasts_array
    cdef uint8_t[::1] widths = widths_array
    with nogil:
        _measure(docs, freqs, firsts, offsets, lasts, widths)
    data_array = np.zeros(offsets[block_count] + PADDING, np.uint8)
    cdef uint8_t[::1] data = data_array
    with nogil:
        _pack_all(docs, freqs, firsts, offsets, widths, data)
    return Packed(blocks_array, offsets_array, lasts_array, widths_array, data_array)


def unpack_postings(
    const uint8_t[::1] data,
    const uint64_t[::1] offsets,
    const uint32_t[::1] lasts,
    const uint8_t[::1] widths,
    uint64_t first_block,
    uint64_t count,
):
    cdef Blocks blocks = blocks_of(data, offsets, lasts, widths)
    _check_count(&blocks, count)
    docs_array = np.empty(count, np.uint32)
    freqs_array = np.empty(count, np.uint32)
    cdef uint32_t[::1] docs = docs_array
    cdef uint32_t[::1] freqs = freqs_array
    cdef bint sound
    with nogil:
        sound = unpack_term(&blocks, first_block, count, &docs[0], &freqs[0])
    if not sound:
        raise ValueError("damaged postings")
    return docs_array, freqs_array


def unpack_docs(
    const uint8_t[::1] data,
    const uint64_t[::1] offsets,
    const uint32_t[::1] lasts,
    const uint8_t[::1] widths,
    uint64_t first_block,
    uint64_t count,
):
    cdef Blocks blocks = blocks_of(data, offsets, lasts, widths)
    _check_count(&blocks, count)
    docs_array = np.empty(count, np.uint32)
    cdef uint32_t[::1] docs = docs_array
    cdef bint sound
    with nogil:
        sound = unpack_term(&blocks, first_block, count, &docs[0], NULL)
    if not sound:
        raise ValueError("damaged postings")
    return docs_array


def unpack_terms(postings, uint64_t first_term, uint64_t stop_term):
    cdef Blocks blocks = blocks_of(
        postings.data, postings.offsets, postings.lasts, postings.widths
    )
    cdef const uint64_t[::1] firsts = postings.firsts
    cdef const uint32_t[::1] first_blocks = postings.blocks
    cdef uint64_t term, place, count, total
    cdef bint sound = True
    if not first_term <= stop_term < <uint64_t>firsts.shape[0]:
        raise ValueError("no such terms")
    if first_blocks.shape[0] != firsts.shape[0] or not _ascending(
        firsts, first_term, stop_term
    ):
        raise ValueError("damaged postings")
    total = firsts[stop_term] - firsts[first_term]
    _check_count(&blocks, total)
    docs_array = np.empty(total, np.uint32)
    freqs_array = np.empty(total, np.uint32)
    cdef uint32_t[::1] docs = docs_array
    cdef uint32_t[::1] freqs = freqs_array
    with nogil:
        for term in range(first_term, stop_term):
            place = firsts[term] - firsts[first_term]
            count = firsts[term + 1] - firsts[term]
            sound = unpack_term(
                &blocks, first_blocks[term], count, &docs[place], &freqs[place]
            )
            if not sound:
                break
    if not sound:
        raise ValueError("damaged postings")
    return docs_array, freqs_array


def invert(
    const uint32_t[::1] terms,
    const uint32_t[::1] counts,
    uint64_t first_doc,
    uint64_t term_count,
    const uint32_t[::1] positions=None,
):
    cdef uint64_t token_count = terms.shape[0]
    cdef bint given = positions is not None
    _check_texts(terms, counts, first_doc, term_count)
    if given and <uint64_t>positions.shape[0] != token_count:
        raise ValueError("each token needs a position")
    # One write to a far place for each token; all else goes from start to end.
    cursors_array = np.zeros(term_count + 1, np.uint32)
    sorted_array = np.empty(token_count, np.uint64)
    firsts_array = np.empty(term_count + 1, np.uint64)
    cdef uint32_t[::1] cursors = cursors_array
    cdef uint64_t[::1] tokens = sorted_array
    cdef uint64_t[::1] firsts = firsts_array
    cdef uint64_t posting_count
    cdef uint32_t highest
    with nogil:
        _sort_tokens(terms, counts, positions, given, cursors, tokens)
        posting_count = _count_postings(tokens, cursors, firsts)
        highest = _highest(counts, positions, given)
    docs_array = np.empty(posting_count, np.uint32)
    freqs_array = np.empty(posting_count, np.uint32)
    cdef uint32_t[::1] docs = docs_array
    cdef uint32_t[::1] freqs = freqs_array
    wide = highest > 0xFFFF
    positions_array = np.empty(token_count, np.uint32 if wide else np.uint16)
    cdef uint32_t[::1] wide_positions
    cdef uint16_t[::1] narrow_positions
    if wide:
        wide_positions = positions_array
        with nogil:
            _list[uint32_t](tokens, cursors, first_doc, docs, freqs, wide_positions)
    else:
        narrow_positions = positions_array
        with nogil:
            _list[uint16_t](tokens, cursors, first_doc, docs, freqs, narrow_positions)
    return Inverted(firsts_array, docs_array, freqs_array, positions_array)


def position_starts(const uint32_t[::1] freqs, const uint64_t[::1] firsts):
    cdef uint64_t term_count = firsts.shape[0] - 1
    cdef uint64_t term, start, i, block = 0, tokens = 0, block_count = 0
    if not _firsts_fit(firsts, freqs.shape[0]):
        raise ValueError("postings and firsts do not fit")
    for term in range(term_count):
        block_count += (firsts[term + 1] - firsts[term] + BLOCK - 1) // BLOCK
    starts_array = np.empty(block_count + 1, np.uint64)
    cdef uint64_t[::1] starts = starts_array
    with nogil:
        for term in range(term_count):
            start = firsts[term]
            while start < firsts[term + 1]:
                starts[block] = tokens
                block += 1
                for i in range(start, min(start + BLOCK, firsts[term + 1])):
                    tokens += freqs[i]
                start += BLOCK
        starts[block] = tokens
    return starts_array


cdef bint _ascending(
    const uint64_t[::1] firsts, uint64_t first_term, uint64_t stop_term
) noexcept:
    cdef uint64_t term
    for term in range(first_term, stop_term):
        if firsts[term + 1] < firsts[term]:
            return False
    return True


cdef bint _firsts_fit(const uint64_t[::1] firsts, uint64_t count) noexcept:
    cdef uint64_t term_count = firsts.shape[0] - 1
    return (
        firsts[0] == 0
        and firsts[term_count] == count
        and _ascending(firsts, 0, term_count)
    )


cdef int _check_count(const Blocks* blocks, uint64_t count) except -1:
    """Keep a damaged count from asking for more memory than there is."""
    if count > blocks.count * BLOCK:
        raise ValueError("damaged postings")
    return 0


cdef void _measure(
    const uint32_t[::1] docs,
    const uint32_t[::1] freqs,
    const uint64_t[::1] firsts,
    uint64_t[::1] offsets,
    uint32_t[::1] lasts,
    uint8_t[::1] widths,
) noexcept nogil:
    """Find the widths of each block and where it starts."""
    cdef uint64_t term, start, stop, i, block = 0, place = 0
    cdef uint32_t gaps, numbers, gap_width, freq_width
    for term in range(<uint64_t>firsts.shape[0] - 1):
        start = firsts[term]
        while start < firsts[term + 1]:
            stop = min(start + BLOCK, firsts[term + 1])
            # The bits of all numbers together are as many as of the greatest.
            gaps = docs[start]
            if start > firsts[term]:
                gaps -= docs[start - 1] + 1
            numbers = freqs[start] - 1
            for i in range(start + 1, stop):
                gaps |= docs[i] - docs[i - 1] - 1
                numbers |= freqs[i] - 1
            gap_width, freq_width = bit_length(gaps), bit_length(numbers)
            offsets[block] = place
            lasts[block] = docs[stop - 1]
            widths[2 * block] = <uint8_t>gap_width
            widths[2 * block + 1] = <uint8_t>freq_width
            place += packed_bytes(stop - start, gap_width)
            place += packed_bytes(stop - start, freq_width)
            block += 1
            start = stop
    offsets[block] = place


cdef void _pack_all(
    const uint32_t[::1] docs,
    const uint32_t[::1] freqs,
    const uint64_t[::1] firsts,
    const uint64_t[::1] offsets,
    const uint8_t[::1] widths,
    uint8_t[::1] data,
) noexcept nogil:
    cdef uint32_t[BLOCK] numbers
    cdef uint64_t term, start, block = 0
    cdef uint32_t i, size
    cdef uint8_t* place
    for term in range(<uint64_t>firsts.shape[0] - 1):
        start = firsts[term]
        while start < firsts[term + 1]:
            size = <uint32_t>min(<uint64_t>BLOCK, firsts[term + 1] - start)
            numbers[0] = docs[start]
            if start > firsts[term]:
                numbers[0] -= docs[start - 1] + 1
            for i in range(1, size):
                numbers[i] = docs[start + i] - docs[start + i - 1] - 1
            place = _pack_bits(numbers, widths[2 * block], size, &data[offsets[block]])
            if widths[2 * block + 1]:
                for i in range(size):
                    numbers[i] = freqs[start + i] - 1
                _pack_bits(numbers, widths[2 * block + 1], size, place)
            block += 1
            start += size


cdef uint8_t* _pack_bits(
    const uint32_t* numbers, uint32_t width, uint32_t count, uint8_t* place
) noexcept nogil:
    """Write *count* numbers and return where the next byte goes."""
    cdef uint64_t bits = 0
    cdef uint32_t filled = 0, i
    if width == 0:
        return place
    for i in range(count):
        bits |= <uint64_t>numbers[i] << filled
        filled += width
        if filled >= 32:
            memcpy(place, &bits, 4)
            place += 4
            bits >>= 32
            filled -= 32
    memcpy(place, &bits, (filled + 7) >> 3)
    return place + ((filled + 7) >> 3)


cdef int _check_texts(
    const uint32_t[::1] terms,
    const uint32_t[::1] counts,
    uint64_t first_doc,
    uint64_t term_count,
) except -1:
    cdef uint64_t i, total = 0
    cdef uint32_t highest = 0
    with nogil:
        for i in range(<uint64_t>counts.shape[0]):
            total += counts[i]
        for i in range(<uint64_t>terms.shape[0]):
            highest = max(highest, terms[i])
    if total != <uint64_t>terms.shape[0]:
        raise ValueError("the counts are not those of the terms")
    if total > 0xFFFFFFFF:
        raise ValueError("more tokens than can be inverted at once")
    if total and highest >= term_count:
        raise ValueError("no such term")
    # The last docnum of all, 2**32 - 1, stands for none.
    if first_doc + <uint64_t>counts.shape[0] > 0xFFFFFFFF:
        raise ValueError("docnums do not fit in 32 bits")
    return 0


cdef void _sort_tokens(
    const uint32_t[::1] terms,
    const uint32_t[::1] counts,
    const uint32_t[::1] positions,
    bint given,
    uint32_t[::1] cursors,
    uint64_t[::1] tokens,
) noexcept nogil:
    """Sort the tokens by term, as text and position in one number.

    *cursors* are left as the place behind the tokens of each term.
    """
    cdef uint64_t text, term, i = 0, start, stop
    cdef uint32_t place = 0, count
    for i in range(<uint64_t>terms.shape[0]):
        cursors[terms[i]] += 1
    for term in range(<uint64_t>cursors.shape[0]):
        count = cursors[term]
        cursors[term] = place
        place += count
    i = 0
    for text in range(<uint64_t>counts.shape[0]):
        start, stop = i, i + counts[text]
        while i < stop:
            term = terms[i]
            tokens[cursors[term]] = text << 32 | (
                positions[i] if given else <uint32_t>(i - start)
            )
            cursors[term] += 1
            i += 1


cdef uint64_t _count_postings(
    const uint64_t[::1] tokens, const uint32_t[::1] stops, uint64_t[::1] firsts
) noexcept nogil:
    """Fill *firsts* and return the number of all postings."""
    cdef uint64_t term, i = 0, count = 0, term_count = firsts.shape[0] - 1
    for term in range(term_count):
        firsts[term] = count
        if i < stops[term]:
            count += 1
            i += 1
        while i < stops[term]:
            count += (tokens[i] >> 32) != (tokens[i - 1] >> 32)
            i += 1
    firsts[term_count] = count
    return count


cdef uint32_t _highest(
    const uint32_t[::1] counts, const uint32_t[::1] positions, bint given
) noexcept nogil:
    """Return the highest position of all tokens."""
    cdef uint32_t highest = 0
    cdef uint64_t i
    if given:
        for i in range(<uint64_t>positions.shape[0]):
            highest = max(highest, positions[i])
        return highest
    for i in range(<uint64_t>counts.shape[0]):
        highest = max(highest, counts[i])
    return highest - 1 if highest else 0


ctypedef fused Position:
    uint16_t
    uint32_t


cdef void _list(
    const uint64_t[::1] tokens,
    const uint32_t[::1] stops,
    uint64_t first_doc,
    uint32_t[::1] docs,
    uint32_t[::1] freqs,
    Position[::1] positions,
) noexcept nogil:
    """List the postings of the sorted *tokens*, and the positions."""
    cdef uint64_t term, i = 0, j, posting = 0
    for term in range(<uint64_t>stops.shape[0] - 1):
        while i < stops[term]:
            j = i
            while j < stops[term] and (tokens[j] >> 32) == (tokens[i] >> 32):
                positions[j] = <Position>tokens[j]
                j += 1
            docs[posting] = <uint32_t>(first_doc + (tokens[i] >> 32))
            freqs[posting] = <uint32_t>(j - i)
            posting += 1
            i = j
