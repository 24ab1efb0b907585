# Lists of postings made one, window by window.

cdef Py_ssize_t merge_lists(
    const uint64_t* live,
    const List* lists,
    Py_ssize_t list_count,
    uint32_t low,
    uint32_t high,
    Cursor* cursors,
    Occurrences found,
) noexcept nogil:
    """Unite several lists window by window; -1 if one is damaged."""
    # The first field's frequency is in the lower half, that of a second in the other.
    cdef uint64_t sums[WINDOW]
    cdef uint8_t marks[WINDOW]
    cdef uint64_t bits[WORDS]
    cdef Py_ssize_t kept = 0, number, end = 0
    cdef uint64_t lowest
    cdef uint32_t base, stop
    cdef Cursor* cursor
    cdef uint32_t* seconds = found.freqs
    if found.field_count > 1:
        seconds += found.room
    memset(sums, 0, sizeof(sums))
    for number in range(list_count):
        if not open_cursor(&cursors[end], &lists[number], low):
            return -1
        end += cursors[end].at < cursors[end].size
    while True:
        lowest = high
        for number in range(end):
            cursor = &cursors[number]
            if cursor.at < cursor.size and cursor.docs[cursor.at] < lowest:
                lowest = cursor.docs[cursor.at]
        if lowest >= high:
            return kept
        base = <uint32_t>lowest & ~<uint32_t>(WINDOW - 1)
        stop = <uint32_t>min(<uint64_t>high, <uint64_t>base + WINDOW)
        memset(marks, 0, sizeof(marks))
        for number in range(end):
            if not _scatter(&cursors[number], base, stop, marks, sums):
                return -1
        bits_of(marks, bits)
        if live != NULL:
            _leave_dead(live + (base >> 6), bits, sums)
        kept = gather(base, bits, sums, found.items, found.freqs, seconds, kept)


cdef inline bint _scatter(
    Cursor* cursor, uint32_t base, uint32_t stop, uint8_t* marks, uint64_t* sums
) noexcept nogil:
    """Add the postings of a window; False if a block is damaged."""
    cdef uint32_t at = cursor.at, end, place, shift = 32 * cursor.field
    while at < cursor.size:
        # Blocks that end in the window have no document behind it.
        end = cursor.size
        if cursor.docs[end - 1] >= stop:
            end = <uint32_t>lower_bound(cursor.docs, at, end, stop)
        while at < end:
            place = cursor.docs[at] - base
            marks[place] = 1
            sums[place] += <uint64_t>cursor.freqs[at] << shift
            at += 1
        cursor.at = at
        if at < cursor.size:
            return True
        if not refill(cursor):
            return False
        at = 0
    return True


cdef void _leave_dead(
    const uint64_t* live, uint64_t* bits, uint64_t* sums
) noexcept nogil:
    """Take deleted documents out of a window."""
    cdef uint64_t dead
    cdef uint32_t number
    for number in range(WORDS):
        dead = bits[number] & ~live[number]
        bits[number] ^= dead
        while dead:
            sums[(number << 6) + lowest_bit(dead)] = 0
            dead &= dead - 1


cdef inline Py_ssize_t gather(
    uint32_t base,
    uint64_t* bits,
    uint64_t* sums,
    uint32_t* docs,
    uint32_t* firsts,
    uint32_t* seconds,
    Py_ssize_t kept,
) noexcept nogil:
    """List the documents of a window and leave it empty.

    :param seconds: the same as *firsts*, if there is no second field.
    """
    cdef uint64_t word, both
    cdef uint32_t number, place
    for number in range(WORDS):
        word = bits[number]
        bits[number] = 0
        while word:
            place = (number << 6) + lowest_bit(word)
            both = sums[place]
            sums[place] = 0
            docs[kept] = base + place
            seconds[kept] = <uint32_t>(both >> 32)
            firsts[kept] = <uint32_t>both
            kept += 1
            word &= word - 1
    return kept
