# The grammar of tokens over text in UTF-8, which has zeros behind it. Each rule gives
# where it ends, or 0 where it does not match.

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

# The classes of `analysis.character_table`.
cdef enum:
    WORD = 1
    LETTER = 2
    DIGIT = 4
    MARK = 8
    UNSPACED_PART = 16
    RUN_START = 32
    UNIT_TAIL = 64
    ALPHANUMERIC = 128
    INVISIBLE = 256
    PLAIN_SHIFT = 9

cdef enum:
    MAX_ARTICLES = 64
    MAX_VARIANTS = 8


cdef struct Grammar:
    const uint16_t* classes
    # In lower case, eight letters in a number.
    uint64_t articles[MAX_ARTICLES]
    size_t article_count
    uint32_t variants[MAX_VARIANTS]
    uint8_t letters[MAX_VARIANTS]
    size_t variant_count


cdef inline uint32_t decode(const uint8_t* at, size_t* size) noexcept nogil:
    """Return the code point of valid UTF-8, lone surrogates included."""
    cdef uint32_t lead = at[0]
    if lead < 0x80:
        size[0] = 1
        return lead
    if lead < 0xE0:
        size[0] = 2
        return (lead & 0x1F) << 6 | (at[1] & 0x3F)
    if lead < 0xF0:
        size[0] = 3
        return (lead & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F)
    size[0] = 4
    return (
        (lead & 0x07) << 18 | (at[1] & 0x3F) << 12 | (at[2] & 0x3F) << 6
        | (at[3] & 0x3F)
    )


cdef inline void copy_character(
    uint8_t* to, const uint8_t* at, size_t size
) noexcept nogil:
    cdef size_t i
    for i in range(size):
        to[i] = at[i]


cdef inline size_t valid_size(const uint8_t* at, size_t left) noexcept nogil:
    """Return the size of the character beyond ASCII, or 0 where it is none."""
    cdef uint32_t lead = at[0]
    cdef size_t size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    cdef size_t i
    if lead < 0xC0 or size > left:
        return 0
    for i in range(1, size):
        if (at[i] & 0xC0) != 0x80:
            return 0
    if size == 4 and (lead > 0xF4 or (lead == 0xF4 and at[1] > 0x8F)):
        return 0
    return size


cdef inline uint32_t class_at(
    const Grammar* grammar, const uint8_t* text, size_t at, size_t* size
) noexcept nogil:
    return grammar.classes[decode(text + at, size)]


cdef inline bint has(
    const Grammar* grammar, const uint8_t* text, size_t at, uint32_t bits
) noexcept nogil:
    cdef size_t size
    return (class_at(grammar, text, at, &size) & bits) != 0


cdef inline size_t after_letter(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    """``letter {mark}``."""
    cdef size_t size
    if not class_at(grammar, text, at, &size) & LETTER:
        return 0
    at += size
    while text[at] >= 0x80 and class_at(grammar, text, at, &size) & MARK:
        at += size
    return at


cdef inline bint is_possessive(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    return (
        text[at] == c"'"
        and (text[at + 1] | 0x20) == c"s"
        and not has(grammar, text, at + 2, WORD | MARK)
    )


cdef size_t after_elided(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    cdef uint64_t article = 0
    cdef size_t count, size, i
    cdef uint32_t code
    cdef uint8_t letter
    for count in range(9):
        code = decode(text + at, &size)
        letter = 0
        if size == 1:
            letter = code | 0x20
            if letter < c"a" or letter > c"z":
                break
        else:
            for i in range(grammar.variant_count):
                if grammar.variants[i] == code:
                    letter = grammar.letters[i]
        if letter == 0 or count == 8:
            return 0
        article |= <uint64_t>letter << 8 * count
        at += size
    if text[at] != c"'" or not has(grammar, text, at + 1, LETTER):
        return 0
    for i in range(grammar.article_count):
        if grammar.articles[i] == article:
            return 0 if is_possessive(grammar, text, at) else at + 1
    return 0


cdef size_t after_dotted_or_symbol(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    cdef size_t letter = after_letter(grammar, text, at)
    cdef size_t end = letter
    cdef size_t following
    if letter == 0:
        return 0
    while text[end] == c".":
        following = after_letter(grammar, text, end + 1)
        if following == 0 or has(grammar, text, following, WORD):
            break
        end = following
    if end != letter:
        return end + (text[end] == c".")
    if text[end] == c"#":
        end += 1
    elif text[end] == c"+" and text[end + 1] == c"+":
        end += 2
    else:
        return 0
    return 0 if has(grammar, text, end, ALPHANUMERIC | MARK) else end


cdef size_t after_part(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    """One to three letters. Fewer than there are would never match: no sign follows."""
    cdef size_t end = after_letter(grammar, text, at)
    cdef size_t following = end
    cdef int more
    for more in range(2):
        if following:
            following = after_letter(grammar, text, end)
            end = following or end
    return end


cdef size_t after_joined(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    cdef size_t first = after_part(grammar, text, at)
    cdef size_t end = first
    cdef size_t following
    if first == 0:
        return 0
    while text[end] == c"&":
        following = after_part(grammar, text, end + 1)
        if following == 0 or has(grammar, text, following, WORD):
            break
        end = following
    return 0 if end == first else end


cdef inline size_t after_chunk(
    const Grammar* grammar, const uint8_t* text, size_t at, uint32_t* last
) noexcept nogil:
    """Characters and marks of a word, any number; *last* is the class of the last."""
    cdef size_t size
    cdef uint32_t bits = class_at(grammar, text, at, &size)
    while bits & (WORD | MARK):
        last[0] = bits
        at += size
        bits = class_at(grammar, text, at, &size)
    return at


cdef size_t after_word(
    const Grammar* grammar, const uint8_t* text, size_t at, uint32_t last
) noexcept nogil:
    """The chunks that a sign joins to the one that ends at *at*, if there are any."""
    cdef size_t size
    cdef uint32_t bits
    while True:
        if text[at] == c"'":
            if last & DIGIT or not has(grammar, text, at + 1, LETTER):
                return at
        elif text[at] == c"." or text[at] == c",":
            bits = class_at(grammar, text, at + 1, &size)
            if not last & DIGIT or (bits & (DIGIT | WORD)) != DIGIT | WORD:
                return at
        else:
            return at
        at = after_chunk(grammar, text, at + 1, &last)


cdef bint is_after_digit(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    if at == 0:
        return False
    at -= 1
    while (text[at] & 0xC0) == 0x80:
        at -= 1
    return has(grammar, text, at, DIGIT)
