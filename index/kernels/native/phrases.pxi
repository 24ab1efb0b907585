# Which documents have a phrase, and how often.

cdef enum:
    # So many pairs of positions are compared one by one; for more they are marked.
    FEW_PAIRS = 512
    # A slot with so many times as many postings in a window as documents are left is
    # searched for these; otherwise its postings of the window are all read.
    SEARCHED = 32
    LAST_STAMP = 0x7FFFFFFF


@cython.final
cdef class Phrase:
    """A phrase that is looked for in one field."""

    cdef Field field
    cdef Slot* slots
    # The slots from rare to common.
    cdef Slot** order
    cdef Py_ssize_t slot_count
    # With slop: the window, and of each slot the first that has its terms.
    cdef uint32_t width
    cdef Py_ssize_t* twins
    # Whether slots share some of their terms, and not all.
    cdef bint shared
    cdef uint32_t* stamps
    cdef uint32_t stamp_room
    cdef uint32_t stamp
    # With slop: the positions of the document at hand, and the groups of slots.
    cdef uint32_t* places
    cdef Py_ssize_t place_room
    cdef Group* groups

    def __cinit__(self, Field field, slots, Py_ssize_t slop):
        cdef Py_ssize_t place
        self.field = field
        self.slot_count = len(slots)
        self.width = 0 if self.slot_count < 2 or not slop else self.slot_count + slop
        self.slots = <Slot*>calloc(self.slot_count, sizeof(Slot))
        self.order = <Slot**>calloc(self.slot_count, sizeof(Slot*))
        self.twins = <Py_ssize_t*>calloc(self.slot_count, sizeof(Py_ssize_t))
        self.groups = <Group*>calloc(self.slot_count, sizeof(Group))
        if not (self.slots and self.order and self.twins and self.groups):
            raise MemoryError
        for place in range(self.slot_count):
            self._open(&self.slots[place], slots[place])
            self.slots[place].place = <uint32_t>place
            self.order[place] = &self.slots[place]
        self._sort()
        if self.width:
            self._compare(slots)

    def __dealloc__(self):
        cdef Py_ssize_t place
        if self.slots != NULL:
            for place in range(self.slot_count):
                free(self.slots[place].readers)
                free(self.slots[place].heads)
                free(self.slots[place].entries)
        free(self.slots)
        free(self.order)
        free(self.twins)
        free(self.stamps)
        free(self.places)
        free(self.groups)

    cdef int _open(self, Slot* slot, list numbers) except -1:
        cdef List each
        cdef uint64_t term
        cdef Reader* reader
        slot.readers = <Reader*>malloc((len(numbers) + 1) * sizeof(Reader))
        if slot.readers == NULL:
            raise MemoryError
        for number in numbers:
            term = number
            if not list_of(self.field, 0, term, &each):
                continue
            reader = &slot.readers[slot.reader_count]
            reader.postings = each
            reader.blocks = (each.count + BLOCK - 1) // BLOCK
            reader.block = 0
            reader.size = reader.at = 0
            slot.reader_count += 1
            slot.total += each.count
        slot.heads = <uint32_t*>malloc(WINDOW * sizeof(uint32_t))
        if slot.heads == NULL:
            raise MemoryError
        return 0

    cdef void _sort(self) noexcept:
        cdef Py_ssize_t i, j
        cdef Slot* each
        for i in range(self.slot_count):
            each = &self.slots[i]
            j = i
            while j and self.order[j - 1].total > each.total:
                self.order[j] = self.order[j - 1]
                j -= 1
            self.order[j] = each

    cdef int _compare(self, slots) except -1:
        """Tell which slots have all their terms in common, and if some have some."""
        cdef Py_ssize_t i, j
        terms = [frozenset(slot) for slot in slots]
        for i in range(self.slot_count):
            self.twins[i] = i
            for j in range(i):
                if terms[i] == terms[j]:
                    self.twins[i] = self.twins[j]
                    break
            for j in range(i):
                if terms[i] != terms[j] and not terms[i].isdisjoint(terms[j]):
                    self.shared = True
        return 0

    cdef Occurrences find(self, Segment segment, uint32_t low, uint32_t high, count):
        """Return the documents of the phrase with its frequency."""
        cdef Slot* lead = self.order[0]
        cdef Occurrences found
        cdef Py_ssize_t kept = 0
        cdef int state
        if lead.total == 0:
            return new_occurrences(0, 1)
        found = new_occurrences(min(lead.total, <uint64_t>(high - low)), 1)
        with nogil:
            state = self._find(segment.live, low, high, count, found)
        if not state:
            raise ValueError("damaged postings")
        return found

    cdef int _find(
        self,
        const uint64_t* live,
        uint32_t low,
        uint32_t high,
        count,
        Occurrences found,
    ) except -1 nogil:
        """Look at each window that the rarest slot is in; 0 if one is damaged."""
        cdef uint64_t words[WORDS]
        cdef int64_t lowest = low
        cdef uint32_t base, stop, number
        while True:
            lowest = self._next(<uint32_t>lowest)
            if lowest < 0 or lowest >= high:
                return lowest != -2
            base = <uint32_t>lowest & ~<uint32_t>(WINDOW - 1)
            stop = <uint32_t>min(<uint64_t>high, <uint64_t>base + WINDOW)
            if not self._read_windows(base, stop, live, words):
                return 0
            for number in range(WORDS):
                if words[number] and not self._look(
                    words[number], base + (number << 6), count, found
                ):
                    return 0
            lowest = stop
            if stop == high:
                return 1

    cdef int64_t _next(self, uint32_t docnum) noexcept nogil:
        """Return the first document of the rarest slot from *docnum* on.

        -1 if there is none, -2 if a block is damaged.
        """
        cdef Slot* lead = self.order[0]
        cdef int64_t lowest = -1
        cdef Py_ssize_t number
        cdef Reader* reader
        cdef int state
        for number in range(lead.reader_count):
            reader = &lead.readers[number]
            state = seek(reader, docnum)
            if state < 0:
                return -2
            if state and (lowest < 0 or reader.docs[reader.at] < lowest):
                lowest = reader.docs[reader.at]
        return lowest

    cdef int _read_windows(
        self, uint32_t base, uint32_t stop, const uint64_t* live, uint64_t* words
    ) except -1 nogil:
        """Mark the documents with all slots that are not searched; 0 if damaged.

        Rare slots come first: the fewer documents they leave, the fewer are read.
        """
        cdef Py_ssize_t number, word
        cdef uint64_t left = WINDOW
        cdef Slot* slot
        for word in range(WORDS):
            words[word] = <uint64_t>-1 if live == NULL else live[(base >> 6) + word]
        for number in range(self.slot_count):
            slot = self.order[number]
            slot.is_searched = (
                number > 0
                and left * SEARCHED * self.field.doc_count < slot.total * WINDOW
            )
            if left == 0 or slot.is_searched:
                continue
            if not read_window(slot, self.field, base, stop, words):
                return 0
            left = 0
            for word in range(WORDS):
                words[word] &= slot.bits[word]
                left += count_bits(words[word])
        return 1

    cdef int _look(
        self, uint64_t word, uint32_t base, count, Occurrences found
    ) except -1 nogil:
        """Add those of 64 documents that have the phrase; 0 if one is damaged."""
        cdef uint32_t docnum
        cdef uint64_t freq = 0
        cdef int state
        while word:
            docnum = base + lowest_bit(word)
            word &= word - 1
            if self.width:
                state = self._gather(docnum)
            else:
                state = self._count_exact(docnum, &freq)
            if state == 0:
                return 0
            if state == 2:
                continue
            if self.width:
                freq = self._count_loose(count)
            if freq:
                found.items[found.count] = docnum
                found.freqs[found.count] = <uint32_t>freq
                found.count += 1
        return 1

    cdef inline int _reach(self, Slot* slot, uint32_t docnum) except -1 nogil:
        """Find the entries of a slot; 2 if it has none, 0 if one is damaged."""
        if slot.is_searched:
            return search_document(slot, self.field, docnum)
        slot.head = slot.heads[docnum & (WINDOW - 1)]
        return 1

    cdef inline int _gather(self, uint32_t docnum) except -1 nogil:
        """Find the entries of all slots; 2 if one has none, 0 if one is damaged."""
        cdef Py_ssize_t number
        cdef int state
        for number in range(self.slot_count):
            state = self._reach(self.order[number], docnum)
            if state != 1:
                return state
        return 1

    cdef inline int _count_exact(
        self, uint32_t docnum, uint64_t* found
    ) except -1 nogil:
        """Count how often the slots stand side by side in a document.

        The starts of the rarest slot are stamped; each further slot stamps those
        that it goes on with again. Returns 2 if there are none, 0 if the document is
        damaged.
        """
        cdef Slot* slot = self.order[0]
        cdef Py_ssize_t number
        cdef uint32_t limit = 0, wanted, head
        cdef Entry* entry
        cdef int state = self._reach(slot, docnum)
        if state != 1:
            return state
        head = slot.head
        found[0] = 0
        if self.slot_count == 1:
            while head:
                found[0] += slot.entries[head].count
                head = slot.entries[head].next
            return 1
        if self.slot_count == 2:
            state = self._reach(self.order[1], docnum)
            if state != 1:
                return state
            if self._count_pairs(found):
                return 1 if found[0] else 2
        if self.stamp > LAST_STAMP - <uint32_t>self.slot_count:
            memset(self.stamps, 0, self.stamp_room * sizeof(uint32_t))
            self.stamp = 0
        self.stamp += 1
        while head:
            entry = &slot.entries[head]
            limit = max(limit, self._stamp_first(entry, slot.place))
            head = entry.next
        for number in range(1, self.slot_count):
            slot = self.order[number]
            state = self._reach(slot, docnum)
            if state != 1:
                return state
            wanted = self.stamp
            self.stamp += 1
            found[0] = self._stamp_again(slot, wanted, limit)
            if found[0] == 0:
                return 2
        return 1

    cdef inline uint64_t _stamp_again(
        self, Slot* slot, uint32_t wanted, uint32_t limit
    ) noexcept nogil:
        """Stamp again the starts that a slot goes on with; return their number."""
        cdef uint32_t head = slot.head
        cdef Entry* entry
        cdef uint64_t count = 0
        while head:
            entry = &slot.entries[head]
            if self.field.wide == NULL:
                count += stamp_again(
                    self.field.narrow + entry.start,
                    entry.count,
                    self.stamps,
                    slot.place,
                    wanted,
                    limit,
                )
            else:
                count += stamp_again(
                    self.field.wide + entry.start,
                    entry.count,
                    self.stamps,
                    slot.place,
                    wanted,
                    limit,
                )
            head = entry.next
        return count

    cdef inline bint _count_pairs(self, uint64_t* count) noexcept nogil:
        """Count neighbours without stamps; False if they are many, or wide."""
        cdef Slot* one = self.order[0]
        cdef Slot* other = self.order[1]
        cdef Entry* first = &one.entries[one.head]
        cdef Entry* second = &other.entries[other.head]
        if (
            self.field.wide != NULL
            or first.next
            or second.next
            or <uint64_t>first.count * second.count > FEW_PAIRS
            or second.start + second.count + 8 > self.field.position_count
        ):
            return False
        count[0] = count_pairs(
            self.field.narrow + first.start,
            first.count,
            self.field.narrow + second.start,
            second.count,
            <int32_t>other.place - <int32_t>one.place,
        )
        return True

    cdef inline uint32_t _stamp_first(
        self, Entry* entry, uint32_t place
    ) except? 0xFFFFFFFF nogil:
        """Stamp the starts of a term of the rarest slot; return what is behind."""
        cdef uint32_t last = self._position(entry.start + entry.count - 1)
        if last >= self.stamp_room:
            self._add_stamps(last)
        if self.field.wide == NULL:
            return stamp_first(
                self.field.narrow + entry.start,
                entry.count,
                self.stamps,
                place,
                self.stamp,
                self.stamp_room,
            )
        return stamp_first(
            self.field.wide + entry.start,
            entry.count,
            self.stamps,
            place,
            self.stamp,
            self.stamp_room,
        )

    cdef int _add_stamps(self, uint32_t last) except -1 nogil:
        """Make room for a stamp at *last*."""
        cdef uint32_t* stamps
        cdef uint64_t room = max(self.stamp_room, 4096)
        while room <= last:
            room *= 2
        room = min(room, <uint64_t>0xFFFFFFFF)
        stamps = <uint32_t*>realloc(self.stamps, room * sizeof(uint32_t))
        if stamps == NULL:
            with gil:
                raise MemoryError
        self.stamps = stamps
        memset(
            stamps + self.stamp_room, 0, (room - self.stamp_room) * sizeof(uint32_t)
        )
        self.stamp_room = <uint32_t>room
        return 0

    cdef inline uint32_t _position(self, uint64_t place) noexcept nogil:
        if self.field.wide != NULL:
            return self.field.wide[place]
        return self.field.narrow[place]

    cdef uint64_t _count_loose(self, count) except? 0xFFFFFFFFFFFF nogil:
        """Return how often the slots stand near each other in the document."""
        cdef Py_ssize_t total = 0, number
        cdef uint32_t* places
        cdef uint32_t head
        for number in range(self.slot_count):
            head = self.slots[number].head
            while head:
                total += self.slots[number].entries[head].count
                head = self.slots[number].entries[head].next
        if total > self.place_room:
            places = <uint32_t*>realloc(self.places, total * sizeof(uint32_t))
            if places == NULL:
                with gil:
                    raise MemoryError
            self.places = places
            self.place_room = total
        if self.shared:
            with gil:
                return self._ask(count)
        return self._count_separate()

    cdef Py_ssize_t _read_slot(self, Slot* slot, uint32_t* into) noexcept nogil:
        """Read the positions of a slot in their order; return their number."""
        cdef Py_ssize_t total = 0
        cdef uint32_t head = slot.head, i
        cdef Entry* entry
        while head:
            entry = &slot.entries[head]
            for i in range(entry.count):
                into[total] = self._position(entry.start + i)
                total += 1
            head = entry.next
        if slot.entries[slot.head].next:
            qsort(into, total, sizeof(uint32_t), by_value)
        return total

    cdef uint64_t _ask(self, count) except? 0xFFFFFFFFFFFF:
        """Return what *count* makes of the positions of the slots."""
        cdef Py_ssize_t number, total, i
        cdef list positions = []
        for number in range(self.slot_count):
            total = self._read_slot(&self.slots[number], self.places)
            positions.append([self.places[i] for i in range(total)])
        return count(positions)

    cdef uint64_t _count_separate(self) noexcept nogil:
        """Count where slots have all their positions in common or none."""
        cdef Py_ssize_t number, group_count = 0, other
        cdef uint32_t* end = self.places
        cdef Group* group
        cdef uint64_t found = 0
        for number in range(self.slot_count):
            if self.twins[number] != number:
                continue
            group = &self.groups[group_count]
            group.places = end
            group.size = self._read_slot(&self.slots[number], end)
            group.need = 0
            for other in range(self.slot_count):
                group.need += self.twins[other] == number
            end += group.size
            group_count += 1
        for number in range(group_count):
            found += count_from(self.groups, group_count, number, self.width)
        return found


def match_phrase(
    Segment segment,
    tuple fields,
    list slots,
    Py_ssize_t slop,
    count,
    uint32_t low,
    uint32_t high,
):
    cdef list found = []
    cdef Phrase phrase
    if not 1 <= len(fields) <= FIELDS:
        raise ValueError("one field or two")
    for field in fields:
        if not (<Field>field).has_positions:
            raise ValueError("a field without positions")
        phrase = Phrase(field, slots, slop)
        found.append(phrase.find(segment, low, high, count))
    return found[0] if len(found) == 1 else side_by_side(found[0], found[1])


cdef Occurrences side_by_side(Occurrences one, Occurrences other):
    """Return the documents of either field with the frequencies of both."""
    cdef Occurrences found = new_occurrences(one.count + other.count, 2)
    cdef Py_ssize_t i = 0, j = 0, kept = 0
    cdef uint64_t a, b, lowest
    with nogil:
        while i < one.count or j < other.count:
            a = one.items[i] if i < one.count else <uint64_t>-1
            b = other.items[j] if j < other.count else <uint64_t>-1
            lowest = min(a, b)
            found.items[kept] = <uint32_t>lowest
            found.freqs[kept] = one.freqs[i] if a == lowest else 0
            found.freqs[found.room + kept] = other.freqs[j] if b == lowest else 0
            i += a == lowest
            j += b == lowest
            kept += 1
    found.count = kept
    return found
