# Lists of postings, read from their start to their end.

cdef struct Cursor:
    # The decoded block of a list, and what is left behind it.
    const Blocks* blocks
    uint64_t block
    uint64_t left
    int64_t previous
    uint32_t size
    uint32_t at
    int field
    uint32_t docs[BLOCK]
    uint32_t freqs[BLOCK]


cdef inline uint64_t skipped_blocks(const List* each, uint32_t low) noexcept nogil:
    """Return how many blocks of a list end before the document *low*."""
    cdef uint64_t count = (each.count + BLOCK - 1) // BLOCK
    if low == 0:
        return 0
    return lower_bound(each.blocks.lasts + each.first, 0, count, low)


cdef inline bint refill(Cursor* cursor) noexcept nogil:
    """Decode the next block; False if it is damaged. At the end the size is 0."""
    cursor.at = 0
    cursor.size = <uint32_t>min(<uint64_t>BLOCK, cursor.left)
    if cursor.size == 0:
        return True
    if not unpack_block(
        cursor.blocks,
        cursor.block,
        cursor.size,
        cursor.previous,
        cursor.docs,
        cursor.freqs,
    ):
        return False
    cursor.previous = cursor.blocks.lasts[cursor.block]
    cursor.block += 1
    cursor.left -= cursor.size
    return True


cdef inline bint open_cursor(
    Cursor* cursor, const List* each, uint32_t low
) noexcept nogil:
    """Stand at the first document from *low* on; False if it is damaged."""
    cdef uint64_t skipped = skipped_blocks(each, low)
    cursor.blocks = each.blocks
    cursor.field = each.field
    cursor.block = each.first + skipped
    cursor.left = 0
    if skipped * BLOCK < each.count:
        cursor.left = each.count - skipped * BLOCK
    cursor.previous = each.blocks.lasts[cursor.block - 1] if skipped else -1
    if not refill(cursor):
        return False
    while cursor.at < cursor.size and cursor.docs[cursor.at] < low:
        cursor.at += 1
    return True


cdef Py_ssize_t read_list(
    const List* each,
    uint32_t low,
    uint32_t high,
    uint32_t* docs,
    uint32_t* freqs,
) noexcept nogil:
    """Decode a list from *low* up to *high*; -1 if it is damaged.

    :param docs, freqs: with room for two blocks more than that.
    """
    cdef uint64_t skipped = skipped_blocks(each, low)
    cdef uint64_t block = each.first + skipped, left = each.count - skipped * BLOCK
    cdef int64_t previous = each.blocks.lasts[block - 1] if skipped else -1
    cdef Py_ssize_t kept = 0, start = 0
    cdef uint32_t size
    if skipped * BLOCK >= each.count:
        return 0
    while left and previous + 1 < <int64_t>high:
        size = <uint32_t>min(<uint64_t>BLOCK, left)
        if not unpack_block(
            each.blocks, block, size, previous, docs + kept, freqs + kept
        ):
            return -1
        previous = each.blocks.lasts[block]
        block += 1
        left -= size
        kept += size
    while kept and docs[kept - 1] >= high:
        kept -= 1
    while start < kept and docs[start] < low:
        start += 1
    if start:
        kept -= start
        for size in range(<uint32_t>kept):
            docs[size] = docs[start + size]
            freqs[size] = freqs[start + size]
    return kept


cdef Py_ssize_t keep_live(
    const uint64_t* live, uint32_t* docs, uint32_t* freqs, Py_ssize_t count
) noexcept nogil:
    cdef Py_ssize_t i, kept = 0
    if live == NULL:
        return count
    for i in range(count):
        docs[kept] = docs[i]
        freqs[kept] = freqs[i]
        kept += is_live(live, docs[i])
    return kept
