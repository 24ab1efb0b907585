"""Places: where words and phrases stand in some documents."""

cdef enum:
    BLOCK = 128


cdef struct List:
    uint32_t* items
    Py_ssize_t count
    Py_ssize_t room


cdef int _by_value(const void* one, const void* other) noexcept nogil:
    cdef uint32_t a = (<uint32_t*>one)[0]
    cdef uint32_t b = (<uint32_t*>other)[0]
    return -1 if a < b else a > b


cdef int _reserve(List* into, Py_ssize_t count) except -1 nogil:
    cdef Py_ssize_t room
    cdef uint32_t* items
    if into.count + count <= into.room:
        return 0
    room = max(2 * into.room, into.count + count, 16)
    items = <uint32_t*>realloc(into.items, room * sizeof(uint32_t))
    if not items:
        with gil:
            raise MemoryError
    into.items = items
    into.room = room
    return 0


cdef int _damaged() except -1 nogil:
    with gil:
        raise ValueError("damaged postings")


cdef inline int _append(List* into, uint32_t item) except -1:
    _reserve(into, 1)
    into.items[into.count] = item
    into.count += 1
    return 0


cdef inline uint32_t _unpack(
    const uint8_t* data, Py_ssize_t at, uint32_t width
) noexcept nogil:
    """The number at place *at* of a stream of numbers of *width* bits, at most 32."""
    cdef uint64_t bit = <uint64_t>at * width
    cdef uint64_t word
    memcpy(&word, data + (bit >> 3), 8)
    return <uint32_t>((word >> (bit & 7)) & ((<uint64_t>1 << width) - 1))


cdef class _Postings:
    """The arrays of positional postings."""

    cdef const uint64_t[::1] firsts
    cdef const uint32_t[::1] blocks
    cdef const uint64_t[::1] offsets
    cdef const uint32_t[::1] lasts
    cdef const uint8_t[::1] widths
    cdef const uint8_t[::1] data
    cdef const uint64_t[::1] tokens
    cdef const uint16_t[::1] narrow
    cdef const uint32_t[::1] wide
    cdef bint is_wide
    cdef Py_ssize_t block_count
    cdef Py_ssize_t position_count

    def __cinit__(self, postings):
        self.firsts = postings.firsts
        self.blocks = postings.blocks
        self.offsets = postings.offsets
        self.lasts = postings.lasts
        self.widths = postings.widths
        self.data = postings.data
        self.tokens = postings.tokens
        self.position_count = len(postings.positions)
        self.block_count = min(
            len(self.lasts),
            len(self.offsets),
            len(self.tokens),
            len(self.widths) // 2,
        )
        self.is_wide = postings.positions.itemsize > 2
        if self.is_wide:
            self.wide = postings.positions
        else:
            self.narrow = postings.positions

    cdef int gather(self, List* into, uint32_t term, uint32_t doc) except -1 nogil:
        """Add the positions of *term* in *doc*."""
        cdef Py_ssize_t low, high, end, first, middle, count, i, at, place, size
        cdef int64_t docnum
        cdef uint32_t width, freq
        cdef const uint8_t* data
        if <Py_ssize_t>term + 1 >= min(self.blocks.shape[0], self.firsts.shape[0]):
            _damaged()
        low = first = self.blocks[term]
        high = end = self.blocks[term + 1]
        if high > self.block_count or low > high:
            _damaged()
        while low < high:
            middle = (low + high) >> 1
            if self.lasts[middle] < doc:
                low = middle + 1
            else:
                high = middle
        if low == end:
            return 0
        count = <Py_ssize_t>(self.firsts[term + 1] - self.firsts[term])
        count = min(<Py_ssize_t>BLOCK, count - (low - first) * BLOCK)
        docnum = -1 if low == first else <int64_t>self.lasts[low - 1]
        width = self.widths[2 * low]
        freq = self.widths[2 * low + 1]
        size = ((count * width + 7) >> 3) + ((count * freq + 7) >> 3)
        if (
            count <= 0
            or width > 32
            or freq > 32
            or self.offsets[low] > <uint64_t>self.data.shape[0]
            or size + 8 > self.data.shape[0] - <Py_ssize_t>self.offsets[low]
        ):
            _damaged()
        data = &self.data[self.offsets[low]]
        for at in range(count):
            docnum += 1 + <int64_t>_unpack(data, at, width)
            if docnum >= doc:
                break
        if docnum != doc:
            return 0
        data += (count * width + 7) >> 3
        width = self.widths[2 * low + 1]
        place = <Py_ssize_t>self.tokens[low] + at
        for i in range(at):
            place += _unpack(data, i, width)
        freq = _unpack(data, at, width) + 1
        if place < 0 or place + <Py_ssize_t>freq > self.position_count:
            _damaged()
        _reserve(into, freq)
        if self.is_wide:
            for i in range(freq):
                into.items[into.count + i] = self.wide[place + i]
        else:
            for i in range(freq):
                into.items[into.count + i] = self.narrow[place + i]
        into.count += freq
        return 0


cdef void _keep(List* starts, Py_ssize_t first, List* places, uint32_t slot) noexcept nogil:
    """Keep of the *starts* from *first* on those with a place *slot* words behind."""
    cdef Py_ssize_t kept = first, i, j = 0
    for i in range(first, starts.count):
        while j < places.count and places.items[j] < starts.items[i] + slot:
            j += 1
        if j == places.count:
            break
        if places.items[j] == starts.items[i] + slot:
            starts.items[kept] = starts.items[i]
            kept += 1
    starts.count = kept


cdef int _occur(
    _Postings source,
    const uint32_t* terms,
    const uint32_t* slots,
    Py_ssize_t count,
    uint32_t doc,
    List* starts,
    List* places,
) except -1 nogil:
    """Add to *starts* where *count* slots stand side by side in *doc*."""
    cdef Py_ssize_t first = starts.count, slot, t
    cdef List* into
    for slot in range(count):
        if slot and starts.count == first:
            return 0
        places.count = 0
        into = places if slot else starts
        for t in range(slots[slot], slots[slot + 1]):
            source.gather(into, terms[t], doc)
        if slots[slot + 1] - slots[slot] > 1:
            if slot:
                qsort(places.items, places.count, 4, _by_value)
            else:
                qsort(starts.items + first, starts.count - first, 4, _by_value)
        if slot:
            _keep(starts, first, places, <uint32_t>slot)
    return 0
