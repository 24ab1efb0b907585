# The numbers of words: a table in open addressing, that grows without the GIL.

from os import urandom

cimport cython
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

cdef enum:
    # What may be read behind the end of a word.
    PADDING = 16
    FIRST_SHIFT = 32 - 10
    # A size that no longer tells words apart.
    LONG = 1 << 29


# A place of the table; what most words are told apart by, and the word.
cdef struct Slot:
    uint32_t hashed
    uint32_t next_number  # the word's number + 1, or 0


# Words of at most sixteen bytes are told apart by this alone. Frequent words appear
# early: theirs are neighbours in memory.
cdef struct Word:
    uint64_t head
    uint64_t second
    size_t start
    uint32_t size_and_kind
    uint32_t hashed


cdef int reserve(
    void** buffer, size_t* room, size_t needed, size_t size
) except -1 nogil:
    """Let *buffer* have room for *needed* things of *size* bytes."""
    cdef size_t grown
    cdef void* moved
    if needed > room[0]:
        grown = needed + needed // 2
        moved = realloc(buffer[0], grown * size)
        if moved == NULL:
            raise MemoryError
        buffer[0] = moved
        room[0] = grown
    return 0


cdef inline uint32_t size_and_kind(size_t size, uint32_t kind) noexcept nogil:
    return min(size, <size_t>LONG) << 2 | kind


@cython.final
cdef class WordTable:
    """Words, each a string of bytes and a kind, with numbers from 0 on."""

    cdef size_t count
    cdef Word* words
    cdef size_t words_room
    # Their bytes, one word after another.
    cdef uint8_t* letters
    cdef size_t letters_size, letters_room
    cdef Slot* slots
    cdef size_t slot_mask
    cdef int shift
    cdef uint64_t factor, kind_factor

    def __cinit__(self):
        # By an unknown factor, so that nobody can choose words that collide.
        self.factor = int.from_bytes(urandom(8), "little") | 1
        self.kind_factor = int.from_bytes(urandom(8), "little") | 1
        self.shift = FIRST_SHIFT
        self._make_slots()

    def __dealloc__(self):
        free(self.words)
        free(self.letters)
        free(self.slots)

    cdef inline uint32_t hash(
        self, const uint8_t* word, size_t size, uint32_t kind
    ) noexcept nogil:
        """Return what the word's place is found by, and let that be fetched."""
        cdef uint64_t hashed = size * self.kind_factor
        while size > 8:
            hashed = (hashed ^ eight(word)) * self.factor
            hashed ^= hashed >> 32
            word += 8
            size -= 8
        hashed = (hashed ^ first_eight(word, size)) * self.factor
        hashed = (hashed + kind * self.kind_factor) >> 32
        PREFETCH(&self.slots[hashed >> self.shift])
        return hashed

    cdef inline int64_t number(
        self, const uint8_t* word, size_t size, uint32_t kind, uint32_t hashed
    ) except -1 nogil:
        """Return the number of the word, a new one if it is not known."""
        cdef uint32_t place = hashed >> self.shift
        cdef const Slot* slot
        while True:
            slot = &self.slots[place]
            if slot.next_number == 0:
                return self._add(word, size, kind, hashed)
            if slot.hashed == hashed and self._is_word(
                &self.words[slot.next_number - 1], word, size, kind
            ):
                return slot.next_number - 1
            place = (place + 1) & self.slot_mask

    cdef inline bint _is_word(
        self, const Word* known, const uint8_t* word, size_t size, uint32_t kind
    ) noexcept nogil:
        if known.size_and_kind != size_and_kind(size, kind):
            return False
        if known.head != first_eight(word, size):
            return False
        if size <= 8:
            return True
        if known.second != first_eight(word + 8, size - 8):
            return False
        return size <= 16 or self._is_long_word(known, word, size)

    cdef bint _is_long_word(
        self, const Word* known, const uint8_t* word, size_t size
    ) noexcept nogil:
        return (
            self.size_of(known) == size
            and memcmp(self.letters + known.start, word, size) == 0
        )

    cdef size_t size_of(self, const Word* word) noexcept nogil:
        """Return the size of a word of the table."""
        cdef size_t number = word - self.words
        if number + 1 == self.count:
            return self.letters_size - word.start
        return self.words[number + 1].start - word.start

    cdef int64_t _add(
        self, const uint8_t* word, size_t size, uint32_t kind, uint32_t hashed
    ) except -1 nogil:
        cdef size_t number = self.count
        cdef size_t start = self.letters_size
        reserve(
            <void**>&self.letters, &self.letters_room, start + size + PADDING, 1
        )
        reserve(<void**>&self.words, &self.words_room, number + 1, sizeof(Word))
        if number > self.slot_mask // 4 * 3:
            self.shift -= 1
            self._make_slots()
        memcpy(self.letters + start, word, size)
        self.words[number].head = first_eight(word, size)
        self.words[number].second = first_eight(word + 8, size - 8) if size > 8 else 0
        self.words[number].start = start
        self.words[number].size_and_kind = size_and_kind(size, kind)
        self.words[number].hashed = hashed
        self.letters_size += size
        self.count += 1
        self._place(number)
        return number

    cdef void _place(self, size_t number) noexcept nogil:
        cdef uint32_t hashed = self.words[number].hashed
        cdef uint32_t place = hashed >> self.shift
        while self.slots[place].next_number:
            place = (place + 1) & self.slot_mask
        self.slots[place].hashed = hashed
        self.slots[place].next_number = number + 1

    cdef int _make_slots(self) except -1 nogil:
        """Make a table for the shift, of all words."""
        cdef size_t size = <size_t>1 << (32 - self.shift)
        cdef Slot* slots = <Slot*>calloc(size, sizeof(Slot))
        cdef size_t number
        if slots == NULL:
            self.shift += 1
            raise MemoryError
        free(self.slots)
        self.slots = slots
        self.slot_mask = size - 1
        for number in range(self.count):
            self._place(number)
        return 0
