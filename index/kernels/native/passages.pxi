"""Passages: where a text is marked, and which parts of it are shown.

The same as :mod:`...kernels.plain.passages`, for what is common; whatever is not
(a mark longer than a passage, all passages) is left to it.
"""

cdef extern from "Python.h":
    Py_UCS4 PyUnicode_ReadChar(object text, Py_ssize_t index) except? 0xFFFFFFFF
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cdef enum:
    REACH = 40
    JOINER = 0x200D

cdef int64_t WEIGHT = 1000000


cdef struct Span:
    int64_t start
    int64_t end


cdef struct Tokens:
    const uint32_t* starts
    const uint32_t* ends
    Py_ssize_t count


cdef struct Hits:
    const uint32_t* firsts
    const uint32_t* lasts
    const uint32_t* patterns
    Py_ssize_t count
    const uint8_t* kinds
    Py_ssize_t kind_count
    const uint32_t* words
    Py_ssize_t word_count


cdef struct Unit:
    int64_t first
    int64_t last
    int64_t pattern
    int64_t weight


cdef int _by_span(const void* one, const void* other) noexcept nogil:
    cdef Span* a = <Span*>one
    cdef Span* b = <Span*>other
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.end != b.end:
        return -1 if a.end < b.end else 1
    return 0


cdef int _by_first(const void* one, const void* other) noexcept nogil:
    cdef Unit* a = <Unit*>one
    cdef Unit* b = <Unit*>other
    return -1 if a.first < b.first else a.first > b.first


cdef int _by_last(const void* one, const void* other) noexcept nogil:
    cdef Unit* a = <Unit*>one
    cdef Unit* b = <Unit*>other
    return -1 if a.last < b.last else a.last > b.last


cdef class _Text:
    """A text with its tokens and what of it is never cut."""

    cdef str text
    cdef Py_ssize_t length
    # Its bytes; NULL if it is not ASCII.
    cdef const char* ascii
    cdef const uint32_t* starts
    cdef const uint32_t* ends
    cdef Py_ssize_t tokens
    cdef Span* kept
    cdef Py_ssize_t spans

    cdef inline Py_UCS4 at(self, Py_ssize_t index) except? 0xFFFFFFFF:
        if self.ascii != NULL and 0 <= index < self.length:
            return <uint8_t>self.ascii[index]
        return PyUnicode_ReadChar(self.text, index)

    cdef inline bint is_space(self, Py_ssize_t index) except -1:
        cdef Py_UCS4 c = self.at(index)
        if c < 128:
            return c == 32 or 9 <= c <= 13 or 28 <= c <= 31
        return self.text[index].isspace()

    cdef bint is_word(self, Py_ssize_t index) except -1:
        cdef Py_UCS4 c = self.at(index)
        if c < 128:
            return (
                97 <= c <= 122 or 65 <= c <= 90 or 48 <= c <= 57 or c == 95
            )
        return self.text[index].isalnum()

    cdef bint is_letter(self, Py_ssize_t index) except -1:
        """A word's character that is neither digit nor underscore."""
        cdef Py_UCS4 c = self.at(index)
        if c < 128:
            return 97 <= c <= 122 or 65 <= c <= 90
        return self.text[index].isalnum() and not self.text[index].isdecimal()

    cdef bint is_lower(self, Py_ssize_t index) except -1:
        cdef Py_UCS4 c = self.at(index)
        if c < 128:
            return 97 <= c <= 122
        return self.text[index].islower()

    cdef bint is_joined(self, Py_ssize_t cut) except -1:
        cdef Py_UCS4 after
        if not 0 < cut < self.length:
            return False
        after = self.at(cut)
        if after < 128:
            return self.at(cut - 1) == JOINER
        if after == JOINER or self.at(cut - 1) == JOINER:
            return True
        return plain.is_mark(self.text[cut])

    cdef Py_ssize_t first_token(self, int64_t place) noexcept:
        """The first token that starts at *place* or behind it."""
        cdef Py_ssize_t low = 0, high = self.tokens, middle
        while low < high:
            middle = (low + high) >> 1
            if self.starts[middle] < place:
                low = middle + 1
            else:
                high = middle
        return low

    cdef bint allows(self, Py_ssize_t cut) except -1:
        cdef Py_ssize_t after, low, high, middle
        if self.is_joined(cut):
            return False
        after = self.first_token(cut)
        if (
            not (after < self.tokens and self.starts[after] == cut)
            and after
            and self.ends[after - 1] > cut
        ):
            return False
        low = 0
        high = self.spans
        while low < high:
            middle = (low + high) >> 1
            if self.kept[middle].start < cut:
                low = middle + 1
            else:
                high = middle
        return low == 0 or self.kept[low - 1].end <= cut

    cdef bint starts_word(self, Py_ssize_t place) except -1:
        cdef Py_UCS4 c
        if self.is_space(place) or _ends_cjk(self.at(place)):
            return False
        if place == 0 or self.is_space(place - 1):
            return True
        return _ends_cjk(self.at(place - 1))

    cdef bint starts_sentence(self, Py_ssize_t place) except -1:
        cdef Py_ssize_t lowest = place - REACH if place > REACH else 0
        cdef Py_ssize_t said = place, stop, newline = -1, newlines = 0, word
        cdef Py_UCS4 c
        while said > lowest and self.is_space(said - 1):
            said -= 1
            if self.at(said) == 10:
                newlines += 1
                if newline < 0:
                    newline = said
        if said == lowest or newlines > 1:
            return True
        if newline >= 0 and place - newline > 2:
            return True
        stop = said
        while stop > lowest and _closes(self.at(stop - 1)):
            stop -= 1
        if stop == lowest:
            return False
        c = self.at(stop - 1)
        if c == 0x3002 or c == 0xFF01 or c == 0xFF1F:
            return True
        if said == place or not (c == 46 or c == 33 or c == 63 or c == 0x2026):
            return False
        if c == 46:
            word = stop - 1
            while word > lowest and stop - 1 - word < 4 and self.is_word(word - 1):
                word -= 1
            if (
                1 <= stop - 1 - word <= 3
                and self.is_letter(word)
                and not 97 <= self.at(word) <= 122
            ):
                return False
        return not self.is_lower(place)

    cdef Py_ssize_t start(
        self, Py_ssize_t lowest, Py_ssize_t wanted, Py_ssize_t latest
    ) except -1:
        cdef Py_ssize_t cut, token, behind, last
        for cut in range(lowest, min(latest + 1, self.length)):
            if (
                self.starts_word(cut)
                and self.allows(cut)
                and self.starts_sentence(cut)
            ):
                return cut
        last = min(latest, wanted + REACH)
        for cut in range(wanted, min(last + 1, self.length)):
            if self.starts_word(cut) and self.allows(cut):
                return cut
        behind = self.first_token(latest)
        for token in range(self.first_token(wanted), behind):
            if self.allows(self.starts[token]):
                return self.starts[token]
        return latest

    cdef Py_ssize_t end(self, Py_ssize_t earliest, Py_ssize_t limit) except -1:
        cdef Py_ssize_t cut
        if limit >= self.length:
            return self.length
        cut = limit
        while cut > max(earliest, limit - REACH):
            if self.is_space(cut) and self.allows(cut):
                return cut
            cut -= 1
        cut = limit
        while cut > earliest:
            if self.allows(cut):
                return cut
            cut -= 1
        return earliest

    cdef Py_ssize_t stripped(self, Py_ssize_t start, Py_ssize_t end) except -1:
        while end > start and self.is_space(end - 1):
            end -= 1
        return end


cdef inline bint _ends_cjk(Py_UCS4 c) noexcept:
    return (
        c == 0x3002 or c == 0xFF01 or c == 0xFF1F or c == 0x300D or c == 0x300F
    )


cdef inline bint _closes(Py_UCS4 c) noexcept:
    if c < 128:
        return c == 34 or c == 39 or c == 41 or c == 93
    return (
        c == 0x201D or c == 0x2019 or c == 0xBB or c == 0x300D or c == 0x300F
    )


cdef class _Marks:
    """The marked spans of a text and the occurrences behind them."""

    cdef Span* spans
    cdef Py_ssize_t count
    cdef Span* extents
    cdef Py_ssize_t occurrences
    cdef int64_t longest

    def __dealloc__(self):
        PyMem_Free(self.spans)
        PyMem_Free(self.extents)

    cdef int find(self, Tokens tokens, Hits hits) except -1:
        cdef Py_ssize_t i, n = hits.count, m = hits.word_count
        cdef const uint32_t* starts = tokens.starts
        cdef const uint32_t* ends = tokens.ends
        cdef Span* span
        cdef int64_t end
        cdef uint8_t kind
        self.spans = <Span*>PyMem_Malloc((n + m + 1) * sizeof(Span))
        self.extents = <Span*>PyMem_Malloc((n + 1) * sizeof(Span))
        if not self.spans or not self.extents:
            raise MemoryError
        self.count = 0
        self.occurrences = n
        for i in range(n):
            if hits.lasts[i] >= tokens.count or hits.firsts[i] > hits.lasts[i]:
                raise ValueError("damaged positions")
            kind = hits.kinds[hits.patterns[i]]
            end = ends[hits.lasts[i]]
            if kind == 2 and hits.lasts[i] + 1 < tokens.count:
                end = min(end, <int64_t>starts[hits.lasts[i] + 1])
            self.extents[i].start = starts[hits.firsts[i]]
            self.extents[i].end = end
            if end <= self.extents[i].start:
                raise ValueError("damaged offsets")
            if kind:
                self.spans[self.count] = self.extents[i]
                self.count += 1
        for i in range(m):
            span = &self.spans[self.count]
            span.start = starts[hits.words[i]]
            span.end = ends[hits.words[i]]
            self.count += 1
        self.unite()
        return 0

    cdef void unite(self) noexcept:
        cdef Py_ssize_t i, kept = 0
        self.longest = 0
        if not self.count:
            return
        qsort(self.spans, self.count, sizeof(Span), _by_span)
        for i in range(1, self.count):
            if self.spans[i].start < self.spans[kept].end:
                if self.spans[i].end > self.spans[kept].end:
                    self.spans[kept].end = self.spans[i].end
            else:
                kept += 1
                self.spans[kept] = self.spans[i]
        self.count = kept + 1
        for i in range(self.count):
            self.longest = max(
                self.longest, self.spans[i].end - self.spans[i].start
            )

    cdef Py_ssize_t starting_before(self, int64_t place) noexcept:
        """How many spans start before *place*."""
        cdef Py_ssize_t low = 0, high = self.count, middle
        while low < high:
            middle = (low + high) >> 1
            if self.spans[middle].start < place:
                low = middle + 1
            else:
                high = middle
        return low

    cdef list inside(self, int64_t start, int64_t end):
        """The parts of the spans between *start* and *end*, from *start* on."""
        cdef Py_ssize_t i = self.starting_before(start)
        cdef list found = []
        cdef int64_t low, high
        if i and self.spans[i - 1].end > start:
            i -= 1
        while i < self.count and self.spans[i].start < end:
            low = max(self.spans[i].start, start)
            high = min(self.spans[i].end, end)
            found.append((low - start, high - start))
            i += 1
        return found


cdef class _Page:
    """The occurrences among the marked spans of a text, in two orders."""

    cdef _Marks marks
    cdef int64_t size
    cdef Unit* by_first
    cdef Unit* by_last
    cdef int64_t* inside
    cdef uint8_t* shown
    cdef Py_ssize_t patterns

    def __dealloc__(self):
        PyMem_Free(self.by_first)
        PyMem_Free(self.by_last)
        PyMem_Free(self.inside)
        PyMem_Free(self.shown)

    cdef int fill(self, const uint32_t* patterns, Py_ssize_t kinds) except -1:
        cdef Py_ssize_t i, n = self.marks.occurrences
        cdef Span extent
        cdef Unit* unit
        cdef int64_t limit
        self.patterns = kinds
        self.by_first = <Unit*>PyMem_Malloc((n + 1) * sizeof(Unit))
        self.by_last = <Unit*>PyMem_Malloc((n + 1) * sizeof(Unit))
        self.inside = <int64_t*>PyMem_Malloc((kinds + 1) * sizeof(int64_t))
        self.shown = <uint8_t*>PyMem_Malloc(kinds + 1)
        if not (self.by_first and self.by_last and self.inside and self.shown):
            raise MemoryError
        memset(self.inside, 0, kinds * sizeof(int64_t))
        memset(self.shown, 0, kinds)
        for i in range(n):
            self.inside[patterns[i]] += 1
        for i in range(n):
            extent = self.marks.extents[i]
            unit = &self.by_first[i]
            unit.first = self.marks.starting_before(extent.start + 1) - 1
            unit.last = self.marks.starting_before(extent.end) - 1
            limit = self.marks.spans[unit.first].start + self.size
            while self.marks.spans[unit.last].end > limit:
                unit.last -= 1
            unit.pattern = patterns[i]
            unit.weight = 1 + WEIGHT // self.inside[patterns[i]]
            self.by_last[i] = unit[0]
        qsort(self.by_first, n, sizeof(Unit), _by_first)
        qsort(self.by_last, n, sizeof(Unit), _by_last)
        return 0

    cdef Py_ssize_t seek(self, Unit* units, int64_t piece, bint last) noexcept:
        """The first of the units whose first (or last) piece is at least *piece*."""
        cdef Py_ssize_t low = 0, high = self.marks.occurrences, middle
        while low < high:
            middle = (low + high) >> 1
            if (units[middle].last if last else units[middle].first) < piece:
                low = middle + 1
            else:
                high = middle
        return low

    cdef Unit best(self, int64_t low, int64_t high) noexcept:
        """The best window of the pieces from *low* up to *high*.

        Its ``pattern`` is how many new patterns it shows; ``weight`` is 0 where
        there is none.
        """
        cdef Unit best, leaving, unit
        cdef int64_t new = 0, weight = 0, limit
        cdef Py_ssize_t place, entering, n = self.marks.occurrences
        best.first = best.last = best.pattern = best.weight = 0
        memset(self.inside, 0, self.patterns * sizeof(int64_t))
        entering = self.seek(self.by_last, low, True)
        for place in range(self.seek(self.by_first, low, False), n):
            leaving = self.by_first[place]
            if leaving.first >= high:
                break
            limit = self.marks.spans[leaving.first].start + self.size
            while entering < n:
                unit = self.by_last[entering]
                if unit.last >= high or self.marks.spans[unit.last].end > limit:
                    break
                entering += 1
                if unit.first >= leaving.first:
                    weight += unit.weight
                    self.inside[unit.pattern] += 1
                    if self.inside[unit.pattern] == 1 and not self.shown[unit.pattern]:
                        new += 1
            if new > best.pattern or (new == best.pattern and weight > best.weight):
                best.pattern = new
                best.weight = weight
                best.first = leaving.first
                best.last = high - 1
            if leaving.last < high:
                weight -= leaving.weight
                self.inside[leaving.pattern] -= 1
                if not self.inside[leaving.pattern] and not self.shown[leaving.pattern]:
                    new -= 1
        return best

    cdef Span take(self, Unit window) noexcept:
        """Note what *window* shows whole; return its first and last piece."""
        cdef Py_ssize_t place = self.seek(self.by_first, window.first, False)
        cdef int64_t limit = self.marks.spans[window.first].start + self.size
        cdef Unit unit
        cdef Span taken
        taken.start = taken.end = -1
        while place < self.marks.occurrences:
            unit = self.by_first[place]
            place += 1
            if self.marks.spans[unit.first].start >= limit:
                break
            if unit.last <= window.last and self.marks.spans[unit.last].end <= limit:
                if taken.start < 0:
                    taken.start = unit.first
                taken.end = max(taken.end, unit.last)
                self.shown[unit.pattern] = 1
        return taken


cdef list _cores(_Page page, Py_ssize_t count):
    """Choose at most *count* passages; ``plain.choose_passages`` has the rules."""
    cdef list free = [(0, page.marks.count)]
    cdef list chosen = []
    cdef Unit best, window
    cdef Span taken
    while len(chosen) < count:
        best.pattern = best.weight = 0
        for low, high in free:
            window = page.best(low, high)
            if window.pattern > best.pattern or (
                window.pattern == best.pattern and window.weight > best.weight
            ):
                best = window
        if not best.weight:
            break
        taken = page.take(best)
        chosen.append(
            (page.marks.spans[taken.start].start, page.marks.spans[taken.end].end)
        )
        rest = []
        for low, high in free:
            if not low <= taken.start < high:
                rest.append((low, high))
                continue
            if low < taken.start:
                rest.append((low, taken.start))
            if taken.end + 1 < high:
                rest.append((taken.end + 1, high))
        free = rest
    chosen.sort()
    return chosen


cdef list _in_context(_Text text, _Marks marks, list cores, Py_ssize_t size):
    cdef list found = []
    cdef Py_ssize_t floor = 0, ceiling, start, end, room, lowest, wanted
    cdef Py_ssize_t core_start, core_end, number, count = len(cores)
    for number in range(count):
        core_start, core_end = cores[number]
        ceiling = text.length
        if number + 1 < count:
            ceiling = (core_end + <Py_ssize_t>cores[number + 1][0]) // 2
        room = size - (core_end - core_start)
        lowest = max(floor, core_end - size)
        wanted = max(lowest, min(core_start - room // 2, ceiling - size))
        start = text.start(max(lowest, wanted - room // 4), wanted, core_start)
        end = text.end(core_end, min(ceiling, start + size))
        end = text.stripped(start, end)
        found.append((start, end, marks.inside(start, end)))
        floor = end
    return found


cdef list _mark(Tokens tokens, Hits hits):
    """Return the marked spans."""
    cdef _Marks marks = _Marks()
    cdef Py_ssize_t i
    marks.find(tokens, hits)
    return [(marks.spans[i].start, marks.spans[i].end) for i in range(marks.count)]


cdef const char* _ascii_of(str text) except? NULL:
    """Return the bytes of *text*; NULL if it is not ASCII."""
    cdef Py_ssize_t size
    return PyUnicode_AsUTF8AndSize(text, &size) if text.isascii() else NULL


cdef list _show(
    str text, Tokens tokens, Hits hits, Py_ssize_t size, Py_ssize_t count
):
    """Return the passages to show; None if that is left to the plain twin."""
    cdef _Marks marks = _Marks()
    cdef _Text cuts = _Text()
    cdef _Page page
    cdef Py_ssize_t start, end
    marks.find(tokens, hits)
    cuts.text = text
    cuts.length = len(text)
    cuts.ascii = _ascii_of(text)
    cuts.tokens = tokens.count
    cuts.starts = tokens.starts
    cuts.ends = tokens.ends
    cuts.kept = marks.spans
    cuts.spans = marks.count
    if not marks.count:
        start = 0
        while start < cuts.length and cuts.is_space(start):
            start += 1
        if start == cuts.length:
            return []
        end = cuts.end(start, min(start + size, cuts.length))
        if end > start:
            return [(start, cuts.stripped(start, end), [])]
    if count < 0 or not marks.count or marks.longest > size:
        return None
    page = _Page()
    page.marks = marks
    page.size = size
    page.fill(hits.patterns, hits.kind_count)
    return _in_context(cuts, marks, _cores(page, count), size)
