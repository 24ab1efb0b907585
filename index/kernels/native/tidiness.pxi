# What may be to be cleaned in a text, see index/cleaning/suspicion.py. What is told
# to be there may not be; what is not told is not there.

cdef extern from "string.h" nogil:
    void* memmem(const void* text, size_t size, const void* part, size_t part_size)
    void* memchr(const void* text, int byte, size_t size)

cdef enum:
    IS_CONTROL = 1
    IS_MARKUP = 2
    IS_FORM = 4
    IS_REPETITION = 8
    IS_LINKS = 16
    IS_TITLE = 32
    IS_ANYTHING = 63

    # As in index/cleaning/repeated_body.py.
    PROBE_BYTES = 24
    # As in index/cleaning/link_lists.py: of a key, and of what stands before them.
    KEY_BYTES = 16
    PAIR_BITS = 2048
    PAIR_BYTES = 256
    FIRST_KEY = 770


cdef int text_suspicions(const uint8_t* text, size_t size) noexcept nogil:
    cdef uint8_t control = 0, wide = 0, tag = 0, entity = 0, each
    cdef size_t place
    cdef int found = 0
    for place in range(size):
        each = text[place]
        control |= (
            (each < 0x20) & (each != 0x09) & (each != 0x0A) & (each != 0x0D)
        ) | (each == 0x7F)
        wide |= each
        tag |= each == c"<"
        entity |= each == c"&"
    if control:
        found |= IS_CONTROL
    if tag and has_tag(text, size):
        found |= IS_MARKUP
    if entity and has_entity(text, size):
        found |= IS_MARKUP
    if wide & 0x80:
        found |= wide_suspicions(text, size)
    return found


cdef bint has_tag(const uint8_t* text, size_t size) noexcept nogil:
    cdef const uint8_t* end = text + size
    cdef const uint8_t* at = text
    while True:
        at = <const uint8_t*>memchr(at, c"<", end - at)
        if at is NULL:
            return False
        at += 1
        if at < end and (at[0] == c"/" or c"a" <= at[0] <= c"z"):
            return True


cdef bint has_entity(const uint8_t* text, size_t size) noexcept nogil:
    cdef const uint8_t* end = text + size
    cdef const uint8_t* at = text
    cdef size_t length
    while True:
        at = <const uint8_t*>memchr(at, c"&", end - at)
        if at is NULL:
            return False
        at += 1
        length = 1 if at < end and at[0] == c"#" else 0
        while at + length < end and length < 34 and is_alphanumeric(at[length]):
            length += 1
        if at + length < end and at[length] == c";":
            return True


cdef bint is_alphanumeric(uint8_t each) noexcept nogil:
    return c"0" <= each <= c"9" or c"a" <= (each | 0x20) <= c"z"


cdef int wide_suspicions(const uint8_t* text, size_t size) noexcept nogil:
    """Look at what is not ASCII: at control characters, and at what may compose."""
    cdef size_t place = 0
    cdef uint8_t first, second, third
    cdef int found = 0
    while place < size:
        first = text[place]
        if first < 0x80:
            place += 1
            continue
        # The text is whole: there are as many bytes as the first one says.
        second = text[place + 1]
        if first < 0xE0:
            if first == 0xC2:
                if second < 0xA0:
                    found |= IS_CONTROL
            elif first >= 0xCC and may_compose_two(first, second):
                found |= IS_FORM
            place += 2
            continue
        third = text[place + 2]
        if first < 0xF0:
            if first == 0xE2 and second == 0x80 and (third == 0xA8 or third == 0xA9):
                found |= IS_CONTROL
            elif first == 0xEF and second == 0xBB and third == 0xBF:
                found |= IS_CONTROL
            elif may_compose_three(first, second, third):
                found |= IS_FORM
            place += 3
            continue
        # Emoji, and rare Chinese but for what is kept for the sake of other sets.
        if first != 0xF0 or (second != 0x9F and not 0xA0 <= second < 0xAF):
            found |= IS_FORM
        place += 4
    return found


cdef bint may_compose_two(uint8_t first, uint8_t second) noexcept nogil:
    """Whether a character of two bytes, from U+0300 on, may be one not composed."""
    if first <= 0xCD:
        return True
    if first == 0xCE:
        return second == 0x87
    if first == 0xD2:
        return 0x83 <= second <= 0x87
    if first == 0xD6:
        return second >= 0x91
    if first == 0xD8:
        return 0x90 <= second <= 0x9A
    if first == 0xD9:
        return 0x8B <= second <= 0x9F or second == 0xB0
    return first == 0xD7 or first >= 0xDB


cdef bint may_compose_three(
    uint8_t first, uint8_t second, uint8_t third
) noexcept nogil:
    """Whether a character of three bytes may be one that is not composed."""
    if first == 0xE1:
        return not 0xB8 <= second <= 0xBB
    if first == 0xE2:
        if second == 0x80:
            return third <= 0x81
        if second == 0x83:
            return third >= 0x90
        if second == 0x84:
            return third >= 0xA6
        return second in (0x8C, 0xAB, 0xB3, 0xB5, 0xB7)
    if first == 0xE3:
        if second == 0x80:
            return 0xAA <= third <= 0xAF
        return second == 0x82 and (third == 0x99 or third == 0x9A)
    if first == 0xEA:
        return second < 0xB0
    if first == 0xEF:
        return 0xA4 <= second <= 0xAD or second == 0xB8
    return first == 0xE0


cdef bint may_repeat(const uint8_t* text, size_t size) noexcept nogil:
    """Whether one of a few passages of *text* comes again after it."""
    if size < 4 * PROBE_BYTES:
        return False
    return (
        comes_again(text, size, size // 8)
        or comes_again(text, size, size // 4)
        or comes_again(text, size, size // 3)
    )


cdef bint comes_again(const uint8_t* text, size_t size, size_t start) noexcept nogil:
    """Whether the passage at *start* is in *text* once more, after its end."""
    cdef const uint8_t* passage = text + start
    cdef uint8_t first = passage[0], second = passage[7]
    cdef uint8_t third = passage[15], last = passage[23]
    cdef uint8_t found = 0
    cdef size_t place
    # Without a branch the compiler looks at many places at once; memmem takes twice
    # as long, and has the last word.
    for place in range(start + PROBE_BYTES, size - PROBE_BYTES + 1):
        found |= (
            (text[place] == first)
            & (text[place + 7] == second)
            & (text[place + 15] == third)
            & (text[place + 23] == last)
        )
    if not found:
        return False
    place = start + PROBE_BYTES
    return memmem(text + place, size - place, passage, PROBE_BYTES) is not NULL


cdef bint has_link_line(
    const uint8_t* text, size_t size, const uint8_t* keys
) noexcept nogil:
    """Whether a line, not the first, begins with one of the *keys*."""
    cdef const uint8_t* end = text + size
    cdef const uint8_t* at = text
    while True:
        at = <const uint8_t*>memchr(at, c"\n", end - at)
        if at is NULL:
            return False
        at += 1
        if starts_with_key(at, end, keys):
            return True


cdef bint starts_with_key(
    const uint8_t* at, const uint8_t* end, const uint8_t* keys
) noexcept nogil:
    cdef uint8_t line[KEY_BYTES]
    cdef size_t length = 0
    cdef size_t number, last
    cdef const uint8_t* key
    at = past_marks(at, end)
    if at >= end:
        return False
    # A key of one byte may be all that is left, whatever would stand second.
    if not is_start_of_key(small(at[0]), small(at[1]) if end - at > 1 else 0, keys):
        return False
    while length < KEY_BYTES and at < end and at[0] != c"\n":
        at = take_normal(at, end, line, &length)
    number = key_start(line[0], keys)
    last = key_start(line[0] + 1, keys)
    while number < last:
        key = keys + FIRST_KEY + number * (KEY_BYTES + 1)
        if key[0] <= length and memcmp(key + 1, line, key[0]) == 0:
            return True
        number += 1
    return False


cdef uint8_t small(uint8_t each) noexcept nogil:
    return each | 0x20 if c"A" <= each <= c"Z" else each


cdef bint is_start_of_key(
    size_t first, size_t second, const uint8_t* keys
) noexcept nogil:
    """Whether a key may begin with these two bytes."""
    cdef size_t bit = (first * 37 + second) % PAIR_BITS
    return keys[bit // 8] >> (bit % 8) & 1


cdef size_t key_start(size_t first, const uint8_t* keys) noexcept nogil:
    """Return the number of the first key that begins with *first* or a later byte."""
    cdef const uint8_t* found = keys + PAIR_BYTES + 2 * first
    return found[0] | (<size_t>found[1]) << 8


cdef const uint8_t* past_marks(
    const uint8_t* at, const uint8_t* end
) noexcept nogil:
    """Return where the first word of a line may begin."""
    while at < end:
        if at[0] < 0x80:
            if is_alphanumeric(at[0]) or at[0] == c"\n":
                return at
            at += 1
        elif at[0] == 0xC2:
            at += 2
        elif at[0] == 0xE2 or at[0] == 0xEF or (at[0] == 0xE3 and at[1] == 0x80):
            at += 3
        elif at[0] == 0xF0:
            at += 4
        else:
            return at
    return end


cdef const uint8_t* take_normal(
    const uint8_t* at, const uint8_t* end, uint8_t* line, size_t* length
) noexcept nogil:
    """Put what stands at *at* to *line* as the keys have it; return what follows."""
    cdef bint is_space = False
    while at < end and (at[0] == c" " or (at[0] == 0xC2 and at[1] == 0xA0)):
        is_space = True
        at += 1 if at[0] == c" " else 2
    if is_space:
        line[length[0]] = c" "
    elif at[0] == 0xE2 and at[1] == 0x80 and at[2] == 0x99:
        line[length[0]] = c"'"
        at += 3
    else:
        line[length[0]] = small(at[0])
        at += 1
    length[0] += 1
    return at


cdef bint is_blank(const uint8_t* text, size_t size) noexcept nogil:
    """Whether there may be nothing but white space."""
    cdef size_t place
    for place in range(size):
        if text[place] > 0x20 and (text[place] < 0x80 or text[place] > 0xC2):
            if text[place] < 0xE1 or text[place] > 0xE3:
                return False
    return True
