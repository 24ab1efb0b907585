# A text as the grammar is of it: its visible characters, signs plain, in UTF-8.

cimport cython
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset


# Characters that are left out: so many in all before that one of the others.
cdef struct Gap:
    size_t before
    size_t dropped


@cython.final
cdef class VisibleText:
    """One text after another, in the same memory."""

    cdef uint8_t* letters
    cdef size_t size, letters_room
    cdef size_t characters
    # Where there are letters and digits of ASCII, and where to look for tokens.
    cdef uint8_t* word_bits
    cdef uint8_t* start_bits
    cdef size_t word_bits_room, start_bits_room
    cdef Gap* gaps
    cdef size_t gap_count, gaps_room

    def __dealloc__(self):
        free(self.letters)
        free(self.word_bits)
        free(self.start_bits)
        free(self.gaps)

    cdef int take(
        self, const Grammar* grammar, const uint8_t* raw, size_t size
    ) except -1 nogil:
        """Become the visible text of *raw*, which has *size* bytes."""
        cdef size_t at = 0
        cdef size_t out = 0
        cdef size_t characters = 0
        cdef size_t dropped = 0
        cdef size_t step
        cdef uint64_t block, found
        cdef uint32_t bits
        reserve(<void**>&self.letters, &self.letters_room, size + PADDING, 1)
        self.gap_count = 0
        while at < size:
            if at + 8 <= size:
                block = eight(raw + at)
                memcpy(self.letters + out, raw + at, 8)
                found = not_plain(block)
                step = first_bit(found) >> 3 if found else 8
                at += step
                out += step
                characters += step
                if not found:
                    continue
            while True:
                step = 1 if raw[at] < 0x80 else valid_size(raw + at, size - at)
                if step == 0:
                    raise ValueError("the text is not in UTF-8")
                bits = grammar.classes[decode(raw + at, &step)]
                if bits & INVISIBLE:
                    dropped += 1
                    self._add_gap(characters, dropped)
                else:
                    if bits >> PLAIN_SHIFT:
                        self.letters[out] = bits >> PLAIN_SHIFT
                        out += 1
                    else:
                        copy_character(self.letters + out, raw + at, step)
                        out += step
                    characters += 1
                at += step
                if at >= size or raw[at] < 0x80:
                    break
        # What follows the text is as good as a separator.
        memset(self.letters + out, 0, PADDING)
        self.size = out
        self.characters = characters
        return self._mark()

    cdef int _mark(self) except -1 nogil:
        """Set the bits."""
        cdef size_t count = self.size // 8 + 1
        cdef uint64_t block, word
        cdef size_t i
        reserve(
            <void**>&self.word_bits, &self.word_bits_room, count + PADDING, 1
        )
        reserve(
            <void**>&self.start_bits, &self.start_bits_room, count + PADDING, 1
        )
        for i in range(count):
            block = eight(self.letters + 8 * i)
            word = not_alphanumeric(block) ^ EACH(0x80)
            self.word_bits[i] = gathered(word)
            self.start_bits[i] = gathered(
                word | block & EACH(0x80) | percents(block)
            )
        # Looking for a token ends behind the text.
        self.start_bits[self.size >> 3] |= 1 << (self.size & 7)
        return 0

    cdef int _add_gap(self, size_t before, size_t dropped) except -1 nogil:
        if self.gap_count and self.gaps[self.gap_count - 1].before == before:
            self.gaps[self.gap_count - 1].dropped = dropped
            return 0
        reserve(<void**>&self.gaps, &self.gaps_room, self.gap_count + 1, sizeof(Gap))
        self.gaps[self.gap_count].before = before
        self.gaps[self.gap_count].dropped = dropped
        self.gap_count += 1
        return 0
