"""Numbers of words, native; the contract stands in ``plain/numbering.py``."""

from libc.stdint cimport uint8_t, uint32_t


def mark_used(const uint32_t[::1] numbers, used):
    cdef uint8_t[::1] marks = used.view("u1")
    cdef size_t bound = marks.shape[0]
    cdef size_t place
    cdef bint is_sound = True
    with nogil:
        for place in range(<size_t>numbers.shape[0]):
            if numbers[place] >= bound:
                is_sound = False
                break
            marks[numbers[place]] = 1
    if not is_sound:
        raise ValueError("no such number")


def put_ranks(
    const uint32_t[::1] numbers, const uint32_t[::1] ranks, uint32_t[::1] found
):
    cdef size_t bound = ranks.shape[0]
    cdef size_t place
    cdef bint is_sound = True
    if numbers.shape[0] != found.shape[0]:
        raise ValueError("there is not one place for each number")
    with nogil:
        for place in range(<size_t>numbers.shape[0]):
            if numbers[place] >= bound:
                is_sound = False
                break
            found[place] = ranks[numbers[place]]
    if not is_sound:
        raise ValueError("no such number")
