# Which documents have a phrase, and how often.

from libc.stdlib cimport qsort

cdef enum:
    # So many terms of a slot are each asked for a document; more are read by window.
    FEW = 8
    LAST_STAMP = 0x7FFFFFFF


cdef struct Reader:
    # A list with positions, and the block that was decoded last.
    List postings
    uint64_t block
    uint64_t blocks
    uint32_t size
    uint32_t at
    bint has_starts
    uint32_t docs[BLOCK]
    # Positions of the block before each posting.
    uint32_t starts[BLOCK + 1]


cdef struct Entry:
    # A posting of a document of the window: where its positions are.
    uint64_t start
    uint32_t count
    uint32_t next


cdef struct Slot:
    # The terms that may stand at one place of the phrase.
    Reader* readers
    Py_ssize_t reader_count
    uint64_t total
    uint32_t place
    # The window that was read; only of many terms.
    uint32_t* heads
    Entry* entries
    uint32_t entry_count
    uint32_t entry_room
    int64_t base


cdef struct Run:
    # Positions of a term in the document at hand.
    uint64_t start
    uint32_t count


cdef inline bint _decode(Reader* reader, uint64_t block) noexcept nogil:
    """Decode the docnums of a block of the list; False if it is damaged."""
    cdef uint64_t left = reader.postings.count - block * BLOCK
    cdef uint64_t number = reader.postings.first + block
    cdef const Blocks* blocks = reader.postings.blocks
    reader.block = block
    reader.size = <uint32_t>min(<uint64_t>BLOCK, left)
    reader.at = 0
    reader.has_starts = False
    return unpack_block(
        blocks,
        number,
        reader.size,
        blocks.lasts[number - 1] if block else -1,
        reader.docs,
        NULL,
    )


cdef inline int _seek(Reader* reader, uint32_t docnum) noexcept nogil:
    """Stand at the first document from *docnum* on.

    Returns 0 if there is none and -1 if a block is damaged.
    """
    cdef uint64_t block
    cdef uint32_t low, high, middle
    if reader.size and reader.docs[reader.size - 1] >= docnum:
        while reader.docs[reader.at] < docnum:
            reader.at += 1
        return 1
    block = reader.block + 1 if reader.size else reader.block
    if block >= reader.blocks:
        return 0
    block = gallop(
        reader.postings.blocks.lasts + reader.postings.first,
        block,
        reader.blocks,
        docnum,
    )
    if block >= reader.blocks:
        reader.block = block
        reader.size = 0
        return 0
    if not _decode(reader, block):
        return -1
    low, high = 0, reader.size
    while low < high:
        middle = (low + high) >> 1
        if reader.docs[middle] < docnum:
            low = middle + 1
        else:
            high = middle
    # A block that was decoded ends with its last document.
    reader.at = low
    return 1


cdef inline bint _run(Reader* reader, Field field, Run* run) noexcept nogil:
    """Fill in the positions of the posting at hand; False if they are damaged."""
    cdef const Blocks* blocks = reader.postings.blocks
    cdef uint64_t number = reader.postings.first + reader.block
    cdef uint32_t freqs[BLOCK]
    cdef uint32_t i
    if not reader.has_starts:
        unpack_bits(
            blocks.data
            + blocks.offsets[number]
            + packed_bytes(reader.size, blocks.widths[2 * number]),
            blocks.widths[2 * number + 1],
            reader.size,
            freqs,
        )
        reader.starts[0] = 0
        for i in range(reader.size):
            reader.starts[i + 1] = reader.starts[i] + freqs[i] + 1
        reader.has_starts = True
    run.start = field.tokens[number] + reader.starts[reader.at]
    run.count = reader.starts[reader.at + 1] - reader.starts[reader.at]
    return (
        run.start <= field.position_count
        and run.count <= field.position_count - run.start
    )


cdef int _read_window(Slot* slot, Field field, uint32_t docnum) except -1 nogil:
    """List the postings of the window of *docnum*; 0 if one is damaged."""
    cdef uint32_t base = docnum & ~<uint32_t>(WINDOW - 1), place
    cdef Py_ssize_t number
    cdef Reader* reader
    cdef Entry* entries
    cdef Run run
    cdef int state
    memset(slot.heads, 0, WINDOW * sizeof(uint32_t))
    slot.base = base
    slot.entry_count = 1
    for number in range(slot.reader_count):
        reader = &slot.readers[number]
        state = _seek(reader, base)
        while state == 1 and reader.docs[reader.at] - base < WINDOW:
            if not _run(reader, field, &run):
                return 0
            if slot.entry_count == slot.entry_room:
                slot.entry_room *= 2
                entries = <Entry*>realloc(
                    slot.entries, slot.entry_room * sizeof(Entry)
                )
                if entries == NULL:
                    with gil:
                        raise MemoryError
                slot.entries = entries
            place = reader.docs[reader.at] - base
            slot.entries[slot.entry_count].start = run.start
            slot.entries[slot.entry_count].count = run.count
            slot.entries[slot.entry_count].next = slot.heads[place]
            slot.heads[place] = slot.entry_count
            slot.entry_count += 1
            reader.at += 1
            if reader.at == reader.size:
                reader.at -= 1
                state = _seek(reader, reader.docs[reader.at] + 1)
        if state < 0:
            return 0
    return 1


cdef struct Group:
    # Slots with the same terms: their positions, and how many of them they take.
    const uint32_t* places
    Py_ssize_t size
    Py_ssize_t need
    Py_ssize_t at


ctypedef fused Position:
    uint16_t
    uint32_t


cdef inline uint64_t _stamp_run(
    const Position* positions,
    uint32_t count,
    uint32_t* stamps,
    uint32_t place,
    uint32_t wanted,
    uint32_t limit,
) noexcept nogil:
    cdef uint32_t i, start
    cdef uint64_t found = 0
    for i in range(count):
        # A position less than *place* wraps and is behind the limit.
        start = <uint32_t>positions[i] - place
        if start < limit and stamps[start] == wanted:
            stamps[start] = wanted + 1
            found += 1
    return found


cdef int _by_value(const void* one, const void* other) noexcept nogil:
    cdef uint32_t a = (<uint32_t*>one)[0]
    cdef uint32_t b = (<uint32_t*>other)[0]
    return -1 if a < b else a > b


@cython.final
cdef class Phrase:
    """A phrase that is looked for in one field."""

    cdef Field field
    cdef Slot* slots
    # The slots from rare to common.
    cdef Slot** order
    cdef Py_ssize_t slot_count
    # The runs of each slot in the document at hand, one slot after the other.
    cdef Run* runs
    cdef Py_ssize_t* run_counts
    cdef Py_ssize_t run_room
    cdef Py_ssize_t run_count
    # With slop: the window, and of each slot the first that has its terms.
    cdef uint32_t width
    cdef Py_ssize_t* twins
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
        self.run_counts = <Py_ssize_t*>calloc(self.slot_count, sizeof(Py_ssize_t))
        self.twins = <Py_ssize_t*>calloc(self.slot_count, sizeof(Py_ssize_t))
        self.groups = <Group*>calloc(self.slot_count, sizeof(Group))
        if not (
            self.slots
            and self.order
            and self.run_counts
            and self.twins
            and self.groups
        ):
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
        free(self.runs)
        free(self.run_counts)
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
        slot.base = -1
        if slot.reader_count > FEW:
            slot.entry_room = 1024
            slot.heads = <uint32_t*>malloc(WINDOW * sizeof(uint32_t))
            slot.entries = <Entry*>malloc(slot.entry_room * sizeof(Entry))
            if slot.heads == NULL or slot.entries == NULL:
                raise MemoryError
        return 0

    cdef void _sort(self) noexcept:
        cdef Py_ssize_t i, j
        cdef Slot* each
        for i in range(1, self.slot_count):
            each = self.order[i]
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
        cdef Py_ssize_t kept
        if lead.total == 0:
            return new_occurrences(0, 1)
        found = new_occurrences(min(lead.total, <uint64_t>(high - low)), 1)
        with nogil:
            kept = self._find(segment.live, low, high, count, found)
        if kept < 0:
            raise ValueError("damaged postings")
        found.count = kept
        return found

    cdef Py_ssize_t _find(
        self,
        const uint64_t* live,
        uint32_t low,
        uint32_t high,
        count,
        Occurrences found,
    ) except -2 nogil:
        cdef Py_ssize_t kept = 0
        cdef uint64_t docnum = low, freq
        cdef int64_t following
        cdef int state
        while True:
            following = self._next(self.order[0], docnum)
            if following < -1:
                return -1
            if following < 0 or following >= high:
                return kept
            docnum = following
            if is_live(live, <uint32_t>docnum):
                state = self._has_all(<uint32_t>docnum)
                if state < 0:
                    return -1
                if state:
                    if self.width:
                        freq = self._count_loose(count)
                    else:
                        freq = self._count_exact()
                    if freq:
                        found.items[kept] = <uint32_t>docnum
                        found.freqs[kept] = <uint32_t>freq
                        kept += 1
            docnum += 1

    cdef int64_t _next(self, Slot* slot, uint64_t docnum) noexcept nogil:
        """Return the first document of *slot* from *docnum* on.

        -1 if there is none, -2 if a block is damaged.
        """
        cdef int64_t lowest = -1
        cdef Py_ssize_t number
        cdef Reader* reader
        cdef int state
        if slot.base >= 0:
            while docnum < <uint64_t>slot.base + WINDOW:
                if slot.heads[docnum - slot.base]:
                    return docnum
                docnum += 1
        for number in range(slot.reader_count):
            reader = &slot.readers[number]
            state = _seek(reader, <uint32_t>docnum)
            if state < 0:
                return -2
            if state and (lowest < 0 or reader.docs[reader.at] < lowest):
                lowest = reader.docs[reader.at]
        return lowest

    cdef int _has_all(self, uint32_t docnum) except -2 nogil:
        """Gather the runs of all slots; 0 if one has none, -1 if one is damaged."""
        cdef Py_ssize_t number
        cdef int state
        self.run_count = 0
        for number in range(self.slot_count):
            state = self._gather(self.order[number], docnum, number)
            if state <= 0:
                return state
        return 1

    cdef int _gather(
        self, Slot* slot, uint32_t docnum, Py_ssize_t number
    ) except -2 nogil:
        cdef Py_ssize_t each
        cdef uint32_t entry
        cdef Reader* reader
        cdef int state
        self.run_counts[number] = 0
        if slot.heads != NULL:
            if slot.base < 0 or docnum - slot.base >= WINDOW:
                if not _read_window(slot, self.field, docnum):
                    return -1
            entry = slot.heads[docnum - slot.base]
            while entry:
                self._reserve()
                self.runs[self.run_count].start = slot.entries[entry].start
                self.runs[self.run_count].count = slot.entries[entry].count
                self.run_count += 1
                self.run_counts[number] += 1
                entry = slot.entries[entry].next
            return self.run_counts[number] > 0
        for each in range(slot.reader_count):
            reader = &slot.readers[each]
            state = _seek(reader, docnum)
            if state < 0:
                return -1
            if state and reader.docs[reader.at] == docnum:
                self._reserve()
                if not _run(reader, self.field, &self.runs[self.run_count]):
                    return -1
                self.run_count += 1
                self.run_counts[number] += 1
        return self.run_counts[number] > 0

    cdef int _reserve(self) except -1 nogil:
        """Make room for one more run."""
        cdef Run* runs
        if self.run_count < self.run_room:
            return 0
        self.run_room = max(16, 2 * self.run_room)
        runs = <Run*>realloc(self.runs, self.run_room * sizeof(Run))
        if runs == NULL:
            with gil:
                raise MemoryError
        self.runs = runs
        return 0

    cdef inline uint32_t _position(self, uint64_t place) noexcept nogil:
        if self.field.wide != NULL:
            return self.field.wide[place]
        return self.field.narrow[place]

    cdef uint64_t _count_exact(self) except? 0xFFFFFFFFFFFF nogil:
        """Return how often the slots stand side by side in the document at hand.

        The starts of the rarest slot are stamped; each further slot stamps those
        that it goes on with again.
        """
        cdef Py_ssize_t number, each, run = 0
        cdef uint32_t wanted, limit = 0
        cdef uint64_t count = 0
        if self.slot_count == 1:
            for run in range(self.run_count):
                count += self.runs[run].count
            return count
        if self.stamp > LAST_STAMP - <uint32_t>self.slot_count:
            memset(self.stamps, 0, self.stamp_room * sizeof(uint32_t))
            self.stamp = 0
        self.stamp += 1
        for each in range(self.run_counts[0]):
            limit = max(limit, self._stamp_first(&self.runs[run]))
            run += 1
        for number in range(1, self.slot_count):
            wanted = self.stamp
            self.stamp += 1
            count = 0
            for each in range(self.run_counts[number]):
                count += self._stamp_again(
                    &self.runs[run], self.order[number].place, wanted, limit
                )
                run += 1
            if count == 0:
                # Further slots would only use up their stamps.
                return 0
        return count

    cdef uint32_t _stamp_first(self, Run* run) except? 0xFFFFFFFF nogil:
        """Stamp the starts of the rarest slot; return the first behind them."""
        cdef uint32_t place = self.order[0].place, i, start
        cdef uint32_t last = self._position(run.start + run.count - 1)
        cdef uint32_t* stamps
        cdef uint32_t room = max(self.stamp_room, 4096)
        if last < place:
            return 0
        while room <= last - place:
            room *= 2
        if room > self.stamp_room:
            stamps = <uint32_t*>realloc(self.stamps, room * sizeof(uint32_t))
            if stamps == NULL:
                with gil:
                    raise MemoryError
            self.stamps = stamps
            memset(
                stamps + self.stamp_room, 0, (room - self.stamp_room) * sizeof(uint32_t)
            )
            self.stamp_room = room
        for i in range(run.count):
            # A damaged run need not ascend: each position is looked at.
            start = self._position(run.start + i) - place
            if start < room:
                self.stamps[start] = self.stamp
        return last - place + 1

    cdef uint64_t _stamp_again(
        self, Run* run, uint32_t place, uint32_t wanted, uint32_t limit
    ) noexcept nogil:
        """Stamp again the starts that go on at *place*; return their number."""
        if self.field.wide != NULL:
            return _stamp_run(
                self.field.wide + run.start, run.count, self.stamps, place, wanted, limit
            )
        return _stamp_run(
            self.field.narrow + run.start, run.count, self.stamps, place, wanted, limit
        )

    cdef uint64_t _count_loose(self, count) except? 0xFFFFFFFFFFFF nogil:
        """Return how often the slots stand near each other in the document."""
        cdef Py_ssize_t total = 0, run
        cdef uint32_t* places
        for run in range(self.run_count):
            total += self.runs[run].count
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

    cdef Py_ssize_t _read_slot(
        self, Py_ssize_t number, Py_ssize_t run, uint32_t* into
    ) noexcept nogil:
        """Read the positions of a slot, whose first run is *run*, in their order."""
        cdef Py_ssize_t total = 0, each
        cdef uint32_t i
        for each in range(run, run + self.run_counts[number]):
            for i in range(self.runs[each].count):
                into[total] = self._position(self.runs[each].start + i)
                total += 1
        if self.run_counts[number] > 1:
            qsort(into, total, sizeof(uint32_t), _by_value)
        return total

    cdef uint64_t _ask(self, count) except? 0xFFFFFFFFFFFF:
        """Return what *count* makes of the positions of the slots."""
        cdef Py_ssize_t number, total, i, run = 0
        cdef list positions = [None] * self.slot_count
        for number in range(self.slot_count):
            total = self._read_slot(number, run, self.places)
            run += self.run_counts[number]
            positions[self.order[number].place] = [
                self.places[i] for i in range(total)
            ]
        return count(positions)

    cdef uint64_t _count_separate(self) noexcept nogil:
        """Count where slots have all their positions in common or none."""
        cdef Py_ssize_t number, run = 0, group_count = 0, twin, other
        cdef uint32_t* end = self.places
        cdef Group* group
        cdef uint64_t found = 0
        for number in range(self.slot_count):
            twin = self.twins[self.order[number].place]
            if twin == <Py_ssize_t>self.order[number].place:
                group = &self.groups[group_count]
                group.places = end
                group.size = self._read_slot(number, run, end)
                group.need = 0
                for other in range(self.slot_count):
                    group.need += self.twins[other] == twin
                end += group.size
                group_count += 1
            run += self.run_counts[number]
        for number in range(group_count):
            found += _count_from(self.groups, group_count, number, self.width)
        return found


cdef uint64_t _count_from(
    Group* groups, Py_ssize_t group_count, Py_ssize_t lead, uint32_t width
) noexcept nogil:
    """Count the occurrences whose leftmost position is of the group *lead*.

    From there each group finds as many positions as it needs inside the width.
    """
    cdef Py_ssize_t i, number, last
    cdef uint64_t found = 0, first
    cdef bint fits
    for number in range(group_count):
        groups[number].at = 0
    for i in range(groups[lead].size):
        first = groups[lead].places[i]
        fits = True
        for number in range(group_count):
            groups[number].at = gallop(
                groups[number].places, groups[number].at, groups[number].size, first
            )
            last = groups[number].at + groups[number].need - 1
            if (
                last >= groups[number].size
                or groups[number].places[last] >= first + width
            ):
                fits = False
                break
        found += fits
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
    return found[0] if len(found) == 1 else _side_by_side(found[0], found[1])


cdef Occurrences _side_by_side(Occurrences one, Occurrences other):
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
