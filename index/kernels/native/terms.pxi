# Which documents have one of some terms, and how often.

cdef enum:
    # The fields of a term: at most title and body.
    FIELDS = 2
    # The longest list is read by itself if the others have so little of all.
    SHARE = 5


cdef List* list_all(
    tuple fields, list numbers, Py_ssize_t* list_count, uint64_t* total
) except NULL:
    """Return the lists of some terms, to be freed, and count their postings."""
    cdef List* lists
    cdef Field field
    cdef uint64_t term
    cdef int number
    if not 1 <= len(fields) <= FIELDS:
        raise ValueError("one field or two")
    lists = <List*>malloc((len(fields) * len(numbers) + 1) * sizeof(List))
    if lists == NULL:
        raise MemoryError
    list_count[0] = 0
    total[0] = 0
    try:
        for number in range(len(fields)):
            field = fields[number]
            for each in numbers:
                term = each
                if list_of(field, number, term, &lists[list_count[0]]):
                    total[0] += lists[list_count[0]].count
                    list_count[0] += 1
    except:
        free(lists)
        raise
    return lists


def count_postings(tuple fields, list numbers):
    cdef Py_ssize_t list_count
    cdef uint64_t total
    free(list_all(fields, numbers, &list_count, &total))
    return total


def match_terms(
    Segment segment,
    tuple fields,
    list numbers,
    uint32_t low,
    uint32_t high,
    Docs within=None,
):
    cdef Py_ssize_t list_count
    cdef uint64_t total
    cdef List* lists = list_all(fields, numbers, &list_count, &total)
    try:
        if within is not None:
            return match_within(
                segment, len(fields), lists, list_count, total, within, low, high
            )
        return _match(segment, len(fields), lists, list_count, total, low, high)
    finally:
        free(lists)


cdef Occurrences _match(
    Segment segment,
    int field_count,
    List* lists,
    Py_ssize_t list_count,
    uint64_t total,
    uint32_t low,
    uint32_t high,
):
    cdef Occurrences found, further
    cdef Py_ssize_t kept = 0, number, longest = 0
    cdef Cursor* cursors
    if list_count == 0:
        return new_occurrences(0, field_count)
    for number in range(1, list_count):
        if lists[number].count > lists[longest].count:
            longest = number
    if list_count == 1 or (total - lists[longest].count) * SHARE < total:
        lists[0], lists[longest] = lists[longest], lists[0]
        further = _match(
            segment,
            field_count,
            lists + 1,
            list_count - 1,
            total - lists[0].count,
            low,
            high,
        )
        found = _read_one(segment, field_count, &lists[0], further.count, low, high)
        if further.count:
            _insert(found, lists[0].field, further)
        return found
    found = new_occurrences(min(total, <uint64_t>(high - low)), field_count)
    cursors = <Cursor*>malloc(list_count * sizeof(Cursor))
    if cursors == NULL:
        raise MemoryError
    with nogil:
        kept = merge_lists(segment.live, lists, list_count, low, high, cursors, found)
        free(cursors)
    if kept < 0:
        raise ValueError("damaged postings")
    found.count = kept
    return found


cdef Occurrences _read_one(
    Segment segment,
    int field_count,
    const List* each,
    Py_ssize_t more,
    uint32_t low,
    uint32_t high,
):
    """Decode one list, with room for so many documents more."""
    # What a block has before *low* and from *high* on is read, too.
    cdef Occurrences found = new_occurrences(
        more + min(each.count, <uint64_t>(high - low) + 2 * BLOCK), field_count
    )
    cdef uint32_t* freqs = found.freqs + each.field * found.room
    cdef Py_ssize_t kept
    cdef int field
    with nogil:
        for field in range(field_count):
            if field != each.field:
                memset(
                    found.freqs + field * found.room,
                    0,
                    found.room * sizeof(uint32_t),
                )
        kept = read_list(each, low, high, found.items, freqs)
        if kept > 0:
            kept = keep_live(segment.live, found.items, freqs, kept)
    if kept < 0:
        raise ValueError("damaged postings")
    found.count = kept
    return found


cdef inline void _move(
    uint32_t* items, Py_ssize_t count, Py_ssize_t places
) noexcept nogil:
    """Move *items* up by some *places*; most often they are few."""
    cdef Py_ssize_t i
    if count > 64:
        memmove(items + places, items, count * sizeof(uint32_t))
        return
    for i in range(count - 1, -1, -1):
        items[i + places] = items[i]


cdef int _insert(Occurrences found, int own, Occurrences further) except -1:
    """Add *further* ones to *found*, which has room, in the field *own* alone so far."""
    cdef Py_ssize_t* places = <Py_ssize_t*>malloc(further.count * sizeof(Py_ssize_t))
    cdef Py_ssize_t i, place = 0, missing = 0, end = found.count, target
    cdef uint32_t* freqs = found.freqs + own * found.room
    cdef uint32_t docnum
    cdef int field
    if places == NULL:
        raise MemoryError
    with nogil:
        for i in range(further.count):
            docnum = further.items[i]
            place = gallop(found.items, place, found.count, docnum)
            places[i] = place
            if place == found.count or found.items[place] != docnum:
                # A document of its own: told by the complement.
                places[i] = ~place
                missing += 1
        found.count += missing
        i = further.count
        while i:
            i -= 1
            place = places[i] if places[i] >= 0 else ~places[i]
            # What stands behind moves by the documents that are still to come.
            if missing:
                _move(found.items + place, end - place, missing)
                _move(freqs + place, end - place, missing)
                end = place
            if places[i] < 0:
                missing -= 1
                found.items[place + missing] = further.items[i]
                freqs[place + missing] = 0
            target = place + missing
            for field in range(found.field_count):
                found.freqs[field * found.room + target] += further.freqs[
                    field * further.room + i
                ]
        free(places)
    return 0
