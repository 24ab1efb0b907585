# Scores of documents.

cdef enum:
    # Contributions that are computed together.
    CHUNK = 256


cdef class Keys:
    """What documents are ordered by: scores, or dates."""

    cdef double* scores
    cdef int64_t* dates
    cdef readonly Py_ssize_t count

    def __dealloc__(self):
        free(self.scores)
        free(self.dates)

    def values(self):
        found = np.empty(self.count, np.int64 if self.scores == NULL else np.float64)
        cdef uint8_t[::1] view = found.view(np.uint8)
        if self.count:
            memcpy(
                &view[0],
                <void*>self.dates if self.scores == NULL else <void*>self.scores,
                8 * self.count,
            )
        return found


cdef struct Part:
    # The occurrences of a clause and what they are worth.
    const uint32_t* items
    Py_ssize_t count
    const uint32_t* freqs
    Py_ssize_t room
    int field_count
    double weight
    double saturation
    const uint32_t* lengths[FIELDS]
    const double* divisors[FIELDS]
    double weights[FIELDS]
    double bases[FIELDS]
    double slopes[FIELDS]
    double means[FIELDS]
    # Where its next window starts.
    Py_ssize_t start


cdef int open_part(
    Part* part, Occurrences occurrences, double weight, tuple norms, double saturation
) except -1:
    cdef Norm norm
    cdef int field
    part.items = occurrences.items
    part.count = occurrences.count
    part.freqs = occurrences.freqs
    part.room = occurrences.room
    part.field_count = occurrences.field_count
    part.weight = weight
    part.saturation = saturation
    part.start = 0
    if len(norms) != part.field_count:
        raise ValueError("each field needs a norm")
    for field in range(part.field_count):
        norm = norms[field]
        if part.count == 0:
            continue
        if part.items[part.count - 1] >= norm.lengths.shape[0]:
            raise ValueError("damaged lengths")
        part.lengths[field] = &norm.lengths[0]
        part.divisors[field] = norm.divisors
        part.weights[field] = norm.weight
        part.bases[field] = norm.base
        part.slopes[field] = norm.slope
        part.means[field] = norm.mean
    return 0


cdef inline double divisor(const Part* part, int field, uint32_t docnum) noexcept nogil:
    """Return what the document's frequency in a field is divided by."""
    cdef uint32_t length = part.lengths[field][docnum]
    if length < SHORT:
        return part.divisors[field][length]
    return part.bases[field] + part.slopes[field] * (
        <double>length / part.means[field]
    )


cdef inline uint32_t list_some(
    const uint32_t* freqs, uint32_t count, uint32_t* having
) noexcept nogil:
    """List the places that are not zero; most are."""
    cdef uint32_t i = 0, j, filled = 0
    while i < count:
        if (
            i + 8 > count
            or freqs[i] | freqs[i + 1] | freqs[i + 2] | freqs[i + 3]
            | freqs[i + 4] | freqs[i + 5] | freqs[i + 6] | freqs[i + 7]
        ):
            for j in range(i, min(i + 8, count)):
                having[filled] = j
                filled += freqs[j] != 0
        i += 8
    return filled


cdef void contribute(
    const Part* part,
    const uint32_t* places,
    uint32_t first,
    uint32_t count,
    double* scores,
) noexcept nogil:
    """Compute the contributions of some occurrences, at most a chunk.

    :param places: which; NULL for those from *first* on.
    """
    cdef uint32_t having[CHUNK]
    cdef double freq[CHUNK]
    cdef double norm[CHUNK]
    cdef const uint32_t* freqs
    cdef const uint32_t* items = part.items + first
    cdef uint32_t i, filled
    cdef int field
    cdef double weight
    for i in range(count):
        scores[i] = 0.0
    for field in range(part.field_count):
        freqs = part.freqs + field * part.room + first
        weight = part.weights[field]
        filled = 0
        # A sum to which nothing is added has the same bits.
        if places == NULL:
            for i in range(count):
                filled += freqs[i] != 0
            if filled == count:
                for i in range(count):
                    freq[i] = <int64_t>freqs[i]
                    norm[i] = divisor(part, field, items[i])
            elif filled:
                filled = list_some(freqs, count, having)
                for i in range(filled):
                    freq[i] = <int64_t>freqs[having[i]]
                    norm[i] = divisor(part, field, items[having[i]])
        else:
            for i in range(count):
                having[filled] = i
                filled += freqs[places[i]] != 0
            for i in range(filled):
                freq[i] = <int64_t>freqs[places[having[i]]]
                norm[i] = divisor(part, field, items[places[having[i]]])
        for i in range(filled):
            freq[i] = weight * freq[i] / norm[i]
        if filled == count:
            for i in range(count):
                scores[i] += freq[i]
        else:
            for i in range(filled):
                scores[having[i]] += freq[i]
    weight = part.saturation
    for i in range(count):
        scores[i] = part.weight * (scores[i] / (scores[i] + weight))


cdef void add_chunk(
    const Part* part,
    const uint32_t* targets,
    const uint32_t* places,
    uint32_t count,
    double* scores,
) noexcept nogil:
    """Add the contributions at *places* to the scores of *targets*."""
    cdef double parts[CHUNK]
    cdef uint32_t i
    contribute(part, places, 0, count, parts)
    for i in range(count):
        scores[targets[i]] += parts[i]


cdef void set_all(const Part* part, double* scores) noexcept nogil:
    """Set the scores of exactly the documents of the occurrences."""
    cdef Py_ssize_t start = 0
    while start < part.count:
        contribute(
            part,
            NULL,
            <uint32_t>start,
            <uint32_t>min(<Py_ssize_t>CHUNK, part.count - start),
            scores + start,
        )
        start += CHUNK


cdef void add_searching(
    const Part* part, const uint32_t* found, Py_ssize_t found_count, double* scores
) noexcept nogil:
    """Add to the scores of *found*, where one side is much longer than the other."""
    cdef uint32_t targets[CHUNK]
    cdef uint32_t places[CHUNK]
    cdef uint32_t count = 0
    cdef Py_ssize_t i = 0, j = 0
    while i < found_count:
        j = gallop(part.items, j, part.count, found[i])
        if j == part.count:
            break
        if part.items[j] == found[i]:
            targets[count] = <uint32_t>i
            places[count] = <uint32_t>j
            count += 1
            if count == CHUNK:
                add_chunk(part, targets, places, count, scores)
                count = 0
            i += 1
        else:
            i = gallop(found, i, found_count, part.items[j])
    add_chunk(part, targets, places, count, scores)


cdef void add_window(
    Part* part, uint32_t base, const uint32_t* map, double* scores
) noexcept nogil:
    """Add to the scores of the documents of a window.

    :param map: of each document of the window its place among those found, counted
        from 1, or 0.
    """
    cdef uint32_t targets[CHUNK]
    cdef uint32_t places[CHUNK]
    cdef uint32_t count = 0, target
    cdef Py_ssize_t j = gallop(part.items, part.start, part.count, base)
    while j < part.count and part.items[j] - base < WINDOW:
        target = map[part.items[j] - base]
        targets[count] = target - 1
        places[count] = <uint32_t>j
        count += target != 0
        j += 1
        if count == CHUNK:
            add_chunk(part, targets, places, count, scores)
            count = 0
    add_chunk(part, targets, places, count, scores)
    part.start = j


cdef void add_by_window(
    Part* parts,
    Py_ssize_t part_count,
    const uint32_t* found,
    Py_ssize_t found_count,
    double* scores,
) noexcept nogil:
    """Add all parts, window by window."""
    cdef uint32_t map[WINDOW]
    cdef uint32_t base
    cdef Py_ssize_t number, start, end = 0
    memset(map, 0, sizeof(map))
    while end < found_count:
        start = end
        base = found[start] & ~<uint32_t>(WINDOW - 1)
        while end < found_count and found[end] - base < WINDOW:
            map[found[end] - base] = <uint32_t>(end - start + 1)
            end += 1
        for number in range(part_count):
            add_window(&parts[number], base, map, scores + start)
        for number in range(start, end):
            map[found[number] - base] = 0


cdef Part* open_parts(list parts, double saturation) except NULL:
    """Return the *parts*, to be freed."""
    cdef Part* made = <Part*>malloc((len(parts) + 1) * sizeof(Part))
    cdef Py_ssize_t number
    if made == NULL:
        raise MemoryError
    try:
        for number in range(len(parts)):
            occurrences, weight, norms = parts[number]
            open_part(&made[number], occurrences, weight, norms, saturation)
    except:
        free(made)
        raise
    return made


def score(Docs found, list parts, double saturation):
    cdef Keys keys = Keys.__new__(Keys)
    cdef Py_ssize_t part_count = len(parts), number
    cdef Part* made = open_parts(parts, saturation)
    cdef bint by_window = part_count > 1
    keys.count = found.count
    keys.scores = <double*>calloc(max(found.count, 1), sizeof(double))
    if keys.scores == NULL:
        free(made)
        raise MemoryError
    with nogil:
        for number in range(part_count):
            by_window &= made[number].count <= LONGER * found.count
        if part_count == 1 and made[0].items == found.items:
            set_all(&made[0], keys.scores)
        elif by_window:
            add_by_window(made, part_count, found.items, found.count, keys.scores)
        else:
            for number in range(part_count):
                add_searching(&made[number], found.items, found.count, keys.scores)
        free(made)
    return keys


def fade(Keys scores, const double[::1] factors):
    """Return each of *scores* times its factor."""
    cdef Keys keys = Keys.__new__(Keys)
    cdef Py_ssize_t i
    if factors.shape[0] != scores.count or scores.scores == NULL:
        raise ValueError("each score needs a factor")
    keys.count = scores.count
    keys.scores = <double*>malloc(max(keys.count, 1) * sizeof(double))
    if keys.scores == NULL:
        raise MemoryError
    for i in range(keys.count):
        keys.scores[i] = scores.scores[i] * factors[i]
    return keys
