# The strings of a dictionary that are near a word.

cdef enum:
    # Steps between two looks at the clock.
    STRIDE = 4096


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
            self.prefix[depth] = self._lower(letter)
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

    cdef uint32_t _lower(self, uint32_t letter) noexcept:
        cdef Py_ssize_t i
        if letter < 0x80:
            return letter + 32 if 65 <= letter <= 90 else letter
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
