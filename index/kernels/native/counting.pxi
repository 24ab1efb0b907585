# Documents by their dates and values.

cdef enum:
    # As in the plain twin.
    _INSIDE = 1
    _PARTLY = 2
    _WITHOUT = 4
    # A period whose dates are not all alike to a range.
    _MIXED = 8
    # For so few documents no periods are made.
    FEW_DATES = 2048


cdef struct Range:
    # Bounds by kind of date; nothing is behind those of what has none.
    int64_t lowers[3]
    int64_t uppers[3]


cdef inline uint32_t judged(
    const Range* range_, uint32_t kind, int64_t start, int64_t end
) noexcept nogil:
    """Tell how a date stands to a range, without branches: it cannot be foretold."""
    cdef uint32_t inside = (start >= range_.lowers[kind]) & (end <= range_.uppers[kind])
    cdef uint32_t touched = (end > range_.lowers[kind]) & (start < range_.uppers[kind])
    touched &= ~inside
    return (
        inside * _INSIDE | touched * _PARTLY | <uint32_t>(kind == UNDATED) * _WITHOUT
    )


cdef void judge_periods(
    const Periods* periods, const Range* range_, uint8_t* verdicts
) noexcept nogil:
    """Tell of each period what all its dates are to a range."""
    cdef int64_t lower, upper
    cdef uint32_t number, kind
    for number in range(PERIODS):
        if not periods.is_used[number]:
            continue
        kind = periods.kinds[number]
        lower, upper = range_.lowers[kind], range_.uppers[kind]
        if periods.first_start[number] >= lower and periods.last_end[number] <= upper:
            verdicts[number] = _INSIDE
        elif (
            periods.last_end[number] <= lower or periods.first_start[number] >= upper
        ) and (
            periods.last_start[number] < lower or periods.first_end[number] > upper
        ):
            verdicts[number] = 0
        else:
            verdicts[number] = _MIXED
        if kind == UNDATED and verdicts[number] != _MIXED:
            verdicts[number] |= _WITHOUT


def sift_dates(Segment segment, Docs docs, tuple bounds, uint32_t kept):
    cdef uint8_t verdicts[PERIODS]
    cdef const uint8_t* kinds
    cdef const int64_t* starts
    cdef const int64_t* ends
    cdef const Periods* periods
    cdef Range range_
    cdef Docs found
    cdef Py_ssize_t i, count = 0, undated = 0, partly = 0
    cdef uint32_t docnum, verdict
    check_docs(segment, docs)
    (
        range_.lowers[CIVIL],
        range_.lowers[INSTANT],
        range_.uppers[CIVIL],
        range_.uppers[INSTANT],
    ) = bounds
    range_.lowers[UNDATED] = LAST
    range_.uppers[UNDATED] = 0
    found = new_docs(docs.count)
    if docs.count == 0:
        return found, 0, 0
    if docs.count > FEW_DATES:
        segment.open_periods()
    periods = segment.periods
    kinds, starts, ends = &segment.kinds[0], &segment.starts[0], &segment.ends[0]
    with nogil:
        if periods != NULL:
            judge_periods(periods, &range_, verdicts)
        for i in range(docs.count):
            docnum = docs.items[i]
            verdict = _MIXED if periods == NULL else verdicts[periods.of[docnum]]
            if verdict == _MIXED:
                verdict = judged(
                    &range_,
                    min(<uint32_t>kinds[docnum], INSTANT),
                    starts[docnum],
                    ends[docnum],
                )
            undated += verdict >> 2
            partly += (verdict >> 1) & 1
            found.items[count] = docnum
            count += (verdict & kept) != 0
    found.count = count
    return trimmed(found), undated, partly


def count_values(
    Segment segment,
    Docs docs,
    const uint32_t[::1] offsets,
    const uint32_t[::1] values,
    const uint32_t[::1] terms,
    uint32_t term_count,
):
    cdef uint32_t value_count = terms.shape[0], docnum, value, term
    value_array = np.zeros(value_count, np.uint32)
    term_array = np.zeros(term_count, np.uint32)
    cdef uint32_t[::1] by_value = value_array
    cdef uint32_t[::1] by_term = term_array
    # Of each term the document that had it last, counted from 1.
    cdef uint32_t* seen = <uint32_t*>calloc(term_count + 1, sizeof(uint32_t))
    cdef Py_ssize_t i, missing = 0
    cdef uint64_t at, behind
    cdef bint sound = True
    if seen == NULL:
        raise MemoryError
    try:
        check_docs(segment, docs)
        if <uint64_t>offsets.shape[0] != <uint64_t>segment.count + 1:
            raise ValueError("damaged values")
        with nogil:
            for i in range(docs.count):
                docnum = docs.items[i]
                at, behind = offsets[docnum], offsets[docnum + 1]
                missing += at >= behind
                if behind > <uint64_t>values.shape[0]:
                    sound = False
                    break
                while at < behind:
                    value = values[at]
                    if value >= value_count or terms[value] >= term_count:
                        sound = False
                        break
                    term = terms[value]
                    by_value[value] += 1
                    if seen[term] != docnum + 1:
                        seen[term] = docnum + 1
                        by_term[term] += 1
                    at += 1
        if not sound:
            raise ValueError("damaged values")
        return value_array, term_array, missing
    finally:
        free(seen)


def count_numbers(Docs docs, const uint32_t[::1] numbers, uint32_t number_count):
    counts_array = np.zeros(number_count, np.int64)
    cdef int64_t[::1] counts = counts_array
    cdef Py_ssize_t i
    cdef bint sound = not docs.count or docs.items[docs.count - 1] < numbers.shape[0]
    with nogil:
        for i in range(docs.count if sound else 0):
            if numbers[docs.items[i]] >= number_count:
                sound = False
                break
            counts[numbers[docs.items[i]]] += 1
    if not sound:
        raise ValueError("numbers that were not counted")
    return counts_array
