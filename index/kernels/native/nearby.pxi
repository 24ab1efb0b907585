# Positions near each other, in any order.

from libc.stdlib cimport qsort

cdef struct Group:
    # Slots with the same terms: their positions, and how many of them they take.
    const uint32_t* places
    Py_ssize_t size
    Py_ssize_t need
    Py_ssize_t at


cdef int by_value(const void* one, const void* other) noexcept nogil:
    cdef uint32_t a = (<uint32_t*>one)[0]
    cdef uint32_t b = (<uint32_t*>other)[0]
    return -1 if a < b else a > b


cdef uint64_t count_from(
    Group* groups, Py_ssize_t group_count, Py_ssize_t lead, uint32_t width
) noexcept nogil:
    """Count the occurrences whose leftmost position is of the group *lead*.

    From there each group finds as many positions as it needs inside the width.
    """
    cdef Py_ssize_t i, number, last
    cdef uint64_t found = 0, first
    cdef bint fits
    for number in range(group_count):
        groups[number].at = 0
    for i in range(groups[lead].size):
        first = groups[lead].places[i]
        fits = True
        for number in range(group_count):
            groups[number].at = gallop(
                groups[number].places,
                groups[number].at,
                groups[number].size,
                <uint32_t>first,
            )
            last = groups[number].at + groups[number].need - 1
            if (
                last >= groups[number].size
                or groups[number].places[last] >= first + width
            ):
                fits = False
                break
        found += fits
    return found
