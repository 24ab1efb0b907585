# Which documents have one of some terms, and how often.

cdef enum:
    # The fields of a term: at most title and body.
    FIELDS = 2
    # The longest list is read by itself if the others have so little of all.
    SHARE = 5


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


cdef List* list_all(
    tuple fields, list numbers, Py_ssize_t* list_count, uint64_t* total
) except NULL:
    """Return the lists of some terms, to be freed, and count their postings."""
    cdef List* lists
    cdef Field field
    cdef uint64_t term
    cdef int number
    if not 1 <= len(fields) <= FIELDS:
        raise ValueError("one field or two")
    lists = <List*>malloc((len(fields) * len(numbers) + 1) * sizeof(List))
    if lists == NULL:
        raise MemoryError
    list_count[0] = 0
    total[0] = 0
    try:
        for number in range(len(fields)):
            field = fields[number]
            for each in numbers:
                term = each
                if list_of(field, number, term, &lists[list_count[0]]):
                    total[0] += lists[list_count[0]].count
                    list_count[0] += 1
    except:
        free(lists)
        raise
    return lists


def count_postings(tuple fields, list numbers):
    cdef Py_ssize_t list_count
    cdef uint64_t total
    free(list_all(fields, numbers, &list_count, &total))
    return total


def match_terms(
    Segment segment,
    tuple fields,
    list numbers,
    uint32_t low,
    uint32_t high,
    Docs within=None,
):
    cdef Py_ssize_t list_count
    cdef uint64_t total
    cdef List* lists = list_all(fields, numbers, &list_count, &total)
    try:
        if within is not None:
            return match_within(
                segment, len(fields), lists, list_count, total, within, low, high
            )
        return _match(segment, len(fields), lists, list_count, total, low, high)
    finally:
        free(lists)


cdef Occurrences _match(
    Segment segment,
    int field_count,
    List* lists,
    Py_ssize_t list_count,
    uint64_t total,
    uint32_t low,
    uint32_t high,
):
    cdef Occurrences found, further
    cdef Py_ssize_t kept = 0, number, longest = 0
    cdef Cursor* cursors
    if list_count == 0:
        return new_occurrences(0, field_count)
    for number in range(1, list_count):
        if lists[number].count > lists[longest].count:
            longest = number
    if list_count == 1 or (total - lists[longest].count) * SHARE < total:
        lists[0], lists[longest] = lists[longest], lists[0]
        further = _match(
            segment,
            field_count,
            lists + 1,
            list_count - 1,
            total - lists[0].count,
            low,
            high,
        )
        found = _read_one(segment, field_count, &lists[0], further.count, low, high)
        if further.count:
            _insert(found, lists[0].field, further)
        return found
    found = new_occurrences(min(total, <uint64_t>(high - low)), field_count)
    cursors = <Cursor*>malloc(list_count * sizeof(Cursor))
    if cursors == NULL:
        raise MemoryError
    with nogil:
        kept = _merge(segment.live, lists, list_count, low, high, cursors, found)
        free(cursors)
    if kept < 0:
        raise ValueError("damaged postings")
    found.count = kept
    return found


cdef Occurrences _read_one(
    Segment segment,
    int field_count,
    const List* each,
    Py_ssize_t more,
    uint32_t low,
    uint32_t high,
):
    """Decode one list, with room for so many documents more."""
    # What a block has before *low* and from *high* on is read, too.
    cdef Occurrences found = new_occurrences(
        more + min(each.count, <uint64_t>(high - low) + 2 * BLOCK), field_count
    )
    cdef uint32_t* freqs = found.freqs + each.field * found.room
    cdef Py_ssize_t kept
    cdef int field
    with nogil:
        for field in range(field_count):
            if field != each.field:
                memset(
                    found.freqs + field * found.room,
                    0,
                    found.room * sizeof(uint32_t),
                )
        kept = read_list(each, low, high, found.items, freqs)
        if kept > 0:
            kept = keep_live(segment.live, found.items, freqs, kept)
    if kept < 0:
        raise ValueError("damaged postings")
    found.count = kept
    return found


cdef inline void _move(
    uint32_t* items, Py_ssize_t count, Py_ssize_t places
) noexcept nogil:
    """Move *items* up by some *places*; most often they are few."""
    cdef Py_ssize_t i
    if count > 64:
        memmove(items + places, items, count * sizeof(uint32_t))
        return
    for i in range(count - 1, -1, -1):
        items[i + places] = items[i]


cdef int _insert(Occurrences found, int own, Occurrences further) except -1:
    """Add *further* ones to *found*, which has room, in the field *own* alone so far."""
    cdef Py_ssize_t* places = <Py_ssize_t*>malloc(further.count * sizeof(Py_ssize_t))
    cdef Py_ssize_t i, place = 0, missing = 0, end = found.count, target
    cdef uint32_t* freqs = found.freqs + own * found.room
    cdef uint32_t docnum
    cdef int field
    if places == NULL:
        raise MemoryError
    with nogil:
        for i in range(further.count):
            docnum = further.items[i]
            place = gallop(found.items, place, found.count, docnum)
            places[i] = place
            if place == found.count or found.items[place] != docnum:
                # A document of its own: told by the complement.
                places[i] = ~place
                missing += 1
        found.count += missing
        i = further.count
        while i:
            i -= 1
            place = places[i] if places[i] >= 0 else ~places[i]
            # What stands behind moves by the documents that are still to come.
            if missing:
                _move(found.items + place, end - place, missing)
                _move(freqs + place, end - place, missing)
                end = place
            if places[i] < 0:
                missing -= 1
                found.items[place + missing] = further.items[i]
                freqs[place + missing] = 0
            target = place + missing
            for field in range(found.field_count):
                found.freqs[field * found.room + target] += further.freqs[
                    field * further.room + i
                ]
        free(places)
    return 0


cdef Py_ssize_t _merge(
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
