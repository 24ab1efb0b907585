# Where the words of a phrase stand, window by window or document by document.

cdef struct Reader:
    # A list with positions, and the block that was decoded last.
    List postings
    uint64_t block
    uint64_t blocks
    uint32_t size
    uint32_t at
    bint has_starts
    # Where the positions of the block begin, and those before each posting.
    uint64_t first
    uint32_t starts[BLOCK + 1]
    uint32_t docs[BLOCK]


cdef struct Entry:
    # Positions of a term in a document, and the entry of a further term or 0.
    uint64_t start
    uint32_t count
    uint32_t next


cdef struct Slot:
    # The terms that may stand at one place of the phrase.
    Reader* readers
    Py_ssize_t reader_count
    uint64_t total
    uint32_t place
    bint is_searched
    # The documents of the window, and the first entry of each.
    uint64_t bits[WORDS]
    uint32_t* heads
    Entry* entries
    uint32_t entry_count
    uint32_t entry_room
    # The first entry of the document at hand.
    uint32_t head


cdef inline bint decode_docs(Reader* reader, uint64_t block) noexcept nogil:
    """Decode the docnums of a block of the list; False if it is damaged."""
    cdef uint64_t left = reader.postings.count - block * BLOCK
    cdef uint64_t number = reader.postings.first + block
    cdef const Blocks* blocks = reader.postings.blocks
    reader.block = block
    reader.size = <uint32_t>min(<uint64_t>BLOCK, left)
    reader.at = 0
    reader.has_starts = False
    return unpack_block(
        blocks,
        number,
        reader.size,
        blocks.lasts[number - 1] if block else -1,
        reader.docs,
        NULL,
    )


cdef inline bint decode_starts(Reader* reader, Field field) noexcept nogil:
    """Find the positions of the block at hand; False if they are damaged."""
    cdef const Blocks* blocks = reader.postings.blocks
    cdef uint64_t number = reader.postings.first + reader.block
    cdef uint32_t freqs[BLOCK]
    cdef uint64_t total = 0
    cdef uint32_t i
    if reader.has_starts:
        return True
    unpack_bits(
        blocks.data
        + blocks.offsets[number]
        + packed_bytes(reader.size, blocks.widths[2 * number]),
        blocks.widths[2 * number + 1],
        reader.size,
        freqs,
    )
    for i in range(reader.size):
        reader.starts[i] = <uint32_t>total
        total += <uint64_t>freqs[i] + 1
    reader.starts[reader.size] = <uint32_t>total
    reader.first = field.tokens[number]
    reader.has_starts = True
    return (
        reader.first <= field.position_count
        and total <= field.position_count - reader.first
        and total >> 32 == 0
    )


cdef inline int seek(Reader* reader, uint32_t docnum) noexcept nogil:
    """Stand at the first document from *docnum* on.

    Returns 0 if there is none and -1 if a block is damaged.
    """
    cdef uint64_t block
    if reader.size and reader.docs[reader.size - 1] >= docnum:
        while reader.docs[reader.at] < docnum:
            reader.at += 1
        return 1
    block = reader.block + 1 if reader.size else 0
    if block >= reader.blocks:
        return 0
    block = gallop(
        reader.postings.blocks.lasts + reader.postings.first,
        block,
        reader.blocks,
        docnum,
    )
    if block >= reader.blocks:
        # As if the last document stood in a block of its own.
        reader.block = reader.blocks - 1
        reader.size = 1
        reader.at = 0
        reader.docs[0] = reader.postings.blocks.lasts[
            reader.postings.first + reader.block
        ]
        return 0
    if not decode_docs(reader, block):
        return -1
    # A block that was decoded ends with its last document.
    reader.at = <uint32_t>lower_bound(reader.docs, 0, reader.size, docnum)
    return 1


cdef int add_room(Slot* slot, uint32_t more) except -1 nogil:
    """Make room for *more* entries."""
    cdef Entry* entries
    if slot.entry_count + more <= slot.entry_room:
        return 0
    slot.entry_room = max(2 * slot.entry_room, slot.entry_count + more)
    entries = <Entry*>realloc(slot.entries, slot.entry_room * sizeof(Entry))
    if entries == NULL:
        with gil:
            raise MemoryError
    slot.entries = entries
    return 0


cdef int read_window(
    Slot* slot, Field field, uint32_t base, uint32_t stop, const uint64_t* wanted
) except -1 nogil:
    """List the postings from *base* up to *stop* that are wanted; 0 if damaged."""
    cdef Reader* reader
    cdef uint32_t places[BLOCK]
    cdef Py_ssize_t number
    cdef uint32_t place, i, end, filled
    cdef int state
    memset(slot.bits, 0, sizeof(slot.bits))
    slot.entry_count = 1
    for number in range(slot.reader_count):
        reader = &slot.readers[number]
        state = seek(reader, base)
        while state == 1 and reader.docs[reader.at] < stop:
            end = reader.size
            if reader.docs[end - 1] >= stop:
                end = <uint32_t>lower_bound(reader.docs, reader.at, end, stop)
            filled = 0
            for i in range(reader.at, end):
                place = reader.docs[i] - base
                places[filled] = i
                filled += (wanted[place >> 6] >> (place & 63)) & 1
            if filled and not _add_entries(slot, reader, field, base, places, filled):
                return 0
            if end < reader.size:
                reader.at = end
                break
            reader.at = reader.size - 1
            state = seek(reader, reader.docs[reader.at] + 1)
        if state < 0:
            return 0
    return 1


cdef int _add_entries(
    Slot* slot,
    Reader* reader,
    Field field,
    uint32_t base,
    const uint32_t* places,
    uint32_t count,
) except -1 nogil:
    """Add entries of the block at hand; 0 if it is damaged."""
    cdef Entry* entry
    cdef uint64_t bit
    cdef uint32_t place, i
    if not decode_starts(reader, field):
        return 0
    add_room(slot, BLOCK)
    for i in range(count):
        place = reader.docs[places[i]] - base
        bit = <uint64_t>1 << (place & 63)
        entry = &slot.entries[slot.entry_count]
        entry.start = reader.first + reader.starts[places[i]]
        entry.count = reader.starts[places[i] + 1] - reader.starts[places[i]]
        # A head is of this window where its bit is.
        entry.next = slot.heads[place] if slot.bits[place >> 6] & bit else 0
        slot.heads[place] = slot.entry_count
        slot.bits[place >> 6] |= bit
        slot.entry_count += 1
    return 1


cdef int search_document(Slot* slot, Field field, uint32_t docnum) except -1 nogil:
    """List the postings of one document; 2 if there are none, 0 if one is damaged."""
    cdef Reader* reader
    cdef Entry* entry
    cdef Py_ssize_t number
    cdef int state
    slot.head = 0
    slot.entry_count = 1
    add_room(slot, <uint32_t>slot.reader_count)
    for number in range(slot.reader_count):
        reader = &slot.readers[number]
        state = seek(reader, docnum)
        if state < 0:
            return 0
        if state and reader.docs[reader.at] == docnum:
            if not decode_starts(reader, field):
                return 0
            entry = &slot.entries[slot.entry_count]
            entry.start = reader.first + reader.starts[reader.at]
            entry.count = reader.starts[reader.at + 1] - reader.starts[reader.at]
            entry.next = slot.head
            slot.head = slot.entry_count
            slot.entry_count += 1
    return 1 if slot.head else 2
