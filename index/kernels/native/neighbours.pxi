# Positions side by side: pairs of them, and starts that go on.

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    typedef uint16_t eight_positions __attribute__((vector_size(16)));
    static const uint16_t some_of_eight[16] = {
        1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0
    };
    /* How many of *others* stand *distance* behind one of *positions*. Up to eight
       positions behind the *others* are read, too. */
    static inline uint64_t count_pairs(
        const uint16_t* positions, uint32_t count, const uint16_t* others,
        uint32_t other_count, int32_t distance
    ) {
        uint64_t found = 0, halves[2];
        uint32_t i, j;
        eight_positions some, sum, kept;
        for (j = 0; j < other_count; j += 8) {
            memcpy(&some, others + j, 16);
            memset(&sum, 0, 16);
            for (i = 0; i < count; i++) {
                int32_t wanted = (int32_t)positions[i] + distance;
                eight_positions each = (eight_positions){0} + (uint16_t)wanted;
                if (wanted >> 16 == 0)
                    sum -= (eight_positions)(some == each);
            }
            if (other_count - j < 8) {
                memcpy(&kept, some_of_eight + 8 - (other_count - j), 16);
                sum *= kept;
            }
            memcpy(halves, &sum, 16);
            halves[0] += halves[1];
            halves[0] += halves[0] >> 32;
            found += (halves[0] + (halves[0] >> 16)) & 0xFFFF;
        }
        return found;
    }
    """
    uint64_t count_pairs(
        const uint16_t* positions,
        uint32_t count,
        const uint16_t* others,
        uint32_t other_count,
        int32_t distance,
    ) noexcept nogil

ctypedef fused Position:
    uint16_t
    uint32_t


cdef inline uint64_t stamp_again(
    const Position* positions,
    uint32_t count,
    uint32_t* stamps,
    uint32_t place,
    uint32_t wanted,
    uint32_t limit,
) noexcept nogil:
    """Stamp again the starts that go on at *place*; return their number."""
    cdef uint32_t i, start
    cdef uint64_t found = 0
    for i in range(count):
        # A position less than *place* wraps and is behind the limit.
        start = <uint32_t>positions[i] - place
        if start < limit and stamps[start] == wanted:
            stamps[start] = wanted + 1
            found += 1
    return found


cdef inline uint32_t stamp_first(
    const Position* positions,
    uint32_t count,
    uint32_t* stamps,
    uint32_t place,
    uint32_t stamp,
    uint32_t room,
) noexcept nogil:
    """Stamp starts and return the first behind them."""
    cdef uint32_t i, start, limit = 0
    for i in range(count):
        start = <uint32_t>positions[i] - place
        # A damaged run need not ascend: each position is looked at.
        if start < room:
            stamps[start] = stamp
            limit = max(limit, start + 1)
    return limit
