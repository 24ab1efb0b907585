# What documents can score at most, in quanta: small whole numbers that add up fast.

cdef extern from "<math.h>" nogil:
    double ceil(double number)

cdef extern from *:
    """
    typedef uint16_t eight_quanta __attribute__((vector_size(16)));
    /* List the places with *least* quanta or more, of those that have any, and count
       these. *count* is a multiple of sixteen. */
    static inline uint32_t list_quanta(
        const uint16_t* quanta, uint32_t count, uint16_t least, uint32_t* places,
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
        }
        for (i = 0; i < 8; i++)
            *having += sum[i];
        return filled;
    }
    """
    uint32_t list_quanta(
        const uint16_t* quanta,
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


cdef void list_bounds(
    const Bounds* bounds,
    const Part* part,
    uint32_t first,
    uint32_t count,
    uint16_t* quanta,
) noexcept nogil:
    """List the quanta of some occurrences, at most a chunk."""
    cdef const uint32_t* items = part.items + first
    cdef const uint32_t* freqs = part.freqs + first
    cdef uint32_t having[CHUNK]
    cdef uint32_t i, filled = 0, place
    cdef int last = part.field_count - 1
    cdef const uint16_t* levels = bounds.quanta[last]
    cdef const uint8_t* classes = bounds.classes[last]
    if last:
        filled = list_some(freqs, count, having)
        freqs += part.room
    for i in range(count):
        quanta[i] = levels[
            min(freqs[i], <uint32_t>(LEVELS - 1)) * CLASSES + classes[items[i]]
        ]
    for i in range(filled):
        # Saturated together, both fields count no more than each by itself.
        place = having[i]
        quanta[place] = <uint16_t>min(
            quanta[place]
            + <uint32_t>bounds.quanta[0][
                min(part.freqs[first + place], <uint32_t>(LEVELS - 1)) * CLASSES
                + bounds.classes[0][items[place]]
            ],
            <uint32_t>bounds.full,
        )


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
