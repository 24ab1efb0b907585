# Periods: documents of near dates together, so that a range keeps or drops most of
# them unread.

from libc.stdlib cimport qsort

cdef enum:
    # Kinds of dates; whatever is greater is an instant, too.
    UNDATED = 0
    CIVIL = 1
    INSTANT = 2

cdef enum:
    # Those of civil dates come first, then those of instants; the last is of undated
    # documents.
    PERIODS = 256
    PER_KIND = 120
    # Dates that are looked at to tell where periods begin.
    SAMPLE = 4096


cdef struct Periods:
    # By period the extremes of its dates, which are of one kind.
    int64_t first_start[PERIODS]
    int64_t last_start[PERIODS]
    int64_t first_end[PERIODS]
    int64_t last_end[PERIODS]
    uint8_t kinds[PERIODS]
    # Whether any document is of it.
    uint8_t is_used[PERIODS]
    # The period of each document.
    uint8_t* of


cdef int by_date(const void* one, const void* other) noexcept nogil:
    cdef int64_t a = (<int64_t*>one)[0]
    cdef int64_t b = (<int64_t*>other)[0]
    return -1 if a < b else a > b


cdef uint32_t list_edges(
    const uint8_t* kinds,
    const int64_t* starts,
    uint32_t count,
    uint8_t kind,
    int64_t* edges,
) noexcept nogil:
    """List where the periods of dates of a kind begin, of a sample; return how many."""
    cdef int64_t sample[SAMPLE]
    cdef uint32_t step = (count + SAMPLE - 1) // SAMPLE, filled = 0, docnum = 0, i
    while docnum < count:
        sample[filled] = starts[docnum]
        filled += min(kinds[docnum], <uint8_t>INSTANT) == kind
        docnum += step
    qsort(sample, filled, sizeof(int64_t), by_date)
    for i in range(min(filled, <uint32_t>PER_KIND)):
        edges[i] = sample[<uint64_t>i * filled // min(filled, <uint32_t>PER_KIND)]
    return min(filled, <uint32_t>PER_KIND)


cdef inline uint32_t period_of(
    const int64_t* edges, uint32_t count, int64_t start
) noexcept nogil:
    """Return how many of the *edges* are at *start* or before."""
    cdef uint32_t low = 0, high = count, middle
    while low < high:
        middle = (low + high) >> 1
        if edges[middle] <= start:
            low = middle + 1
        else:
            high = middle
    return low


cdef void fill_periods(
    Periods* periods,
    const uint8_t* kinds,
    const int64_t* starts,
    const int64_t* ends,
    uint32_t count,
) noexcept nogil:
    cdef int64_t edges[3][PER_KIND]
    cdef uint32_t edge_counts[3]
    cdef uint32_t docnum, kind, number
    for kind in range(CIVIL, INSTANT + 1):
        edge_counts[kind] = list_edges(kinds, starts, count, kind, edges[kind])
    memset(periods.is_used, 0, PERIODS)
    for docnum in range(count):
        kind = min(<uint32_t>kinds[docnum], INSTANT)
        number = PERIODS - 1
        if kind != UNDATED:
            number = (kind - CIVIL) * (PER_KIND + 1) + period_of(
                edges[kind], edge_counts[kind], starts[docnum]
            )
        periods.of[docnum] = <uint8_t>number
        if not periods.is_used[number]:
            periods.is_used[number] = True
            periods.kinds[number] = <uint8_t>kind
            periods.first_start[number] = periods.last_start[number] = starts[docnum]
            periods.first_end[number] = periods.last_end[number] = ends[docnum]
            continue
        periods.first_start[number] = min(periods.first_start[number], starts[docnum])
        periods.last_start[number] = max(periods.last_start[number], starts[docnum])
        periods.first_end[number] = min(periods.first_end[number], ends[docnum])
        periods.last_end[number] = max(periods.last_end[number], ends[docnum])


cdef Periods* new_periods(
    const uint8_t* kinds, const int64_t* starts, const int64_t* ends, uint32_t count
) except NULL:
    cdef Periods* made = <Periods*>malloc(sizeof(Periods))
    if made == NULL:
        raise MemoryError
    made.of = <uint8_t*>malloc(max(count, 1))
    if made.of == NULL:
        free(made)
        raise MemoryError
    with nogil:
        fill_periods(made, kinds, starts, ends, count)
    return made


cdef void free_periods(Periods* periods) noexcept:
    if periods != NULL:
        free(periods.of)
        free(periods)
