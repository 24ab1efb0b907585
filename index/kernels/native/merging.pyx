"""Merging of postings, native; the contract stands in ``plain/merging.py``."""

import numpy as np

from ..plain.merging import GONE

include "blocks.pxi"

cdef enum:
    _GONE = 0xFFFFFFFF


ctypedef fused Position:
    uint16_t
    uint32_t


cdef class _Terms:
    """Consecutive terms of packed postings, with all that their kernels look at."""

    cdef Blocks blocks
    cdef const uint64_t[::1] firsts
    cdef const uint32_t[::1] first_blocks
    cdef const uint32_t[::1] docnums
    cdef uint64_t first
    cdef uint64_t stop
    # Of the block that was read last: new docnums, and frequencies.
    cdef uint32_t[BLOCK] docs
    cdef uint32_t[BLOCK] freqs

    def __cinit__(self, postings, uint64_t first, uint64_t stop, docnums):
        cdef uint64_t term
        self.blocks = blocks_of(
            postings.data, postings.offsets, postings.lasts, postings.widths
        )
        self.firsts = postings.firsts
        self.first_blocks = postings.blocks
        self.docnums = docnums
        self.first = first
        self.stop = stop
        if not first <= stop < <uint64_t>self.firsts.shape[0]:
            raise ValueError("no such terms")
        if self.first_blocks.shape[0] != self.firsts.shape[0]:
            raise ValueError("damaged postings")
        for term in range(first, stop):
            if self.firsts[term] > self.firsts[term + 1]:
                raise ValueError("damaged postings")

    cdef bint read(
        self, uint64_t block, uint32_t size, int64_t previous
    ) noexcept nogil:
        """Read a block, its docnums renumbered; False if it is damaged."""
        cdef uint32_t i
        if block >= self.blocks.count or (
            self.blocks.lasts[block] >= <uint64_t>self.docnums.shape[0]
        ):
            return False
        if not unpack_block(
            &self.blocks, block, size, previous, self.docs, self.freqs
        ):
            return False
        for i in range(size):
            self.docs[i] = self.docnums[self.docs[i]]
        return True


def count_live(postings, const uint32_t[::1] docnums):
    cdef uint64_t term_count = len(postings.firsts) - 1
    cdef _Terms terms = _Terms(postings, 0, term_count, docnums)
    counts_array = np.zeros(term_count, np.uint64)
    tokens_array = np.zeros(term_count, np.uint64)
    cdef uint64_t[::1] counts = counts_array
    cdef uint64_t[::1] tokens = tokens_array
    cdef bint sound
    with nogil:
        sound = _count_live(terms, counts, tokens)
    if not sound:
        raise ValueError("damaged postings")
    return counts_array, tokens_array


def gather_postings(
    postings,
    uint64_t first_term,
    const uint32_t[::1] docnums,
    const uint32_t[::1] places,
    uint64_t[::1] cursors,
    uint32_t[::1] docs,
    uint32_t[::1] freqs,
):
    cdef _Terms terms = _Terms(
        postings, first_term, first_term + <uint64_t>places.shape[0], docnums
    )
    cdef bint sound
    with nogil:
        sound = _gather_postings(terms, places, cursors, docs, freqs)
    if not sound:
        raise ValueError("damaged postings")


def gather_positions(
    postings,
    uint64_t first_term,
    const uint32_t[::1] docnums,
    const uint32_t[::1] places,
    uint64_t[::1] cursors,
    const Position[::1] positions,
    Position[::1] gathered,
):
    cdef _Terms terms = _Terms(
        postings, first_term, first_term + <uint64_t>places.shape[0], docnums
    )
    cdef bint sound
    with nogil:
        sound = _gather_positions(terms, places, cursors, positions, gathered)
    if not sound:
        raise ValueError("damaged postings")


def copy_positions(
    postings,
    uint64_t first_term,
    const uint32_t[::1] places,
    uint64_t[::1] cursors,
    const Position[::1] positions,
    Position[::1] gathered,
):
    cdef const uint32_t[::1] blocks = postings.blocks
    cdef const uint64_t[::1] tokens = postings.tokens
    cdef bint sound
    if first_term + <uint64_t>places.shape[0] >= <uint64_t>blocks.shape[0]:
        raise ValueError("no such terms")
    with nogil:
        sound = _copy_positions(
            blocks, tokens, first_term, places, cursors, positions, gathered
        )
    if not sound:
        raise ValueError("damaged postings")


cdef bint _count_live(
    _Terms terms, uint64_t[::1] counts, uint64_t[::1] tokens
) noexcept nogil:
    cdef uint64_t term, left, block
    cdef uint32_t size, i
    cdef int64_t previous
    for term in range(terms.first, terms.stop):
        left = terms.firsts[term + 1] - terms.firsts[term]
        block = terms.first_blocks[term]
        previous = -1
        while left:
            size = <uint32_t>min(<uint64_t>BLOCK, left)
            if not terms.read(block, size, previous):
                return False
            for i in range(size):
                if terms.docs[i] != _GONE:
                    counts[term] += 1
                    tokens[term] += terms.freqs[i]
            previous = terms.blocks.lasts[block]
            block += 1
            left -= size
    return True


cdef bint _gather_postings(
    _Terms terms,
    const uint32_t[::1] places,
    uint64_t[::1] cursors,
    uint32_t[::1] docs,
    uint32_t[::1] freqs,
) noexcept nogil:
    cdef uint64_t term, left, block, row, cursor
    cdef uint64_t row_count = cursors.shape[0], room = docs.shape[0]
    cdef uint32_t size, i
    cdef int64_t previous
    for term in range(terms.first, terms.stop):
        left = terms.firsts[term + 1] - terms.firsts[term]
        if left == 0:
            continue
        block = terms.first_blocks[term]
        previous = -1
        row = places[term - terms.first]
        # A term without live postings may have no row of its own.
        cursor = cursors[row] if row < row_count else room
        while left:
            size = <uint32_t>min(<uint64_t>BLOCK, left)
            if not terms.read(block, size, previous):
                return False
            for i in range(size):
                if terms.docs[i] != _GONE:
                    if cursor >= room:
                        return False
                    docs[cursor] = terms.docs[i]
                    freqs[cursor] = terms.freqs[i]
                    cursor += 1
            previous = terms.blocks.lasts[block]
            block += 1
            left -= size
        if row < row_count:
            cursors[row] = cursor
    return True


cdef bint _gather_positions(
    _Terms terms,
    const uint32_t[::1] places,
    uint64_t[::1] cursors,
    const Position[::1] positions,
    Position[::1] gathered,
) noexcept nogil:
    cdef uint64_t term, left, block, row, cursor, place = 0, j, freq
    cdef uint64_t row_count = cursors.shape[0], room = gathered.shape[0]
    cdef uint64_t count = positions.shape[0]
    cdef uint32_t size, i
    cdef int64_t previous
    for term in range(terms.first, terms.stop):
        left = terms.firsts[term + 1] - terms.firsts[term]
        if left == 0:
            continue
        block = terms.first_blocks[term]
        previous = -1
        row = places[term - terms.first]
        cursor = cursors[row] if row < row_count else room
        while left:
            size = <uint32_t>min(<uint64_t>BLOCK, left)
            if not terms.read(block, size, previous):
                return False
            for i in range(size):
                freq = terms.freqs[i]
                if freq > count - place:
                    return False
                if terms.docs[i] != _GONE:
                    if cursor > room or freq > room - cursor:
                        return False
                    for j in range(freq):
                        gathered[cursor + j] = positions[place + j]
                    cursor += freq
                place += freq
            previous = terms.blocks.lasts[block]
            block += 1
            left -= size
        if row < row_count:
            cursors[row] = cursor
    return place == count


cdef bint _copy_positions(
    const uint32_t[::1] blocks,
    const uint64_t[::1] tokens,
    uint64_t first_term,
    const uint32_t[::1] places,
    uint64_t[::1] cursors,
    const Position[::1] positions,
    Position[::1] gathered,
) noexcept nogil:
    cdef uint64_t i, row, start, size, place = 0
    cdef uint64_t row_count = cursors.shape[0], room = gathered.shape[0]
    cdef uint64_t count = positions.shape[0]
    for i in range(<uint64_t>places.shape[0]):
        if (
            blocks[first_term + i] >= <uint64_t>tokens.shape[0]
            or blocks[first_term + i + 1] >= <uint64_t>tokens.shape[0]
        ):
            return False
        start = tokens[blocks[first_term + i]]
        size = tokens[blocks[first_term + i + 1]] - start
        row = places[i]
        if size == 0:
            continue
        if (
            row >= row_count
            or size > count - place
            or cursors[row] > room
            or size > room - cursors[row]
        ):
            return False
        memcpy(&gathered[cursors[row]], &positions[place], size * sizeof(Position))
        cursors[row] += size
        place += size
    return place == count
