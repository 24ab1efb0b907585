"""Sketches of texts, native; the contract stands in ``plain/sketches.py``."""

import numpy as np

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

from ..plain import sketches as plain
from ..plain.sketches import COMPARED, KEYS, LEAST_TOKENS, ROW, SAMPLE

__all__ = ["COMPARED", "KEYS", "LEAST_TOKENS", "ROW", "Sketches", "hash_forms",
           "sketch_texts"]

cdef enum:
    SHINGLE_WORDS = 5
    KEY_COUNT = 12
    SAMPLE_COUNT = 64
    ROW_SIZE = 2 + KEY_COUNT + SAMPLE_COUNT
    FIRST_SAMPLE = 2 + KEY_COUNT
    SHORT = 20
    SHARED_OF_TWENTY = 15
    SHORT_SHARED_OF_TWENTY = 18
    MIDDLE = 50
    TIMES_LONGER = 3
    MOST_COMPARED = 2
    # So many hashes are expected below the limit of those that are sorted: nearly
    # always enough for a sketch.
    EXPECTED = SAMPLE_COUNT + 32
    MOST_SPREAD = 512
    BUCKETS = 128

cdef uint64_t FACTOR = 0x9E3779B97F4A7C15
# Its fifth power.
cdef uint64_t LEAVING = FACTOR * FACTOR * FACTOR * FACTOR * FACTOR
cdef uint32_t LAST = 0xFFFFFFFF
cdef uint64_t HASH_START = 0xCBF29CE484222325
cdef uint64_t HASH_FACTOR = 0x100000001B3

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

if (
    plain.SHINGLE, KEYS, SAMPLE, LEAST_TOKENS, plain.FEW_TOKENS,
    plain.SHARED, plain.SHARED_OF_FEW, plain.OF, plain.LONGER, COMPARED
) != (
    SHINGLE_WORDS, KEY_COUNT, SAMPLE_COUNT, SHORT, MIDDLE,
    SHARED_OF_TWENTY, SHORT_SHARED_OF_TWENTY, 20, TIMES_LONGER, MOST_COMPARED
):
    raise ImportError("built for other sketches")


def hash_forms(list forms, Py_ssize_t first):
    found = np.empty(max(len(forms) - first, 0), np.uint64)
    cdef uint64_t[::1] hashes = found
    cdef Py_ssize_t number, place, size
    cdef const char* text
    cdef uint64_t value
    for number in range(first, len(forms)):
        text = PyUnicode_AsUTF8AndSize(forms[number], &size)
        value = HASH_START
        for place in range(size):
            value = (value ^ <uint8_t>text[place]) * HASH_FACTOR
        hashes[number - first] = mixed(value)
    return found


def sketch_texts(
    const uint64_t[::1] hashes,
    const uint32_t[::1] titles,
    const uint32_t[::1] title_counts,
    const uint32_t[::1] bodies,
    const uint32_t[::1] body_counts,
):
    cdef size_t count = body_counts.shape[0]
    cdef size_t most = check_counts(body_counts, bodies.shape[0])
    check_counts(title_counts, titles.shape[0])
    if title_counts.shape[0] != body_counts.shape[0]:
        raise ValueError("the counts are not those of the tokens")
    check_forms(titles, hashes.shape[0])
    check_forms(bodies, hashes.shape[0])
    found = np.zeros(count * ROW_SIZE, np.uint32)
    cdef uint32_t[::1] rows = found
    cdef uint64_t* scratch = <uint64_t*>malloc((most + 1) * sizeof(uint64_t))
    cdef size_t number, kept
    cdef size_t title = 0
    cdef size_t body = 0
    if scratch == NULL:
        raise MemoryError
    with nogil:
        for number in range(count):
            if body_counts[number]:
                if body_counts[number] < SHORT:
                    scratch[0] = hash_whole(
                        hashes, titles, title, title_counts[number],
                        bodies, body, body_counts[number],
                    )
                    kept = 1
                else:
                    kept = least_hashes(
                        hashes, bodies, body, body_counts[number], scratch
                    )
                write_row(scratch, kept, body_counts[number], &rows[number * ROW_SIZE])
            title += title_counts[number]
            body += body_counts[number]
    free(scratch)
    return found


cdef class Sketches:
    cdef object _parts
    cdef object _owner
    cdef size_t _count
    cdef size_t[::1] _rows

    def __init__(self, parts):
        cdef const uint32_t[::1] part
        cdef size_t number, count
        self._parts = list(parts)
        count = 0
        for part in self._parts:
            if part.shape[0] % ROW_SIZE:
                raise ValueError("damaged sketches")
            count += part.shape[0] // ROW_SIZE
        self._count = count
        self._rows = np.empty(count, np.uintp)
        count = 0
        for part in self._parts:
            for number in range(part.shape[0] // ROW_SIZE):
                if part[number * ROW_SIZE + 1] > SAMPLE_COUNT:
                    raise ValueError("damaged sketches")
                self._rows[count] = <size_t>&part[number * ROW_SIZE]
                count += 1

    def __len__(self):
        return self._count

    def tokens(self):
        found = np.empty(self._count, np.uint32)
        cdef uint32_t[::1] tokens = found
        cdef size_t number
        for number in range(self._count):
            tokens[number] = row_of(self._rows, number)[0]
        return found

    def are_copies(self, Py_ssize_t one, Py_ssize_t other):
        if not (
            0 <= one < <Py_ssize_t>self._count and 0 <= other < <Py_ssize_t>self._count
        ):
            raise ValueError("no such text")
        return are_rows_copies(row_of(self._rows, one), row_of(self._rows, other))

    def pairs(self, const uint32_t[::1] order, uint32_t parts):
        cdef size_t place
        for place in range(<size_t>order.shape[0]):
            if order[place] >= self._count:
                raise ValueError("no such text")
        cdef uint32_t[::1] last = np.full(order.shape[0], LAST, np.uint32)
        cdef uint64_t[::1] entries
        cdef uint32_t[:, ::1] made
        cdef size_t size
        cdef uint32_t part
        parts_found = [np.empty((2, 0), np.uint32)]
        for part in range(parts):
            entries = self._entries(order, part, parts)
            # One at most for each entry.
            found = np.empty((2, entries.shape[0]), np.uint32)
            made = found
            with nogil:
                size = find_pairs(self._rows, order, entries, last, made)
            parts_found.append(found[:, :size].copy())
        later, earlier = np.concatenate(parts_found, axis=1)
        return later, earlier

    cdef _entries(self, const uint32_t[::1] order, uint32_t part, uint32_t parts):
        cdef uint32_t[::1] places = np.full(self._count, LAST, np.uint32)
        cdef uint64_t[::1] entries
        cdef size_t count = 0
        cdef size_t place, text
        cdef uint32_t number, keys
        cdef const uint32_t* row
        for place in range(<size_t>order.shape[0]):
            places[order[place]] = place
        # Of what is not filled no memory is taken.
        found = np.empty(order.shape[0] * KEY_COUNT, np.uint64)
        entries = found
        with nogil:
            # As they lie in memory or in files.
            for text in range(self._count):
                if places[text] == LAST:
                    continue
                row = row_of(self._rows, text)
                keys = row[1] if row[1] < KEY_COUNT else KEY_COUNT
                for number in range(keys):
                    if row[2 + number] % parts == part:
                        entries[count] = <uint64_t>row[2 + number] << 32 | places[text]
                        count += 1
        found = found[:count]
        found.sort()
        return found


cdef size_t check_counts(const uint32_t[::1] counts, size_t tokens) except? 0:
    """Return the greatest of *counts*."""
    cdef uint64_t total = 0
    cdef size_t most = 0
    cdef Py_ssize_t number
    for number in range(counts.shape[0]):
        total += counts[number]
        if counts[number] > most:
            most = counts[number]
    if total != tokens:
        raise ValueError("the counts are not those of the tokens")
    return most


cdef check_forms(const uint32_t[::1] forms, size_t bound):
    cdef uint32_t most = 0
    cdef Py_ssize_t token
    with nogil:
        for token in range(forms.shape[0]):
            if forms[token] > most:
                most = forms[token]
    if forms.shape[0] and most >= bound:
        raise ValueError("no such form")


cdef inline uint64_t mixed(uint64_t value) noexcept nogil:
    value = (value ^ (value >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    value = (value ^ (value >> 27)) * <uint64_t>0x94D049BB133111EB
    return value ^ (value >> 31)


cdef uint64_t hash_whole(
    const uint64_t[::1] hashes,
    const uint32_t[::1] titles,
    size_t title,
    size_t title_count,
    const uint32_t[::1] bodies,
    size_t body,
    size_t body_count,
) noexcept nogil:
    cdef uint64_t total = 0
    cdef size_t token
    for token in range(title, title + title_count):
        total = total * FACTOR + hashes[titles[token]]
    total = total * FACTOR + 1
    for token in range(body, body + body_count):
        total = total * FACTOR + hashes[bodies[token]]
    return mixed(total)


cdef size_t least_hashes(
    const uint64_t[::1] hashes,
    const uint32_t[::1] bodies,
    size_t first,
    size_t count,
    uint64_t* found,
) noexcept nogil:
    """Write the least hashes of shingles, ascending; return how many."""
    cdef size_t shingles = count - SHINGLE_WORDS + 1
    cdef uint64_t limit = <uint64_t>-1
    cdef size_t size, kept
    if shingles > EXPECTED:
        limit = limit // shingles * EXPECTED
    while True:
        size = hashes_below(hashes, bodies, first, count, limit, found)
        if size <= MOST_SPREAD:
            spread(found, size, limit)
        else:
            sort(found, size)
        kept = distinct(found, size)
        if kept >= SAMPLE_COUNT:
            return SAMPLE_COUNT
        if limit == <uint64_t>-1:
            return kept
        # Many shingles are the same.
        limit = <uint64_t>-1


cdef size_t hashes_below(
    const uint64_t[::1] hashes,
    const uint32_t[::1] bodies,
    size_t first,
    size_t count,
    uint64_t limit,
    uint64_t* found,
) noexcept nogil:
    cdef uint64_t total = 0
    cdef uint64_t value
    cdef size_t size = 0
    cdef size_t token
    for token in range(first, first + SHINGLE_WORDS - 1):
        total = total * FACTOR + hashes[bodies[token]]
    for token in range(first + SHINGLE_WORDS - 1, first + count):
        total = total * FACTOR + hashes[bodies[token]]
        if token >= first + SHINGLE_WORDS:
            total -= LEAVING * hashes[bodies[token - SHINGLE_WORDS]]
        value = mixed(total)
        # Written at any rate: which are kept cannot be foreseen.
        found[size] = value
        size += value <= limit
    return size


cdef void spread(uint64_t* values, size_t size, uint64_t limit) noexcept nogil:
    """Sort a few values, which are spread evenly up to *limit*."""
    cdef uint64_t given[MOST_SPREAD]
    cdef uint32_t starts[BUCKETS + 1]
    cdef uint64_t width = limit // BUCKETS + 1
    # In place of a division for each value.
    cdef uint64_t scale = (<uint64_t>1 << 32) // ((width >> 32) + 1)
    cdef size_t place, bucket
    memset(starts, 0, sizeof(starts))
    for place in range(size):
        given[place] = values[place]
        starts[bucket_of(values[place], scale) + 1] += 1
    for bucket in range(BUCKETS):
        starts[bucket + 1] += starts[bucket]
    for place in range(size):
        bucket = bucket_of(given[place], scale)
        values[starts[bucket]] = given[place]
        starts[bucket] += 1
    sort_by(values, size, 1)


cdef inline size_t bucket_of(uint64_t value, uint64_t scale) noexcept nogil:
    cdef uint64_t bucket = (value >> 32) * scale >> 32
    return bucket if bucket < BUCKETS else BUCKETS - 1


cdef void sort(uint64_t* values, size_t size) noexcept nogil:
    """Sort values (Shell's way)."""
    cdef size_t gap = size
    while gap > 1:
        gap = gap * 4 // 9 if gap > 2 else 1
        sort_by(values, size, gap)


cdef inline void sort_by(uint64_t* values, size_t size, size_t gap) noexcept nogil:
    cdef size_t place, hole
    cdef uint64_t value
    for place in range(gap, size):
        value = values[place]
        hole = place
        while hole >= gap and values[hole - gap] > value:
            values[hole] = values[hole - gap]
            hole -= gap
        values[hole] = value


cdef size_t distinct(uint64_t* values, size_t size) noexcept nogil:
    """Move each of the sorted *values* to the front once; return how many."""
    cdef size_t kept = 0
    cdef size_t place
    for place in range(size):
        if place == 0 or values[place] != values[kept - 1]:
            values[kept] = values[place]
            kept += 1
    return kept


cdef void write_row(
    const uint64_t* hashes, size_t kept, uint32_t tokens, uint32_t* row
) noexcept nogil:
    cdef size_t place
    row[0] = tokens
    row[1] = kept
    for place in range(kept):
        if place < KEY_COUNT:
            row[2 + place] = <uint32_t>hashes[place]
        row[FIRST_SAMPLE + place] = hashes[place] >> 32


cdef inline const uint32_t* row_of(size_t[::1] rows, size_t number) noexcept nogil:
    return <const uint32_t*>rows[number]


cdef bint are_rows_copies(const uint32_t* one, const uint32_t* other) noexcept nogil:
    cdef uint32_t limit
    cdef size_t first, second, missing, may_miss, ones, others, wanted
    if not one[1] or not other[1]:
        return False
    if one[0] > other[0]:
        one, other = other, one
    if one[0] < SHORT:
        return (
            one[0] == other[0] and one[2] == other[2]
            and one[FIRST_SAMPLE] == other[FIRST_SAMPLE]
        )
    if <uint64_t>one[0] * TIMES_LONGER < other[0]:
        return False
    wanted = SHORT_SHARED_OF_TWENTY if one[0] < MIDDLE else SHARED_OF_TWENTY
    limit = min(limit_of(one), limit_of(other))
    ones, others = below(one, limit), below(other, limit)
    if ones > others:
        one, other = other, one
        ones, others = others, ones
    # So many of the fewer hashes may be missing: most texts are told apart soon.
    may_miss = ones - (ones * wanted + 19) // 20
    first = second = missing = 0
    one += FIRST_SAMPLE
    other += FIRST_SAMPLE
    while first < ones and second < others:
        if one[first] < other[second]:
            missing += 1
            if missing > may_miss:
                return False
            first += 1
        else:
            first += one[first] == other[second]
            second += 1
    return ones > 0 and missing + ones - first <= may_miss


cdef inline uint32_t limit_of(const uint32_t* row) noexcept nogil:
    return row[ROW_SIZE - 1] if row[1] == SAMPLE_COUNT else LAST


cdef inline size_t below(const uint32_t* row, uint32_t limit) noexcept nogil:
    """Return how many of the sample are not above *limit*."""
    cdef size_t count = row[1]
    while count and row[FIRST_SAMPLE + count - 1] > limit:
        count -= 1
    return count


cdef size_t find_pairs(
    size_t[::1] rows,
    const uint32_t[::1] order,
    const uint64_t[::1] entries,
    uint32_t[::1] last,
    uint32_t[:, ::1] found,
) noexcept nogil:
    cdef uint32_t compared[MOST_COMPARED]
    cdef size_t waiting = 0
    cdef size_t size = 0
    cdef size_t entry, number
    cdef uint32_t place, before
    cdef bint is_copy
    for entry in range(<size_t>entries.shape[0]):
        place = <uint32_t>entries[entry]
        if entry == 0 or entries[entry] >> 32 != entries[entry - 1] >> 32:
            compared[0] = place
            waiting = 1
            continue
        is_copy = False
        for number in range(waiting):
            before = compared[number]
            if before == place:
                continue
            is_copy = before == last[place]
            if not is_copy and are_rows_copies(
                row_of(rows, order[place]), row_of(rows, order[before])
            ):
                is_copy = True
                last[place] = before
                found[0, size] = place
                found[1, size] = before
                size += 1
            if is_copy:
                break
        if compared[waiting - 1] == place:
            continue
        if not is_copy and waiting < MOST_COMPARED:
            compared[waiting] = place
            waiting += 1
    return size
