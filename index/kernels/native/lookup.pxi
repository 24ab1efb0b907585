# A dictionary: sorted strings of UTF-8, found by content, prefix and nearness.

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.exc cimport PyErr_Clear
from libc.string cimport memcmp

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size)
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef enum:
    # Steps between two looks at the clock.
    STRIDE = 4096
    CAPITAL_SIGMA = 0x3A3
    SIGMA = 0x3C3
    FINAL_SIGMA = 0x3C2


cdef struct Text:
    const uint8_t* bytes
    Py_ssize_t size


cdef inline bint text_of(object given, Text* text):
    """Fill in the UTF-8 of *given*; False if it has none: half a character."""
    text.bytes = <const uint8_t*>PyUnicode_AsUTF8AndSize(given, &text.size)
    if text.bytes == NULL:
        PyErr_Clear()
        return False
    return True


cdef inline int compare(const Text* one, const Text* other) noexcept nogil:
    cdef int order = memcmp(one.bytes, other.bytes, min(one.size, other.size))
    if order:
        return order
    return -1 if one.size < other.size else one.size > other.size


cdef class Terms:
    """The strings of a dictionary; arrays are kept, not copied."""

    cdef const uint8_t[::1] data
    cdef const uint64_t[::1] offsets
    cdef readonly Py_ssize_t count
    # Characters beyond ASCII that have another lower case, and these.
    cdef object lowers

    def __init__(self, data, offsets):
        self.data = data
        self.offsets = offsets
        self.count = len(offsets) - 1
        self.lowers = None
        if self.count < 0:
            raise ValueError("damaged strings")

    def __len__(self):
        return self.count

    cdef inline bint _read(self, Py_ssize_t number, Text* text) noexcept nogil:
        """Fill in a string; False if its offsets cannot be right."""
        cdef uint64_t start = self.offsets[number], end = self.offsets[number + 1]
        if start > end or end > <uint64_t>self.data.shape[0]:
            return False
        text.bytes = &self.data[0] + start
        text.size = <Py_ssize_t>(end - start)
        return True

    cdef Py_ssize_t _lower_bound(
        self, const Text* wanted, Py_ssize_t low, Py_ssize_t high
    ) noexcept nogil:
        """Return the first string not less than *wanted*; -1 if one is damaged."""
        cdef Py_ssize_t middle
        cdef Text text
        while low < high:
            middle = (low + high) >> 1
            if not self._read(middle, &text):
                return -1
            if compare(&text, wanted) < 0:
                low = middle + 1
            else:
                high = middle
        return low

    cdef Py_ssize_t _gallop(self, const Text* wanted, Py_ssize_t start) noexcept nogil:
        """As :meth:`_lower_bound`, near *start*, before which it is not."""
        cdef Py_ssize_t step = 1, low = start
        cdef Text text
        while low + step < self.count:
            if not self._read(low + step, &text):
                return -1
            if compare(&text, wanted) >= 0:
                break
            low += step
            step <<= 1
        return self._lower_bound(wanted, low, min(low + step, self.count))

    cdef Py_ssize_t _find(self, const Text* wanted, Py_ssize_t start) except -2:
        """Return the number of *wanted*, -1 if it is not there."""
        cdef Text text
        cdef Py_ssize_t number
        if start < 0:
            number = self._lower_bound(wanted, 0, self.count)
        else:
            number = self._gallop(wanted, start)
        if number < 0:
            raise ValueError("damaged strings")
        if number == self.count:
            return -1
        if not self._read(number, &text):
            raise ValueError("damaged strings")
        return number if compare(&text, wanted) == 0 else -1

    def find(self, form):
        cdef Text text
        if not text_of(form, &text):
            return -1
        return self._find(&text, -1)

    def find_each(self, forms):
        cdef list found = []
        cdef Text text, before
        cdef Py_ssize_t number, last = -1
        for form in forms:
            if not text_of(form, &text):
                continue
            if last >= 0 and compare(&before, &text) > 0:
                last = -1
            number = self._find(&text, last)
            if number >= 0:
                found.append(number)
                last = number
                # The forms are alive while they are iterated over.
                before = text
        return found

    def with_prefix(self, prefix):
        cdef Text text
        cdef Py_ssize_t low, high
        if not text_of(prefix, &text):
            return 0, 0
        low = self._lower_bound(&text, 0, self.count)
        high = -1 if low < 0 else self._behind(&text, low)
        if high < 0:
            raise ValueError("damaged strings")
        return low, high

    cdef Py_ssize_t _behind(self, const Text* prefix, Py_ssize_t start) noexcept nogil:
        """Return the first string from *start* on without *prefix*, -1 if damaged.

        All from *start* on are greater than the prefix or start with it.
        """
        cdef Py_ssize_t step = 1, low = start, high, middle
        cdef Text text
        while low < self.count:
            high = min(low + step, self.count)
            if not self._read(high - 1, &text):
                return -1
            if not _starts_with(&text, prefix):
                break
            low = high
            step <<= 1
        else:
            return self.count
        high -= 1
        while low < high:
            middle = (low + high) >> 1
            if not self._read(middle, &text):
                return -1
            if _starts_with(&text, prefix):
                low = middle + 1
            else:
                high = middle
        return low

    def text(self, Py_ssize_t number):
        cdef Text text
        if not 0 <= number < self.count or not self._read(number, &text):
            raise ValueError("damaged strings")
        return PyUnicode_DecodeUTF8(<const char*>text.bytes, text.size, NULL)

    def texts(self, numbers):
        cdef list found = []
        cdef Py_ssize_t number
        cdef Text text
        for each in numbers:
            number = each
            if not 0 <= number < self.count or not self._read(number, &text):
                raise ValueError("damaged strings")
            found.append(
                PyUnicode_DecodeUTF8(<const char*>text.bytes, text.size, NULL)
            )
        return found

    def near(self, word, Py_ssize_t edits, check):
        cdef Walk walk = Walk(self, word, edits)
        found = []
        while walk.number < self.count:
            check()
            found += walk.go_on()
        return found

    cdef dict lower_cases(self):
        """Return the characters beyond ASCII that have a lower case of their own."""
        if self.lowers is None:
            text = PyBytes_FromStringAndSize(
                <const char*>(&self.data[0] if self.data.shape[0] else NULL),
                self.data.shape[0],
            )
            letters = set() if text.isascii() else set(text.decode())
            self.lowers = {
                ord(each): ord(each.lower())
                for each in sorted(letters)
                if each.lower() != each and len(each.lower()) == 1
            }
        return self.lowers


cdef inline bint _starts_with(const Text* text, const Text* prefix) noexcept nogil:
    return text.size >= prefix.size and not memcmp(
        text.bytes, prefix.bytes, prefix.size
    )


cdef class Walk:
    """Walks sorted strings like a trie, with a row of distances for each prefix."""

    cdef Terms terms
    cdef Py_ssize_t number
    cdef Py_ssize_t width
    cdef Py_ssize_t edits
    cdef uint32_t* word
    # Rows of the table; the first is that of the empty prefix.
    cdef uint32_t* rows
    cdef Py_ssize_t row_count
    # The characters of the prefix that the rows are of.
    cdef uint32_t* prefix
    cdef Py_ssize_t room
    cdef uint32_t* froms
    cdef uint32_t* tos
    cdef Py_ssize_t lower_count

    def __cinit__(self, Terms terms, word, Py_ssize_t edits):
        cdef Py_ssize_t i
        cdef dict lowers = terms.lower_cases()
        self.terms = terms
        self.width = len(word)
        self.edits = edits
        # A prefix that is longer by more than the edits is too far.
        self.room = self.width + edits + 2
        self.word = <uint32_t*>malloc((self.width + 1) * sizeof(uint32_t))
        self.rows = <uint32_t*>malloc(
            (self.room + 1) * (self.width + 1) * sizeof(uint32_t)
        )
        self.prefix = <uint32_t*>malloc((self.room + 1) * sizeof(uint32_t))
        self.froms = <uint32_t*>malloc((len(lowers) + 1) * sizeof(uint32_t))
        self.tos = <uint32_t*>malloc((len(lowers) + 1) * sizeof(uint32_t))
        if not (
            self.word
            and self.rows
            and self.prefix
            and self.froms
            and self.tos
        ):
            raise MemoryError
        for i in range(self.width):
            self.word[i] = ord(word[i])
        for i in range(self.width + 1):
            self.rows[i] = <uint32_t>i
        for capital, lower in lowers.items():
            self.froms[self.lower_count] = capital
            self.tos[self.lower_count] = lower
            self.lower_count += 1
        self.row_count = 1

    def __dealloc__(self):
        free(self.word)
        free(self.rows)
        free(self.prefix)
        free(self.froms)
        free(self.tos)

    cdef list go_on(self):
        """Look at some more strings and return the numbers of those that are near."""
        cdef list found = []
        cdef Py_ssize_t steps = 0, number
        while self.number < self.terms.count and steps < STRIDE:
            number = self.number
            steps += 1
            if self._step():
                found.append(number)
            if self.number < 0:
                raise ValueError("damaged strings")
        return found

    cdef bint _step(self) noexcept nogil:
        """Look at a string and move on; its number is -1 where one is damaged."""
        cdef Text text, head
        cdef Py_ssize_t at = 0, depth = 0, following
        cdef uint32_t letter
        if not self.terms._read(self.number, &text):
            self.number = -1
            return False
        while at < text.size:
            following = at + _width(text.bytes[at])
            if following > text.size:
                self.number = -1
                return False
            letter = self._lower(&text, at, following, depth)
            if depth + 1 >= self.row_count or self.prefix[depth] != letter:
                self.row_count = depth + 1
                self.prefix[depth] = letter
                if not self._extend():
                    head.bytes = text.bytes
                    head.size = following
                    self.number = self.terms._behind(&head, self.number)
                    return False
            depth += 1
            at = following
        self.row_count = depth + 1
        self.number += 1
        return self.rows[depth * (self.width + 1) + self.width] <= self.edits

    cdef uint32_t _lower(
        self, const Text* text, Py_ssize_t at, Py_ssize_t end, Py_ssize_t depth
    ) noexcept nogil:
        cdef uint32_t letter = _letter(text.bytes + at, end - at)
        cdef Py_ssize_t i
        if letter < 0x80:
            return letter + 32 if 65 <= letter <= 90 else letter
        if letter == CAPITAL_SIGMA:
            # Python's lower case of a word's last letter, as acronyms have it.
            return FINAL_SIGMA if depth and end == text.size else SIGMA
        i = lower_bound(self.froms, 0, self.lower_count, letter)
        return self.tos[i] if i < self.lower_count and self.froms[i] == letter else letter

    cdef bint _extend(self) noexcept nogil:
        """Add the row of the prefix's next letter; False if it is out of reach."""
        cdef Py_ssize_t depth = self.row_count, column
        cdef uint32_t letter = self.prefix[depth - 1]
        cdef uint32_t* last = self.rows + (depth - 1) * (self.width + 1)
        cdef uint32_t* row = last + self.width + 1
        cdef uint32_t* swapped = last - (self.width + 1)
        cdef uint32_t best, least, least_before
        if depth > self.room:
            return False
        row[0] = <uint32_t>depth
        least, least_before = row[0], last[0]
        for column in range(1, self.width + 1):
            best = last[column - 1] + (self.word[column - 1] != letter)
            best = min(best, min(last[column], row[column - 1]) + 1)
            if (
                depth > 1
                and column > 1
                and self.word[column - 2] == letter
                and self.word[column - 1] == self.prefix[depth - 2]
            ):
                best = min(best, swapped[column - 2] + 1)
            row[column] = best
            least = min(least, best)
            least_before = min(least_before, last[column])
        # A swap looks two rows back, so a prefix is lost only with both rows.
        if least > self.edits and least_before + 1 > self.edits:
            return False
        self.row_count += 1
        return True


cdef inline Py_ssize_t _width(uint8_t first) noexcept nogil:
    """Return the bytes of the character that starts with *first*."""
    if first < 0x80:
        return 1
    if first < 0xE0:
        return 2
    return 3 if first < 0xF0 else 4


cdef inline uint32_t _letter(const uint8_t* bytes, Py_ssize_t width) noexcept nogil:
    if width == 1:
        return bytes[0]
    if width == 2:
        return (bytes[0] & 0x1F) << 6 | (bytes[1] & 0x3F)
    if width == 3:
        return (
            (bytes[0] & 0x0F) << 12 | (bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F)
        )
    return (
        (bytes[0] & 0x07) << 18
        | (bytes[1] & 0x3F) << 12
        | (bytes[2] & 0x3F) << 6
        | (bytes[3] & 0x3F)
    )
