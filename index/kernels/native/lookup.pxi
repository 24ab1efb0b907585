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


@cython.final
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
        high = -1 if low < 0 else self._behind(&text, low, self.count)
        if high < 0:
            raise ValueError("damaged strings")
        return low, high

    cdef Py_ssize_t _behind(
        self, const Text* prefix, Py_ssize_t start, Py_ssize_t end
    ) noexcept nogil:
        """Return the first string from *start* to *end* without *prefix*.

        -1 if one is damaged. All from *start* on are greater than the prefix or
        start with it.
        """
        cdef Py_ssize_t step = 1, low = start, high, middle
        cdef Text text
        while low < end:
            high = min(low + step, end)
            if not self._read(high - 1, &text):
                return -1
            if not _starts_with(&text, prefix):
                break
            low = high
            step <<= 1
        else:
            return end
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
        cdef Walk walk = Walk(self, word, edits, check)
        check()
        if self.count:
            walk.go(0, self.count, 0, 0, False)
        return sorted(set(walk.found))

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


@cython.final
cdef class Walk:
    """Walks sorted strings like a trie, with a row of distances for each prefix.

    Where a prefix leaves no further edit, what may follow it is looked up: the rest
    of the word from each place that the prefix may stand for.
    """

    cdef Terms terms
    cdef list found
    cdef object check
    cdef Py_ssize_t steps
    cdef Py_ssize_t width
    cdef Py_ssize_t edits
    cdef uint32_t* word
    # The word's UTF-8 in lower case and in capitals, and where each letter starts.
    cdef uint8_t* lower
    cdef uint8_t* upper
    cdef Py_ssize_t* starts
    # Whether its letters are of ASCII, so that capitals are told by a bit.
    cdef bint is_ascii
    # Rows of the table; the first is that of the empty prefix.
    cdef uint32_t* rows
    # The characters of the prefix that the rows are of.
    cdef uint32_t* prefix
    # What is looked up.
    cdef uint8_t* wanted
    cdef uint32_t* capitals
    cdef uint32_t* lowers
    cdef Py_ssize_t lower_count

    def __cinit__(self, Terms terms, word, Py_ssize_t edits, check):
        cdef Py_ssize_t i, place = 0
        cdef dict lowers = terms.lower_cases()
        # A prefix that is longer by more than the edits is too far.
        cdef Py_ssize_t room = len(word) + edits + 3
        self.terms = terms
        self.found = []
        self.check = check
        self.width = len(word)
        self.edits = edits
        self.is_ascii = word.isascii()
        self.word = <uint32_t*>malloc((self.width + 1) * sizeof(uint32_t))
        self.lower = <uint8_t*>malloc(4 * self.width + 1)
        self.upper = <uint8_t*>malloc(4 * self.width + 1)
        self.starts = <Py_ssize_t*>malloc((self.width + 1) * sizeof(Py_ssize_t))
        self.rows = <uint32_t*>malloc(room * (self.width + 1) * sizeof(uint32_t))
        self.prefix = <uint32_t*>malloc(room * sizeof(uint32_t))
        self.wanted = <uint8_t*>malloc(4 * (room + self.width + 1))
        self.capitals = <uint32_t*>malloc((len(lowers) + 1) * sizeof(uint32_t))
        self.lowers = <uint32_t*>malloc((len(lowers) + 1) * sizeof(uint32_t))
        if not (
            self.word
            and self.lower
            and self.upper
            and self.starts
            and self.rows
            and self.prefix
            and self.wanted
            and self.capitals
            and self.lowers
        ):
            raise MemoryError
        for i in range(self.width):
            self.word[i] = ord(word[i])
            self.starts[i] = place
            # Half a character is in no string; its bytes are not either.
            for byte in word[i].encode(errors="surrogatepass"):
                self.lower[place] = byte
                self.upper[place] = byte - 32 if 97 <= byte <= 122 else byte
                place += 1
        self.starts[self.width] = place
        for i in range(self.width + 1):
            self.rows[i] = <uint32_t>i
        for capital, lower in lowers.items():
            self.capitals[self.lower_count] = capital
            self.lowers[self.lower_count] = lower
            self.lower_count += 1

    def __dealloc__(self):
        free(self.word)
        free(self.lower)
        free(self.upper)
        free(self.starts)
        free(self.rows)
        free(self.prefix)
        free(self.wanted)
        free(self.capitals)
        free(self.lowers)

    cdef int go(
        self,
        Py_ssize_t start,
        Py_ssize_t end,
        Py_ssize_t depth,
        Py_ssize_t size,
        bint is_upper,
    ) except -1:
        """Find what is near of the strings from *start* to *end*.

        :param depth, size: characters and bytes of the prefix they share.
        :param is_upper: whether a letter of it is a capital.
        """
        cdef Text text, head
        cdef Py_ssize_t following, behind
        cdef uint32_t letter
        cdef uint32_t* row = self.rows + depth * (self.width + 1)
        cdef bint has_capital
        while start < end:
            self.steps += 1
            if self.steps % STRIDE == 0:
                self.check()
            if not self.terms._read(start, &text):
                raise ValueError("damaged strings")
            if text.size == size:
                if row[self.width] <= self.edits:
                    self.found.append(start)
                start += 1
                continue
            following = size + _width(text.bytes[size])
            if following > text.size:
                raise ValueError("damaged strings")
            letter = _letter(text.bytes + size, following - size)
            has_capital = is_upper or 65 <= letter <= 90
            self.prefix[depth] = self._lower(&text, letter, following, depth)
            head.bytes = text.bytes
            head.size = following
            behind = self.terms._behind(&head, start, end)
            if behind < 0:
                raise ValueError("damaged strings")
            self._follow(start, behind, depth + 1, &head, has_capital, letter)
            start = behind
        return 0

    cdef int _follow(
        self,
        Py_ssize_t start,
        Py_ssize_t end,
        Py_ssize_t depth,
        const Text* head,
        bint has_capital,
        uint32_t letter,
    ) except -1:
        """Go on with a prefix that is longer by a letter, if it is in reach."""
        cdef uint32_t least = self._extend(depth), least_before, i
        cdef uint32_t* last = self.rows + (depth - 1) * (self.width + 1)
        cdef bint is_plain
        least_before = last[0]
        for i in range(1, self.width + 1):
            least_before = min(least_before, last[i])
        # A swap looks two rows back, so a prefix is lost only with both rows.
        if least > self.edits and least_before + 1 > self.edits:
            return 0
        # A letter or two are in capitals, as the others are then, or none is.
        is_plain = letter < 0x80 if has_capital else letter == self.prefix[depth - 1]
        if least < self.edits or not is_plain or (has_capital and not self.is_ascii):
            return self.go(start, end, depth, head.size, has_capital)
        return self._look_up(start, end, depth, head, has_capital)

    cdef int _look_up(
        self,
        Py_ssize_t start,
        Py_ssize_t end,
        Py_ssize_t depth,
        const Text* head,
        bint has_capital,
    ) except -1:
        """Find what follows the prefix without a further edit."""
        cdef uint32_t* row = self.rows + depth * (self.width + 1)
        cdef uint32_t* last = row - (self.width + 1)
        cdef const uint8_t* word = self.upper if has_capital else self.lower
        cdef Py_ssize_t place, size
        for place in range(self.width + 1):
            if row[place] == self.edits:
                memcpy(self.wanted, head.bytes, head.size)
                size = head.size + self._copy(
                    word, place, self.width, self.wanted + head.size
                )
                self._take(start, end, size)
        for place in range(self.width - 1):
            if (
                last[place] + 1 == self.edits
                and self.word[place + 1] == self.prefix[depth - 1]
            ):
                memcpy(self.wanted, head.bytes, head.size)
                size = head.size + self._copy(
                    word, place, place + 1, self.wanted + head.size
                )
                size += self._copy(word, place + 2, self.width, self.wanted + size)
                self._take(start, end, size)
        return 0

    cdef Py_ssize_t _copy(
        self, const uint8_t* word, Py_ssize_t first, Py_ssize_t stop, uint8_t* into
    ) noexcept:
        """Copy the letters of the word from *first* to *stop*."""
        cdef Py_ssize_t size = self.starts[stop] - self.starts[first]
        memcpy(into, word + self.starts[first], size)
        return size

    cdef int _take(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t size) except -1:
        """Note the string that is wanted, if it is between *start* and *end*."""
        cdef Text wanted, text
        cdef Py_ssize_t number
        wanted.bytes = self.wanted
        wanted.size = size
        number = self.terms._lower_bound(&wanted, start, end)
        if number < 0 or (number < end and not self.terms._read(number, &text)):
            raise ValueError("damaged strings")
        if number < end and compare(&text, &wanted) == 0:
            self.found.append(number)
        return 0

    cdef uint32_t _lower(
        self, const Text* text, uint32_t letter, Py_ssize_t end, Py_ssize_t depth
    ) noexcept:
        cdef Py_ssize_t i
        if letter < 0x80:
            return letter + 32 if 65 <= letter <= 90 else letter
        if letter == CAPITAL_SIGMA:
            # Python's lower case of a word's last letter, as acronyms have it.
            return FINAL_SIGMA if depth and end == text.size else SIGMA
        i = lower_bound(self.capitals, 0, self.lower_count, letter)
        if i < self.lower_count and self.capitals[i] == letter:
            return self.lowers[i]
        return letter

    cdef uint32_t _extend(self, Py_ssize_t depth) noexcept:
        """Compute the row of the prefix of *depth* and return the least of it."""
        cdef Py_ssize_t column
        cdef uint32_t letter = self.prefix[depth - 1]
        cdef uint32_t* last = self.rows + (depth - 1) * (self.width + 1)
        cdef uint32_t* row = last + self.width + 1
        cdef uint32_t* swapped = last - (self.width + 1)
        cdef uint32_t best, least
        row[0] = least = <uint32_t>depth
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
        return least


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
