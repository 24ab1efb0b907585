# What documents can score at most, in quanta: small whole numbers that add up fast.

cdef extern from "<math.h>" nogil:
    double ceil(double number)

cdef extern from *:
    """
    typedef uint16_t eight_quanta __attribute__((vector_size(16)));
    /* List the places with *least* quanta or more, of those that have any; count
       these, and clear them all. *count* is a multiple of sixteen. */
    static inline uint32_t list_quanta(
        uint16_t* quanta, uint32_t count, uint16_t least, uint32_t* places,
        uint64_t* having
    ) {
        eight_quanta none = {0}, sum = {0}, bound, one, other, hits;
        uint64_t halves[2];
        uint32_t i, j, filled = 0;
        if (least == 0)
            least = 1;
        bound = none + least;
        for (i = 0; i < count; i += 16) {
            memcpy(&one, quanta + i, 16);
            memcpy(&other, quanta + i + 8, 16);
            sum -= (eight_quanta)(one != none) + (eight_quanta)(other != none);
            hits = (eight_quanta)(one >= bound) | (eight_quanta)(other >= bound);
            memcpy(halves, &hits, 16);
            if (halves[0] | halves[1])
                for (j = i; j < i + 16; j++) {
                    places[filled] = j;
                    filled += quanta[j] >= least;
                }
            memcpy(quanta + i, &none, 16);
            memcpy(quanta + i + 8, &none, 16);
        }
        for (i = 0; i < 8; i++)
            *having += sum[i];
        return filled;
    }
    """
    uint32_t list_quanta(
        uint16_t* quanta,
        uint32_t count,
        uint16_t least,
        uint32_t* places,
        uint64_t* having,
    ) noexcept nogil

cdef enum:
    # What all parts of a score have together, at most.
    QUANTA = 65535
    # Frequencies that are told apart; greater ones may count as much as can be.
    LEVELS = 16


cdef struct Bounds:
    # The quanta of a part by frequency and class of length, for each of its fields.
    uint16_t quanta[FIELDS][LEVELS * CLASSES]
    const uint8_t* classes[FIELDS]
    # What no document exceeds.
    uint16_t full


cdef int open_bounds(
    Bounds* bounds, const Part* part, tuple norms, double scale
) except -1:
    """Compute the quanta of a part; *scale* is what a score of 1 has.

    They are one more than they need be, so that no rounding matters.
    """
    cdef int field
    cdef uint32_t level, each
    cdef double freq
    cdef Norm norm
    bounds.full = _quanta(part.weight, scale)
    for field in range(part.field_count):
        norm = norms[field]
        norm.classify()
        bounds.classes[field] = norm.classes
        for each in range(CLASSES):
            bounds.quanta[field][each] = 0
            bounds.quanta[field][(LEVELS - 1) * CLASSES + each] = bounds.full
        for level in range(1, LEVELS - 1):
            freq = part.weights[field] * level
            for each in range(CLASSES):
                bounds.quanta[field][level * CLASSES + each] = _quanta(
                    part.weight
                    * (freq / (freq + part.saturation * norm.leasts[each])),
                    scale,
                )
    return 0


cdef inline uint16_t _quanta(double score, double scale) noexcept nogil:
    return <uint16_t>(<uint32_t>ceil(score * scale) + 1)


cdef inline uint32_t bound(
    const Bounds* bounds, const Part* part, Py_ssize_t place
) noexcept nogil:
    """Return the quanta of an occurrence."""
    cdef uint32_t docnum = part.items[place]
    cdef uint32_t first = part.freqs[place], second, quanta
    if part.field_count == 1:
        return bounds.quanta[0][
            min(first, <uint32_t>(LEVELS - 1)) * CLASSES + bounds.classes[0][docnum]
        ]
    second = part.freqs[part.room + place]
    quanta = bounds.quanta[1][
        min(second, <uint32_t>(LEVELS - 1)) * CLASSES + bounds.classes[1][docnum]
    ]
    if first:
        # Saturated together they are not more than each by itself.
        quanta += bounds.quanta[0][
            min(first, <uint32_t>(LEVELS - 1)) * CLASSES + bounds.classes[0][docnum]
        ]
        return min(quanta, <uint32_t>bounds.full)
    return quanta


cdef double scale_of(const Part* parts, Py_ssize_t part_count) noexcept nogil:
    """Return how many quanta a score of 1 has; 0 if scores have no bounds."""
    cdef double total = 0.0
    cdef Py_ssize_t number
    for number in range(part_count):
        if parts[number].weight < 0:
            return 0.0
        total += parts[number].weight
    if total <= 0 or 4 * part_count > QUANTA:
        return 0.0
    return (QUANTA - 2 * part_count - 1) / total
