# Packed blocks, for every kernel that reads or writes them; see index/codec/layout.py.

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef enum:
    BLOCK = 128
    PADDING = 8


cdef struct Blocks:
    # The arrays of the blocks of one field, and how much there is of them.
    const uint8_t* data
    uint64_t data_bytes
    const uint64_t* offsets
    const uint32_t* lasts
    const uint8_t* widths
    uint64_t count


cdef inline Blocks blocks_of(
    const uint8_t[::1] data,
    const uint64_t[::1] offsets,
    const uint32_t[::1] lasts,
    const uint8_t[::1] widths,
) except *:
    cdef Blocks blocks
    blocks.count = lasts.shape[0]
    if (
        data.shape[0] < PADDING
        or <uint64_t>offsets.shape[0] != blocks.count + 1
        or <uint64_t>widths.shape[0] != 2 * blocks.count
    ):
        raise ValueError("damaged postings")
    blocks.data = &data[0]
    blocks.data_bytes = data.shape[0] - PADDING
    blocks.offsets = &offsets[0]
    blocks.lasts = &lasts[0] if blocks.count else NULL
    blocks.widths = &widths[0] if blocks.count else NULL
    return blocks


cdef inline uint32_t bit_length(uint32_t number) noexcept nogil:
    cdef uint32_t length = 0, step = 16
    while step:
        if number >> step:
            number >>= step
            length += step
        step >>= 1
    return length + number


cdef inline uint64_t packed_bytes(uint64_t count, uint64_t width) noexcept nogil:
    return (count * width + 7) >> 3


cdef inline uint64_t load_bits(const uint8_t* place) noexcept nogil:
    cdef uint64_t bits
    memcpy(&bits, place, 8)
    return bits


cdef inline void unpack_bits(
    const uint8_t* place, uint32_t width, uint32_t count, uint32_t* numbers
) noexcept nogil:
    """Read *count* numbers; up to eight bytes behind them are read too."""
    cdef uint64_t mask = (<uint64_t>1 << width) - 1
    cdef uint64_t bits
    cdef uint32_t i = 0, bit
    if width == 0:
        memset(numbers, 0, count * sizeof(uint32_t))
        return
    if width <= 8:
        while i + 8 <= count:
            bits = load_bits(place)
            numbers[i] = bits & mask
            numbers[i + 1] = (bits >> width) & mask
            numbers[i + 2] = (bits >> 2 * width) & mask
            numbers[i + 3] = (bits >> 3 * width) & mask
            numbers[i + 4] = (bits >> 4 * width) & mask
            numbers[i + 5] = (bits >> 5 * width) & mask
            numbers[i + 6] = (bits >> 6 * width) & mask
            numbers[i + 7] = (bits >> 7 * width) & mask
            place += width
            i += 8
    bit = 0
    while i < count:
        numbers[i] = (load_bits(place + (bit >> 3)) >> (bit & 7)) & mask
        bit += width
        i += 1


cdef inline bint unpack_block(
    const Blocks* blocks,
    uint64_t block,
    uint32_t count,
    int64_t previous,
    uint32_t* docs,
    uint32_t* freqs,
) noexcept nogil:
    """Read a block of *count* postings; False if it is not what was written.

    True assures that the docnums ascend up to ``lasts[block]``.

    :param previous: the docnum before, -1 at the start of a term.
    :param freqs: NULL where they are not wanted.
    """
    cdef uint32_t gap_width = blocks.widths[2 * block]
    cdef uint32_t freq_width = blocks.widths[2 * block + 1]
    cdef uint64_t start = blocks.offsets[block]
    cdef uint64_t gap_bytes = packed_bytes(count, gap_width)
    cdef uint64_t freq_bytes = packed_bytes(count, freq_width)
    cdef uint64_t doc = <uint64_t>previous
    cdef uint32_t i
    if (
        gap_width > 32
        or freq_width > 32
        or start > blocks.data_bytes
        or gap_bytes + freq_bytes > blocks.data_bytes - start
    ):
        return False
    unpack_bits(blocks.data + start, gap_width, count, docs)
    for i in range(count):
        doc += <uint64_t>docs[i] + 1
        docs[i] = <uint32_t>doc
    if doc != blocks.lasts[block]:
        return False
    if freqs != NULL:
        unpack_bits(blocks.data + start + gap_bytes, freq_width, count, freqs)
        for i in range(count):
            freqs[i] += 1
    return True


cdef inline bint unpack_term(
    const Blocks* blocks,
    uint64_t first_block,
    uint64_t count,
    uint32_t* docs,
    uint32_t* freqs,
) noexcept nogil:
    """Read the *count* postings of a term; False as :func:`unpack_block` says."""
    cdef uint64_t block = first_block
    cdef uint64_t done = 0
    cdef int64_t previous = -1
    cdef uint32_t size
    if first_block > blocks.count or (
        (count + BLOCK - 1) // BLOCK > blocks.count - first_block
    ):
        return False
    while done < count:
        size = <uint32_t>min(<uint64_t>BLOCK, count - done)
        if not unpack_block(
            blocks,
            block,
            size,
            previous,
            docs + done,
            NULL if freqs == NULL else freqs + done,
        ):
            return False
        previous = blocks.lasts[block]
        block += 1
        done += size
    return True
