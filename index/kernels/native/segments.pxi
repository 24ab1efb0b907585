# A segment as searching sees it: its live documents, dates and ids, and its fields.

#: Where an undated document stands among dates: behind all in either order.
cdef int64_t LAST = 0x7FFFFFFFFFFFFFFF


cdef class Segment:
    """The documents of a segment; arrays are kept, not copied."""

    cdef readonly uint32_t count
    # One bit a document, up to a whole window; NULL if all are live.
    cdef uint64_t* live
    cdef const uint32_t[::1] ranks
    cdef const uint8_t[::1] kinds
    cdef const int64_t[::1] starts
    cdef const int64_t[::1] ends
    # Made when first asked for.
    cdef Periods* periods

    def __init__(self, live, ranks, kinds, starts, ends):
        cdef const uint8_t[::1] mask = live.view(np.uint8)
        cdef Py_ssize_t i, live_count = 0
        self.ranks = ranks
        self.kinds = kinds
        self.starts = starts
        self.ends = ends
        self.count = mask.shape[0]
        if not len(ranks) == len(kinds) == len(starts) == len(ends) == self.count:
            raise ValueError("damaged columns")
        for i in range(mask.shape[0]):
            live_count += mask[i]
        if live_count == mask.shape[0]:
            return
        self.live = <uint64_t*>calloc(
            ((<uint64_t>self.count + WINDOW - 1) // WINDOW + 1) * WORDS,
            sizeof(uint64_t),
        )
        if self.live == NULL:
            raise MemoryError
        for i in range(mask.shape[0]):
            self.live[i >> 6] |= <uint64_t>mask[i] << (i & 63)

    def __dealloc__(self):
        free(self.live)
        free_periods(self.periods)

    cdef int open_periods(self) except -1:
        cdef Periods* made
        if self.periods == NULL and self.count:
            made = new_periods(
                &self.kinds[0], &self.starts[0], &self.ends[0], self.count
            )
            # Another thread may have been faster.
            if self.periods == NULL:
                self.periods = made
            else:
                free_periods(made)
        return 0


cdef inline bint is_live(const uint64_t* live, uint32_t docnum) noexcept nogil:
    return live == NULL or (live[docnum >> 6] >> (docnum & 63)) & 1


cdef int check_docs(Segment segment, Docs docs) except -1:
    if docs.count and docs.items[docs.count - 1] >= segment.count:
        raise ValueError("documents of another segment")
    return 0


cdef class Field:
    """The postings of a field of a segment."""

    cdef const uint64_t[::1] firsts
    cdef const uint32_t[::1] term_blocks
    cdef const uint64_t[::1] tokens
    # One of them is there, if there are positions.
    cdef const uint16_t* narrow
    cdef const uint32_t* wide
    cdef uint64_t position_count
    cdef bint has_positions
    cdef uint32_t doc_count
    cdef Blocks blocks
    # Owns what the pointers of the blocks point to.
    cdef object postings

    def __init__(self, postings, uint32_t doc_count):
        self.postings = postings
        self.doc_count = doc_count
        self.firsts = postings.firsts
        self.term_blocks = postings.blocks
        if self.firsts.shape[0] != self.term_blocks.shape[0] or not len(self.firsts):
            raise ValueError("damaged postings")
        self.blocks = blocks_of(
            postings.data, postings.offsets, postings.lasts, postings.widths
        )
        self.has_positions = postings.positions is not None
        if self.has_positions:
            self._open_positions(postings.tokens, postings.positions)

    cdef int _open_positions(self, tokens, positions) except -1:
        cdef const uint16_t[::1] narrow
        cdef const uint32_t[::1] wide
        self.tokens = tokens
        self.position_count = len(positions)
        if <uint64_t>self.tokens.shape[0] != self.blocks.count + 1:
            raise ValueError("damaged postings")
        if self.position_count == 0:
            return 0
        if positions.itemsize > 2:
            wide = positions
            self.wide = &wide[0]
        else:
            narrow = positions
            self.narrow = &narrow[0]
        return 0


cdef struct List:
    # The postings of one term in one field.
    const Blocks* blocks
    uint64_t first
    uint64_t count
    # Which of the fields asked for it is.
    int field


cdef int list_of(Field field, int number, uint64_t term, List* found) except -1:
    """Fill in where the postings of *term* are; False if there are none."""
    cdef uint64_t first, last
    if term + 1 >= <uint64_t>field.firsts.shape[0]:
        raise ValueError("no such term")
    first = field.term_blocks[term]
    found.blocks = &field.blocks
    found.first = first
    found.field = number
    found.count = field.firsts[term + 1] - field.firsts[term]
    if field.firsts[term + 1] <= field.firsts[term]:
        if field.firsts[term + 1] < field.firsts[term]:
            raise ValueError("damaged postings")
        return False
    last = first + (found.count - 1) // BLOCK
    if last >= field.blocks.count or field.blocks.lasts[last] >= field.doc_count:
        raise ValueError("damaged postings")
    return True


def every(Segment segment, uint32_t low, uint32_t high):
    cdef Docs found = new_docs(high - low)
    cdef uint32_t docnum
    cdef Py_ssize_t kept = 0
    with nogil:
        if segment.live == NULL:
            for docnum in range(low, high):
                found.items[docnum - low] = docnum
            kept = high - low
        else:
            for docnum in range(low, high):
                found.items[kept] = docnum
                kept += is_live(segment.live, docnum)
    found.count = kept
    return found
