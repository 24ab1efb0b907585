# Sets of documents: ascending docnums of one segment, and what is done with them.

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memmove, memset

cdef extern from *:
    """
    static inline int lowest_bit(unsigned long long word) {
        return __builtin_ctzll(word);
    }
    static inline int count_bits(unsigned long long word) {
        return __builtin_popcountll(word);
    }
    """
    int lowest_bit(uint64_t word) noexcept nogil
    int count_bits(uint64_t word) noexcept nogil

cdef enum:
    # Documents that are looked at together; marks of them stay in the nearest cache.
    WINDOW = 4096
    WORDS = WINDOW // 64
    # A list that is so many times as long as another is searched, not read.
    LONGER = 16


cdef inline void bits_of(const uint8_t* marks, uint64_t* bits) noexcept nogil:
    """Make bits of a window's marks, which are 0 or 1.

    Marks are set faster: setting a bit waits for the bit that was set before it.
    """
    cdef uint64_t eight, word
    cdef uint32_t number, part
    for number in range(WORDS):
        word = 0
        for part in range(8):
            memcpy(&eight, marks + (number << 6) + (part << 3), 8)
            # The lowest bits of eight bytes come together in the highest byte.
            eight = (eight * <uint64_t>0x0102040810204080) >> 56
            word |= eight << (part << 3)
        bits[number] = word


cdef class Docs:
    """Ascending docnums; nobody changes them."""

    cdef uint32_t* items
    cdef readonly Py_ssize_t count

    def __dealloc__(self):
        free(self.items)

    def __len__(self):
        return self.count

    def numbers(self):
        found = np.empty(self.count, np.uint32)
        cdef uint32_t[::1] view = found
        if self.count:
            memcpy(&view[0], self.items, self.count * sizeof(uint32_t))
        return found


cdef class Occurrences(Docs):
    """Documents, and how often something stands in each field of each."""

    # By field, then by document: freqs[field * room + place].
    cdef uint32_t* freqs
    cdef Py_ssize_t room
    cdef int field_count
    # How many there are in all documents; -1 if these are all.
    cdef Py_ssize_t total

    def __dealloc__(self):
        free(self.freqs)

    @property
    def matching(self):
        return self.count if self.total < 0 else self.total

    def frequencies(self, uint32_t docnum):
        cdef Py_ssize_t place = lower_bound(self.items, 0, self.count, docnum)
        if place == self.count or self.items[place] != docnum:
            return [0] * self.field_count
        return [
            self.freqs[field * self.room + place] for field in range(self.field_count)
        ]


cdef int reserve_docs(Docs docs, Py_ssize_t room) except -1:
    docs.items = <uint32_t*>malloc(max(room, 1) * sizeof(uint32_t))
    if docs.items == NULL:
        raise MemoryError
    return 0


cdef Docs new_docs(Py_ssize_t room):
    cdef Docs docs = Docs.__new__(Docs)
    reserve_docs(docs, room)
    return docs


cdef Occurrences new_occurrences(Py_ssize_t room, int field_count):
    """Return room for occurrences; all frequencies are nothing."""
    cdef Occurrences found = Occurrences.__new__(Occurrences)
    reserve_docs(found, room)
    found.room = room
    found.field_count = field_count
    found.total = -1
    found.freqs = <uint32_t*>malloc(max(room * field_count, 1) * sizeof(uint32_t))
    if found.freqs == NULL:
        raise MemoryError
    return found


cdef Docs trimmed(Docs docs):
    """Return *docs*, what was reserved for more given back."""
    cdef uint32_t* items = <uint32_t*>realloc(
        docs.items, max(docs.count, 1) * sizeof(uint32_t)
    )
    if items != NULL:
        docs.items = items
    return docs


cdef inline Py_ssize_t lower_bound(
    const uint32_t* items, Py_ssize_t low, Py_ssize_t high, uint32_t wanted
) noexcept nogil:
    cdef Py_ssize_t middle
    while low < high:
        middle = (low + high) >> 1
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline Py_ssize_t gallop(
    const uint32_t* items, Py_ssize_t start, Py_ssize_t count, uint32_t wanted
) noexcept nogil:
    """Return the first place from *start* on that is not less than *wanted*."""
    cdef Py_ssize_t step = 1, low = start
    if start >= count or items[start] >= wanted:
        return start
    while low + step < count and items[low + step] < wanted:
        low += step
        step <<= 1
    return lower_bound(items, low + 1, min(low + step, count), wanted)


def make_docs(const uint32_t[::1] numbers):
    cdef Docs docs = new_docs(numbers.shape[0])
    docs.count = numbers.shape[0]
    if docs.count:
        memcpy(docs.items, &numbers[0], docs.count * sizeof(uint32_t))
    return docs


def contains(Docs docs, list docnums):
    cdef list found = []
    cdef Py_ssize_t place
    cdef uint32_t wanted
    for docnum in docnums:
        wanted = docnum
        place = lower_bound(docs.items, 0, docs.count, wanted)
        found.append(place < docs.count and docs.items[place] == wanted)
    return found


def intersect(Docs one, Docs other):
    cdef Docs small = one if one.count <= other.count else other
    cdef Docs large = other if small is one else one
    cdef Docs found = new_docs(small.count)
    with nogil:
        found.count = _sift(
            small.items, small.count, large.items, large.count, True, found.items
        )
    return trimmed(found)


def subtract(Docs docs, Docs others):
    cdef Docs found = new_docs(docs.count)
    with nogil:
        found.count = _sift(
            docs.items, docs.count, others.items, others.count, False, found.items
        )
    return trimmed(found)


cdef Py_ssize_t _sift(
    const uint32_t* items,
    Py_ssize_t count,
    const uint32_t* others,
    Py_ssize_t other_count,
    bint wanted,
    uint32_t* found,
) noexcept nogil:
    """Keep of *items* those that are among *others*, or those that are not."""
    cdef Py_ssize_t i = 0, j = 0, kept = 0, start
    cdef uint8_t marks[WINDOW]
    cdef uint32_t base
    if other_count > LONGER * count:
        for i in range(count):
            j = gallop(others, j, other_count, items[i])
            found[kept] = items[i]
            kept += (j < other_count and others[j] == items[i]) == wanted
        return kept
    while i < count:
        base = items[i] & ~<uint32_t>(WINDOW - 1)
        j = gallop(others, j, other_count, base)
        memset(marks, not wanted, WINDOW)
        while j < other_count and others[j] - base < WINDOW:
            marks[others[j] - base] = wanted
            j += 1
        while i < count and items[i] - base < WINDOW:
            found[kept] = items[i]
            kept += marks[items[i] - base]
            i += 1
    return kept


def unite(list sets):
    cdef Py_ssize_t total = 0, number = 0, set_count = len(sets)
    cdef Docs each, found
    cdef const uint32_t** items
    cdef Py_ssize_t* left
    if set_count == 1:
        return sets[0]
    items = <const uint32_t**>malloc((set_count + 1) * sizeof(uint32_t*))
    left = <Py_ssize_t*>malloc((set_count + 1) * sizeof(Py_ssize_t))
    try:
        if items == NULL or left == NULL:
            raise MemoryError
        for each in sets:
            items[number] = each.items
            left[number] = each.count
            total += each.count
            number += 1
        found = new_docs(total)
        with nogil:
            found.count = _unite(items, left, set_count, found.items)
        return trimmed(found)
    finally:
        free(items)
        free(left)


cdef Py_ssize_t _unite(
    const uint32_t** items, Py_ssize_t* left, Py_ssize_t set_count, uint32_t* found
) noexcept nogil:
    cdef uint64_t bits[WORDS]
    cdef uint64_t word
    cdef Py_ssize_t kept = 0, number, i, n
    cdef uint32_t base, place
    cdef uint64_t lowest
    memset(bits, 0, sizeof(bits))
    while True:
        lowest = <uint64_t>-1
        for number in range(set_count):
            if left[number] and items[number][0] < lowest:
                lowest = items[number][0]
        if lowest == <uint64_t>-1:
            return kept
        base = <uint32_t>lowest & ~<uint32_t>(WINDOW - 1)
        for number in range(set_count):
            i, n = 0, left[number]
            while i < n and items[number][i] - base < WINDOW:
                place = items[number][i] - base
                bits[place >> 6] |= <uint64_t>1 << (place & 63)
                i += 1
            items[number] += i
            left[number] = n - i
        for number in range(WORDS):
            word = bits[number]
            bits[number] = 0
            while word:
                found[kept] = base + <uint32_t>(number << 6) + lowest_bit(word)
                kept += 1
                word &= word - 1


def restrict(Occurrences occurrences, Docs docs):
    cdef Occurrences found = new_occurrences(
        min(occurrences.count, docs.count), occurrences.field_count
    )
    cdef Py_ssize_t i = 0, j = 0, kept = 0
    cdef int field
    with nogil:
        while i < docs.count and j < occurrences.count:
            j = gallop(occurrences.items, j, occurrences.count, docs.items[i])
            if j == occurrences.count:
                break
            if occurrences.items[j] == docs.items[i]:
                found.items[kept] = docs.items[i]
                for field in range(found.field_count):
                    found.freqs[field * found.room + kept] = occurrences.freqs[
                        field * occurrences.room + j
                    ]
                kept += 1
                j += 1
            if j < occurrences.count:
                i = gallop(docs.items, i, docs.count, occurrences.items[j])
    found.count = kept
    found.total = occurrences.matching
    return found
