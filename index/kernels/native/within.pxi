# Which of some documents have one of some terms, and how many have in all.

cdef struct Hits:
    # What a window has: the documents that are looked for, those that have a term,
    # and of both the frequencies, as in a merge.
    uint64_t wanted[WORDS]
    uint64_t found[WORDS]
    # One byte a document.
    uint8_t having[WINDOW]
    uint64_t sums[WINDOW]


cdef Occurrences match_within(
    Segment segment,
    int field_count,
    const List* lists,
    Py_ssize_t list_count,
    uint64_t total,
    Docs within,
    uint32_t low,
    uint32_t high,
):
    cdef Occurrences found = new_occurrences(
        min(total, <uint64_t>within.count), field_count
    )
    # The documents of one term are counted already.
    cdef bint is_counted = list_count == 0 or (
        list_count == 1 and segment.live == NULL and low == 0 and high == segment.count
    )
    cdef Reader* readers = <Reader*>malloc((list_count + 1) * sizeof(Reader))
    cdef bint sound
    if readers == NULL:
        raise MemoryError
    check_docs(segment, within)
    found.total = total if is_counted else 0
    with nogil:
        open_readers(readers, lists, list_count)
        sound = _match_within(
            readers, list_count, segment.live, within, low, high, is_counted, found
        )
        free(readers)
    if not sound:
        raise ValueError("damaged postings")
    return found


cdef void open_readers(
    Reader* readers, const List* lists, Py_ssize_t count
) noexcept nogil:
    cdef Py_ssize_t number
    for number in range(count):
        readers[number].postings = lists[number]
        readers[number].blocks = (lists[number].count + BLOCK - 1) // BLOCK
        readers[number].block = 0
        readers[number].size = readers[number].at = 0


cdef bint _match_within(
    Reader* readers,
    Py_ssize_t count,
    const uint64_t* live,
    Docs within,
    uint32_t low,
    uint32_t high,
    bint is_counted,
    Occurrences found,
) noexcept nogil:
    """Look at the windows that have documents looked for, or at all to count."""
    cdef Hits hits
    cdef Py_ssize_t i = lower_bound(within.items, 0, within.count, low), number
    cdef uint64_t base = low
    cdef uint32_t stop, place
    cdef uint32_t* seconds = found.freqs
    if found.field_count > 1:
        seconds += found.room
    memset(&hits, 0, sizeof(hits))
    while base < high:
        if is_counted:
            if i == within.count:
                return True
            base = within.items[i] & ~<uint32_t>(WINDOW - 1)
        stop = <uint32_t>min(<uint64_t>high, base + WINDOW)
        memset(hits.wanted, 0, sizeof(hits.wanted))
        while i < within.count and within.items[i] < stop:
            place = within.items[i] - <uint32_t>base
            hits.wanted[place >> 6] |= <uint64_t>1 << (place & 63)
            i += 1
        for number in range(count):
            if not _hit(
                &readers[number], <uint32_t>base, stop, not is_counted, &hits
            ):
                return False
        if not is_counted:
            found.total += _count_having(hits.having, live, base)
        found.count = gather(
            <uint32_t>base,
            hits.found,
            hits.sums,
            found.items,
            found.freqs,
            seconds,
            found.count,
        )
        base += WINDOW
    return True


cdef bint _hit(
    Reader* reader, uint32_t base, uint32_t stop, bint counting, Hits* hits
) noexcept nogil:
    """Add the postings of a window that are wanted; False if a block is damaged."""
    cdef uint32_t places[BLOCK]
    cdef uint32_t i, end, filled, place
    cdef uint8_t* having = hits.having
    cdef const uint64_t* wanted = hits.wanted
    cdef int state = seek(reader, base)
    while state == 1 and reader.docs[reader.at] < stop:
        end = reader.size
        if reader.docs[end - 1] >= stop:
            end = <uint32_t>lower_bound(reader.docs, reader.at, end, stop)
        filled = 0
        for i in range(reader.at, end):
            place = reader.docs[i] - base
            places[filled] = i
            filled += (wanted[place >> 6] >> (place & 63)) & 1
        if counting:
            for i in range(reader.at, end):
                having[reader.docs[i] - base] = 1
        if filled:
            _add_hits(reader, base, places, filled, hits)
        if end < reader.size:
            reader.at = end
            return True
        reader.at = reader.size - 1
        state = seek(reader, reader.docs[reader.at] + 1)
    return state >= 0


cdef void _add_hits(
    const Reader* reader,
    uint32_t base,
    const uint32_t* places,
    uint32_t count,
    Hits* hits,
) noexcept nogil:
    """Add the postings at *places* of the block at hand."""
    cdef const Blocks* blocks = reader.postings.blocks
    cdef uint64_t block = reader.postings.first + reader.block
    cdef uint32_t width = blocks.widths[2 * block + 1]
    cdef const uint8_t* freqs = blocks.data + blocks.offsets[block]
    cdef uint64_t mask = (<uint64_t>1 << width) - 1, freq
    cdef uint32_t shift = 32 * reader.postings.field, i, place, bit
    freqs += packed_bytes(reader.size, blocks.widths[2 * block])
    for i in range(count):
        bit = places[i] * width
        freq = ((load_bits(freqs + (bit >> 3)) >> (bit & 7)) & mask) + 1
        place = reader.docs[places[i]] - base
        hits.sums[place] += freq << shift
        hits.found[place >> 6] |= <uint64_t>1 << (place & 63)


cdef uint64_t _count_having(
    uint8_t* having, const uint64_t* live, uint64_t base
) noexcept nogil:
    """Count the live documents of the window at *base* and leave it empty."""
    cdef uint64_t bits[WORDS]
    cdef uint64_t count = 0, eight, sums
    cdef uint32_t number, part
    if live == NULL:
        for number in range(WORDS):
            # Bytes are added up side by side, and their sums in the highest byte.
            sums = 0
            for part in range(8):
                memcpy(&eight, having + (number << 6) + (part << 3), 8)
                sums += eight
            count += (sums * <uint64_t>0x0101010101010101) >> 56
    else:
        bits_of(having, bits)
        for number in range(WORDS):
            count += count_bits(bits[number] & live[(base >> 6) + number])
    memset(having, 0, WINDOW)
    return count
