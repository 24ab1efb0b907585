# The first documents in an order.

def date_keys(Segment segment, Docs docs, const int64_t[::1] instants, bint newest):
    cdef Keys keys = Keys.__new__(Keys)
    cdef Py_ssize_t i
    cdef uint32_t docnum
    check_docs(segment, docs)
    if instants.shape[0] != segment.count:
        raise ValueError("each document needs an instant")
    keys.count = docs.count
    keys.dates = <int64_t*>malloc(max(keys.count, 1) * sizeof(int64_t))
    if keys.dates == NULL:
        raise MemoryError
    with nogil:
        for i in range(docs.count):
            docnum = docs.items[i]
            if segment.kinds[docnum] == UNDATED:
                keys.dates[i] = LAST
            elif newest:
                keys.dates[i] = -instants[docnum]
            else:
                keys.dates[i] = instants[docnum]
    return keys


ctypedef fused Key:
    double
    int64_t


cdef struct Best:
    # What stands where in the order: a key, the rank of an id, a place.
    uint32_t rank
    uint32_t place


cdef inline bint _before(
    const Key* keys, const Best* one, const Best* other
) noexcept nogil:
    """Tell which of two comes first: the greater score, or the lesser date."""
    cdef Key a = keys[one.place], b = keys[other.place]
    if a != b:
        return a > b if Key is double else a < b
    return one.rank < other.rank


cdef void _sink(
    const Key* keys, Best* heap, Py_ssize_t count, Py_ssize_t place
) noexcept nogil:
    """Restore the heap, whose top is the last in the order, from *place* down."""
    cdef Py_ssize_t child
    cdef Best moved = heap[place]
    while 2 * place + 1 < count:
        child = 2 * place + 1
        if child + 1 < count and _before(keys, &heap[child], &heap[child + 1]):
            child += 1
        if not _before(keys, &moved, &heap[child]):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = moved


cdef Py_ssize_t _select(
    const Key* keys,
    const uint32_t* docs,
    Py_ssize_t count,
    const uint32_t* ranks,
    const Key* after,
    int64_t after_rank,
    Best* heap,
    Py_ssize_t room,
    Py_ssize_t* behind,
) noexcept nogil:
    """Fill *heap* with the first of the order; return how many there are."""
    cdef Py_ssize_t filled = 0, i
    cdef Best each
    cdef Key key
    for i in range(count):
        key = keys[i]
        if after != NULL:
            if Key is double:
                if key > after[0] or (
                    key == after[0] and ranks[docs[i]] <= after_rank
                ):
                    continue
            else:
                if key < after[0] or (
                    key == after[0] and ranks[docs[i]] <= after_rank
                ):
                    continue
            behind[0] += 1
        if filled == room:
            if room == 0:
                continue
            if Key is double:
                if key < keys[heap[0].place]:
                    continue
            else:
                if key > keys[heap[0].place]:
                    continue
            each.rank = ranks[docs[i]]
            each.place = <uint32_t>i
            if _before(keys, &each, &heap[0]):
                heap[0] = each
                _sink(keys, heap, filled, 0)
            continue
        heap[filled].rank = ranks[docs[i]]
        heap[filled].place = <uint32_t>i
        filled += 1
        if filled == room:
            _heapify(keys, heap, filled)
    if filled < room:
        _heapify(keys, heap, filled)
    i = filled
    while i > 1:
        i -= 1
        each = heap[0]
        heap[0] = heap[i]
        heap[i] = each
        _sink(keys, heap, i, 0)
    return filled


cdef void _heapify(const Key* keys, Best* heap, Py_ssize_t count) noexcept nogil:
    cdef Py_ssize_t place = count // 2
    while place:
        place -= 1
        _sink(keys, heap, count, place)


def select(
    Segment segment, Docs docs, Keys keys, Py_ssize_t limit, after, int64_t after_rank
):
    cdef Py_ssize_t behind = 0, filled, i
    cdef Best* heap
    cdef double after_score
    cdef int64_t after_date
    check_docs(segment, docs)
    if keys.count != docs.count:
        raise ValueError("each document needs a key")
    if docs.count == 0:
        return 0, [], []
    limit = max(min(limit, docs.count), 0)
    heap = <Best*>malloc((limit + 1) * sizeof(Best))
    if heap == NULL:
        raise MemoryError
    try:
        if keys.scores != NULL:
            after_score = 0.0 if after is None else after
            with nogil:
                filled = _select(
                    keys.scores,
                    docs.items,
                    docs.count,
                    &segment.ranks[0],
                    NULL if after is None else &after_score,
                    after_rank,
                    heap,
                    limit,
                    &behind,
                )
            values = [keys.scores[heap[i].place] for i in range(filled)]
        else:
            after_date = 0 if after is None else after
            with nogil:
                filled = _select(
                    keys.dates,
                    docs.items,
                    docs.count,
                    &segment.ranks[0],
                    NULL if after is None else &after_date,
                    after_rank,
                    heap,
                    limit,
                    &behind,
                )
            values = [keys.dates[heap[i].place] for i in range(filled)]
        if after is None:
            behind = docs.count
        return behind, [docs.items[heap[i].place] for i in range(filled)], values
    finally:
        free(heap)
