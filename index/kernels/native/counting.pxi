# Documents by their dates and values.

cdef enum:
    # As in the plain twin.
    _INSIDE = 1
    _PARTLY = 2
    _WITHOUT = 4


def sift_dates(Segment segment, Docs docs, tuple bounds, int kept):
    # By kind of date; nothing is behind the bound of what has none.
    cdef int64_t lowers[4]
    cdef int64_t uppers[4]
    cdef const uint8_t* kinds
    cdef const int64_t* starts
    cdef const int64_t* ends
    cdef int64_t start, end
    cdef Docs found
    cdef Py_ssize_t i, count = 0, undated = 0, partly = 0
    cdef uint32_t docnum, kind, inside, touched, is_undated
    cdef uint32_t keep_inside = (kept & _INSIDE) != 0
    cdef uint32_t keep_partly = (kept & _PARTLY) != 0
    cdef uint32_t keep_undated = (kept & _WITHOUT) != 0
    check_docs(segment, docs)
    lowers[CIVIL], lowers[2], uppers[CIVIL], uppers[2] = bounds
    lowers[UNDATED] = LAST
    uppers[UNDATED] = 0
    lowers[3], uppers[3] = lowers[2], uppers[2]
    found = new_docs(docs.count)
    if docs.count == 0:
        return found, 0, 0
    kinds, starts, ends = &segment.kinds[0], &segment.starts[0], &segment.ends[0]
    with nogil:
        # Without branches: whether a date is inside cannot be foretold.
        for i in range(docs.count):
            docnum = docs.items[i]
            kind = min(<uint32_t>kinds[docnum], 3)
            start, end = starts[docnum], ends[docnum]
            inside = (start >= lowers[kind]) & (end <= uppers[kind])
            touched = (end > lowers[kind]) & (start < uppers[kind])
            touched &= ~inside
            is_undated = kind == UNDATED
            undated += is_undated
            partly += touched
            found.items[count] = docnum
            count += (
                (inside & keep_inside)
                | (touched & keep_partly)
                | (is_undated & keep_undated)
            )
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
