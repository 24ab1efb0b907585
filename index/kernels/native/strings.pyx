"""Strings of bytes by number, native; the contract stands in ``plain/strings.py``."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy

import numpy as np

from ..plain.strings import United


def lower_bound(
    const uint8_t[::1] data, const uint64_t[::1] offsets, bytes term not None
):
    cdef const uint8_t* wanted = term
    return _lower_bound(data, offsets, wanted, len(term))


def find_terms(const uint8_t[::1] data, const uint64_t[::1] offsets, terms):
    cdef uint64_t number, start, place = 0, length
    cdef const uint8_t* wanted
    cdef bytes term
    found_array = np.full(len(terms), -1, np.int64)
    cdef long long[::1] found = found_array
    for term in terms:
        wanted = term
        length = len(term)
        number = _lower_bound(data, offsets, wanted, length)
        if number + 1 < <uint64_t>offsets.shape[0]:
            start = offsets[number]
            # In bounds: its comparison with the term found it not less.
            if offsets[number + 1] - start == length and (
                memcmp(&data[start], wanted, length) == 0
            ):
                found[place] = number
        place += 1
    return found_array


def unite_strings(runs, numbers):
    cdef _Merge merge = _Merge(runs, numbers)
    data_array = np.empty(merge.byte_count, np.uint8)
    offsets_array = np.empty(merge.count + 1, np.uint64)
    cdef uint8_t[::1] data = data_array
    cdef uint64_t[::1] offsets = offsets_array
    cdef uint64_t count
    with nogil:
        count = merge.unite(data, offsets)
    return United(
        data_array[: offsets[count]], offsets_array[: count + 1], merge.ranks
    )


def rank_strings(runs, orders):
    cdef _Merge merge = _Merge(runs, orders)
    with nogil:
        merge.rank()
    return merge.ranks


cdef uint64_t _lower_bound(
    const uint8_t[::1] data,
    const uint64_t[::1] offsets,
    const uint8_t* wanted,
    uint64_t wanted_length,
) except? 0xFFFFFFFFFFFFFFFF:
    cdef uint64_t low = 0, high = offsets.shape[0] - 1, middle, start, length
    cdef int order
    while low < high:
        middle = (low + high) // 2
        start = offsets[middle]
        length = offsets[middle + 1] - start
        if start > <uint64_t>data.shape[0] or length > data.shape[0] - start:
            raise ValueError("damaged strings")
        order = memcmp(&data[start], wanted, min(length, wanted_length))
        if order < 0 or (order == 0 and length < wanted_length):
            low = middle + 1
        else:
            high = middle
    return low


cdef struct _Run:
    const uint8_t* data
    const uint64_t* offsets
    const uint32_t* numbers
    uint32_t* ranks
    uint64_t count
    # The string that comes next: its place in *numbers*, and itself.
    uint64_t place
    uint64_t prefix
    const uint8_t* string
    uint64_t length


cdef class _Merge:
    """Merges runs of sorted strings: a heap of the runs by the string that is next."""

    cdef _Run* _runs
    cdef uint64_t* _heap
    cdef uint64_t _alive
    cdef uint64_t count
    cdef uint64_t byte_count
    cdef list ranks
    # Keeps the arrays that the runs point into.
    cdef list _views

    def __cinit__(self, runs, numbers):
        cdef uint64_t i
        self.ranks = []
        self._views = []
        self._runs = <_Run*>malloc(max(len(runs), 1) * sizeof(_Run))
        self._heap = <uint64_t*>malloc(max(len(runs), 1) * sizeof(uint64_t))
        if self._runs == NULL or self._heap == NULL:
            raise MemoryError
        for i in range(len(runs)):
            self._open(&self._runs[i], runs[i].data, runs[i].offsets, numbers[i])
        for i in range(len(runs)):
            if self._runs[i].count:
                self._read(&self._runs[i])
                self._heap[self._alive] = i
                self._alive += 1
        i = self._alive // 2
        while i > 0:
            i -= 1
            self._sink(i)

    def __dealloc__(self):
        free(self._runs)
        free(self._heap)

    cdef int _open(
        self,
        _Run* run,
        const uint8_t[::1] data,
        const uint64_t[::1] offsets,
        const uint32_t[::1] numbers,
    ) except -1:
        cdef uint64_t i, string_count = offsets.shape[0] - 1
        cdef bint sound = offsets.shape[0] > 0
        if sound:
            for i in range(string_count):
                sound &= offsets[i] <= offsets[i + 1]
            sound &= offsets[string_count] <= <uint64_t>data.shape[0]
            for i in range(<uint64_t>numbers.shape[0]):
                sound &= numbers[i] < string_count
        if not sound:
            raise ValueError("damaged strings")
        ranks = np.empty(numbers.shape[0], np.uint32)
        cdef uint32_t[::1] ranks_view = ranks
        self.ranks.append(ranks)
        self._views.append((data, offsets, numbers))
        run.data = &data[0]
        run.offsets = &offsets[0]
        run.numbers = &numbers[0]
        run.ranks = &ranks_view[0]
        run.count = numbers.shape[0]
        run.place = 0
        self.count += run.count
        self.byte_count += offsets[string_count]
        return 0

    cdef uint64_t unite(self, uint8_t[::1] data, uint64_t[::1] offsets) noexcept nogil:
        """Write the distinct strings and return how many they are."""
        cdef uint64_t count = 0, size = 0
        cdef const uint8_t* last = NULL
        cdef uint64_t last_length = 0
        cdef _Run* run
        offsets[0] = 0
        while self._alive:
            run = &self._runs[self._heap[0]]
            if (
                count == 0
                or run.length != last_length
                or memcmp(run.string, last, last_length) != 0
            ):
                last, last_length = run.string, run.length
                memcpy(&data[size], last, last_length)
                size += last_length
                count += 1
                offsets[count] = size
            run.ranks[run.place] = <uint32_t>(count - 1)
            self._next(run)
        return count

    cdef void rank(self) noexcept nogil:
        cdef uint64_t count = 0
        cdef _Run* run
        while self._alive:
            run = &self._runs[self._heap[0]]
            run.ranks[run.place] = <uint32_t>count
            count += 1
            self._next(run)

    cdef void _next(self, _Run* run) noexcept nogil:
        """Go on to the next string of *run*, the first of the heap."""
        run.place += 1
        if run.place < run.count:
            self._read(run)
        else:
            self._alive -= 1
            self._heap[0] = self._heap[self._alive]
        self._sink(0)

    cdef void _read(self, _Run* run) noexcept nogil:
        cdef uint64_t number = run.numbers[run.place]
        cdef uint64_t i, prefix = 0
        run.string = run.data + run.offsets[number]
        run.length = run.offsets[number + 1] - run.offsets[number]
        # Most strings differ in the first eight bytes, compared as one number.
        for i in range(8):
            prefix <<= 8
            if i < run.length:
                prefix |= run.string[i]
        run.prefix = prefix

    cdef void _sink(self, uint64_t place) noexcept nogil:
        cdef uint64_t child, moved
        if self._alive == 0:
            return
        moved = self._heap[place]
        while True:
            child = 2 * place + 1
            if child >= self._alive:
                break
            if child + 1 < self._alive and self._before(
                self._heap[child + 1], self._heap[child]
            ):
                child += 1
            if self._before(moved, self._heap[child]):
                break
            self._heap[place] = self._heap[child]
            place = child
        self._heap[place] = moved

    cdef bint _before(self, uint64_t left, uint64_t right) noexcept nogil:
        cdef _Run* a = &self._runs[left]
        cdef _Run* b = &self._runs[right]
        cdef int order
        if a.prefix != b.prefix:
            return a.prefix < b.prefix
        order = memcmp(a.string, b.string, min(a.length, b.length))
        if order != 0:
            return order < 0
        if a.length != b.length:
            return a.length < b.length
        return left < right
