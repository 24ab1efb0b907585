"""The tokenizer by table: texts in UTF-8 in, numbers of words and offsets out.

The grammar is that of :mod:`broadsheet.index.analysis.tokenizer`, rule by rule, its
characters classified by :mod:`broadsheet.index.analysis.character_table`. What most
words are, ASCII letters and digits with nothing after them that could belong to them,
is found eight bytes at a time. ``index.kernels.plain.tokenise`` is its twin.
"""

from os import urandom

import numpy as np

cimport cython
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcmp, memcpy, memset

from ...analysis.character_table import character_table

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

# What a byte is where a token may start ...
cdef enum:
    SEPARATOR = 0
    PLAIN_WORD = 1
    LOOK = 2
    NUL = 3

# ... and what follows from one where a word of ASCII ends.
cdef enum:
    APART = 0
    POINT = 1
    MAY_JOIN = 2

cdef enum:
    MAX_ARTICLES = 64
    MAX_VARIANTS = 8
    # Behind what is read eight bytes at a time.
    PADDING = 16
    LONG = 1 << 29
    FIRST_BITS = 9

# How a word is to be read, see `plain.tokenise`.
cdef enum:
    RUN_KIND = 2

CASED, UNCASED, RUN = 0, 1, RUN_KIND

cdef extern from *:
    """
    #define EACH(byte) (0x0101010101010101ULL * (byte))
    """
    const uint64_t EACH(int byte) noexcept nogil


cdef struct Grammar:
    const uint16_t* classes
    # In lower case, eight letters in a number.
    uint64_t articles[MAX_ARTICLES]
    size_t article_count
    uint32_t variants[MAX_VARIANTS]
    uint8_t letters[MAX_VARIANTS]
    size_t variant_count


# A place of the table of words. A word of at most eight bytes is all in it.
cdef struct Slot:
    uint64_t head
    uint32_t size_and_kind
    uint32_t next_number  # the word's number + 1, or 0


cdef struct Word:
    size_t end
    uint32_t kind


cdef struct Token:
    uint32_t word
    uint32_t start
    uint32_t end


# Characters that are left out of the text as it is read: so many before that one.
cdef struct Gap:
    size_t before
    size_t dropped


# --- Bytes -------------------------------------------------------------------


cdef inline uint64_t eight(const uint8_t* at) noexcept nogil:
    # Compilers make one load of it.
    return (
        <uint64_t>at[0] | <uint64_t>at[1] << 8 | <uint64_t>at[2] << 16
        | <uint64_t>at[3] << 24 | <uint64_t>at[4] << 32 | <uint64_t>at[5] << 40
        | <uint64_t>at[6] << 48 | <uint64_t>at[7] << 56
    )


cdef inline uint64_t first_eight(const uint8_t* at, size_t size) noexcept nogil:
    """Return the first eight bytes, zeros behind *size*."""
    cdef uint64_t all = eight(at)
    return all if size >= 8 else all & ((<uint64_t>1 << 8 * size) - 1)


cdef inline size_t first_byte(uint64_t highs) noexcept nogil:
    """Return the first byte whose high bit is on; there is one."""
    cdef uint64_t below = (highs & (0 - highs)) - 1
    return ((below & EACH(1)) * EACH(1) >> 56) - 1


cdef inline uint64_t not_alphanumeric(uint64_t x) noexcept nogil:
    """Put on the high bit of each byte that is no letter or digit of ASCII."""
    cdef uint64_t low = x & ~EACH(0x80)
    cdef uint64_t lower = low | EACH(0x20)
    cdef uint64_t is_letter = (
        (lower + EACH(0x80 - c"a")) & ~(lower + EACH(0x7F - c"z"))
    )
    cdef uint64_t is_digit = (
        (low + EACH(0x80 - c"0")) & ~(low + EACH(0x7F - c"9"))
    )
    return (~(is_letter | is_digit) | x) & EACH(0x80)


cdef inline uint64_t not_plain(uint64_t x) noexcept nogil:
    """Put on the high bit of the first byte that is not ASCII or is a backtick."""
    cdef uint64_t other = x ^ EACH(c"`")
    return (x | (other - EACH(1)) & ~other) & EACH(0x80)


cdef inline size_t continuations(
    const uint8_t* text, size_t start, size_t end
) noexcept nogil:
    cdef size_t count = 0
    cdef size_t at
    for at in range(start, end):
        count += (text[at] & 0xC0) == 0x80
    return count


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


# --- The grammar: each rule gives where it ends, 0 where it does not match ---


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


cdef size_t after_word(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    """A character of a word is there, so that the rule always matches."""
    cdef uint32_t bits, last
    cdef size_t size
    while True:
        last = 0
        bits = class_at(grammar, text, at, &size)
        while bits & (WORD | MARK):
            last = bits
            at += size
            bits = class_at(grammar, text, at, &size)
        if text[at] == c"'":
            if last & DIGIT or not has(grammar, text, at + 1, LETTER):
                return at
        elif text[at] == c"." or text[at] == c",":
            bits = class_at(grammar, text, at + 1, &size)
            if not last & DIGIT or (bits & (DIGIT | WORD)) != DIGIT | WORD:
                return at
        else:
            return at
        at += 1


cdef bint is_after_digit(
    const Grammar* grammar, const uint8_t* text, size_t at
) noexcept nogil:
    if at == 0:
        return False
    at -= 1
    while (text[at] & 0xC0) == 0x80:
        at -= 1
    return has(grammar, text, at, DIGIT)


# --- The tokenizer -----------------------------------------------------------


cdef check_bounds(
    const uint8_t[::1] blob, const uint64_t[::1] bounds, const uint8_t[::1] kinds
):
    cdef Py_ssize_t i
    if bounds.shape[0] != kinds.shape[0] + 1:
        raise ValueError("there is not one text for each kind")
    for i in range(kinds.shape[0]):
        if bounds[i] > bounds[i + 1] or bounds[i + 1] > <uint64_t>blob.shape[0]:
            raise ValueError("a text is not in the blob")
        if bounds[i + 1] - bounds[i] > 0xFFFFFFFF:
            raise ValueError("a text has more than 4 GiB")


cdef int reserve(
    void** buffer, size_t* capacity, size_t needed, size_t size
) except -1 nogil:
    """Let *buffer* have room for *needed* things of *size* bytes."""
    cdef size_t grown
    cdef void* moved
    if needed > capacity[0]:
        grown = needed + needed // 2
        moved = realloc(buffer[0], grown * size)
        if moved == NULL:
            raise MemoryError
        buffer[0] = moved
        capacity[0] = grown
    return 0


@cython.final
cdef class RawTokenizer:
    """Reads texts into words that have numbers from 0 on, as they first appear.

    For one thread at a time. It keeps every distinct word, and room for the tokens of
    the largest batch and the characters of the longest text.
    """

    cdef Grammar grammar
    cdef object table
    cdef bint busy
    cdef uint8_t starts_token[256]
    cdef uint8_t ends_word[256]
    cdef uint64_t factor, kind_factor

    # The words, and their bytes one after another, up to the end of each.
    cdef uint8_t* letters
    cdef Word* entries
    cdef Slot* slots
    cdef size_t letters_room, entries_room, word_count
    cdef size_t slot_mask
    cdef int slot_shift

    # The tokens of the batch read last.
    cdef Token* tokens
    cdef size_t tokens_room, token_count

    # A text: its visible characters with plain signs, in UTF-8, and what is not there.
    cdef uint8_t* text
    cdef Gap* gaps
    cdef size_t text_size, text_room, gaps_room, gap_count
    # Bytes of the text before the token being read, less its characters.
    cdef size_t surplus

    def __cinit__(self):
        self.table = character_table()
        self._take_table()
        # By an unknown factor, so that nobody can choose words that collide.
        self.factor = int.from_bytes(urandom(8), "little") | 1
        self.kind_factor = int.from_bytes(urandom(8), "little") | 1
        self.slot_shift = 64 - FIRST_BITS
        self._grow_slots()

    def __dealloc__(self):
        free(self.letters)
        free(self.entries)
        free(self.slots)
        free(self.tokens)
        free(self.text)
        free(self.gaps)

    def read(
        self,
        const uint8_t[::1] blob,
        const uint64_t[::1] bounds,
        const uint8_t[::1] kinds,
    ):
        """Read a batch of texts; return how many tokens each of them has.

        Text *i* is ``blob[bounds[i]:bounds[i + 1]]`` in UTF-8 (lone surrogates pass),
        and its words are of kind ``kinds[i]``.
        """
        cdef Py_ssize_t i
        cdef size_t before
        check_bounds(blob, bounds, kinds)
        counts = np.empty(kinds.shape[0], np.uint32)
        cdef uint32_t[::1] out = counts
        if self.busy:
            raise RuntimeError("a tokenizer reads for one thread at a time")
        self.busy = True
        self.token_count = 0
        try:
            with nogil:
                for i in range(kinds.shape[0]):
                    before = self.token_count
                    self._straighten(&blob[bounds[i]], bounds[i + 1] - bounds[i])
                    self._read(kinds[i])
                    if self.gap_count:
                        self._place(before)
                    out[i] = self.token_count - before
        finally:
            self.busy = False
        return counts

    def words(self, size_t first=0):
        """Return the words from number *first* on, each with its kind."""
        cdef size_t number, start
        found = []
        for number in range(first, self.word_count):
            start = self.entries[number - 1].end if number else 0
            word = self.letters[start : self.entries[number].end]
            found.append(
                (word.decode("utf-8", "surrogatepass"), self.entries[number].kind)
            )
        return found

    def columns(self, const uint32_t[::1] forms, const int32_t[::1] spellings):
        """Return form, spelling, start and end of each token of the batch read last.

        :param forms, spellings: what there is in these columns for each word.
        """
        cdef size_t count = self.token_count
        cdef size_t i
        cdef const Token* tokens = self.tokens
        if <size_t>min(forms.shape[0], spellings.shape[0]) < self.word_count:
            raise ValueError("there are more words")
        found = tuple(
            np.empty(count, kind)
            for kind in (np.uint32, np.int32, np.uint32, np.uint32)
        )
        cdef uint32_t[::1] form = found[0]
        cdef int32_t[::1] spelling = found[1]
        cdef uint32_t[::1] start = found[2]
        cdef uint32_t[::1] end = found[3]
        with nogil:
            for i in range(count):
                form[i] = forms[tokens[i].word]
                spelling[i] = spellings[tokens[i].word]
                start[i] = tokens[i].start
                end[i] = tokens[i].end
        return found

    cdef _take_table(self):
        cdef const uint16_t[::1] classes = self.table.classes
        cdef size_t i
        cdef int byte
        if classes.shape[0] != 0x110000:
            raise ValueError("the table does not have every code point")
        self.grammar.classes = &classes[0]
        self.grammar.article_count = len(self.table.articles)
        self.grammar.variant_count = len(self.table.variants)
        if len(self.table.articles) > MAX_ARTICLES:
            raise ValueError("too many articles")
        if len(self.table.variants) > MAX_VARIANTS:
            raise ValueError("too many variants")
        for i, article in enumerate(self.table.articles):
            self.grammar.articles[i] = int.from_bytes(article.encode(), "little")
        for i, (variant, letter) in enumerate(self.table.variants):
            self.grammar.variants[i] = ord(variant)
            self.grammar.letters[i] = ord(letter)
        for byte in range(256):
            self.starts_token[byte] = LOOK if byte >= 0x80 else SEPARATOR
            self.ends_word[byte] = MAY_JOIN if byte >= 0x80 else APART
            if byte < 0x80 and classes[byte] & WORD:
                self.starts_token[byte] = PLAIN_WORD
        self.starts_token[0] = NUL
        self.starts_token[<int>c"%"] = LOOK
        for byte in b"'&+#":
            self.ends_word[byte] = MAY_JOIN
        for byte in b".,":
            self.ends_word[byte] = POINT

    cdef int _straighten(self, const uint8_t* raw, size_t size) except -1 nogil:
        """Make of *raw* the text that the grammar is of, and note what is left out."""
        cdef size_t at = 0
        cdef size_t out = 0
        cdef size_t characters = 0
        cdef size_t dropped = 0
        cdef size_t step
        cdef uint64_t block, found
        cdef uint32_t bits
        reserve(<void**>&self.text, &self.text_room, size + PADDING, 1)
        self.gap_count = 0
        while at < size:
            if at + 8 <= size:
                block = eight(raw + at)
                memcpy(self.text + out, raw + at, 8)
                found = not_plain(block)
                step = first_byte(found) if found else 8
                at += step
                out += step
                characters += step
                if not found:
                    continue
            step = 1 if raw[at] < 0x80 else valid_size(raw + at, size - at)
            if step == 0:
                raise ValueError("the text is not in UTF-8")
            bits = self.grammar.classes[decode(raw + at, &step)]
            if bits & INVISIBLE:
                dropped += 1
                self._add_gap(characters, dropped)
            elif bits >> PLAIN_SHIFT:
                self.text[out] = bits >> PLAIN_SHIFT
                out += 1
                characters += 1
            else:
                memcpy(self.text + out, raw + at, step)
                out += step
                characters += 1
            at += step
        # What follows the text is as good as a separator.
        memset(self.text + out, 0, PADDING)
        self.text_size = out
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

    cdef int _place(self, size_t first) except -1 nogil:
        """Turn the offsets of the tokens from *first* on into those of the raw text."""
        cdef size_t start_gap = 0
        cdef size_t end_gap = 0
        cdef size_t i
        for i in range(first, self.token_count):
            while (
                start_gap < self.gap_count
                and self.gaps[start_gap].before <= self.tokens[i].start
            ):
                start_gap += 1
            while (
                end_gap < self.gap_count
                and self.gaps[end_gap].before < self.tokens[i].end
            ):
                end_gap += 1
            if start_gap:
                self.tokens[i].start += self.gaps[start_gap - 1].dropped
            if end_gap:
                self.tokens[i].end += self.gaps[end_gap - 1].dropped
        return 0

    cdef int _read(self, uint32_t kind) except -1 nogil:
        cdef const uint8_t* text = self.text
        cdef size_t at = 0
        cdef size_t end, size
        cdef uint64_t found
        cdef uint8_t sign
        self.surplus = 0
        while True:
            sign = self.starts_token[text[at]]
            if sign == PLAIN_WORD:
                end = at
                found = not_alphanumeric(eight(text + end))
                while found == 0:
                    end += 8
                    found = not_alphanumeric(eight(text + end))
                end += first_byte(found)
                sign = self.ends_word[text[end]]
                if sign == APART or (
                    sign == POINT
                    and text[end + 1] < 0x80
                    and self.starts_token[text[end + 1]] != PLAIN_WORD
                ):
                    self._add(
                        at, end, at - self.surplus, end - self.surplus, kind
                    )
                    at = end
                else:
                    at = self._read_word(at, kind)
            elif sign == SEPARATOR:
                at += 1
            elif sign == LOOK:
                at = self._look(at, kind)
            elif at >= self.text_size:
                return 0
            else:
                at += 1

    cdef size_t _look(self, size_t at, uint32_t kind) except? 0 nogil:
        """Read what is at *at*, which is not ASCII or a per cent sign."""
        cdef size_t size
        cdef uint32_t code = decode(self.text + at, &size)
        cdef uint32_t bits = self.grammar.classes[code]
        cdef size_t start = at - self.surplus
        if bits & WORD:
            return self._read_word(at, kind)
        if bits & RUN_START:
            return self._read_run(at)
        if code == c"%" or code == 0x2030:
            if is_after_digit(&self.grammar, self.text, at):
                self._add(at, at + size, start, start + 1, kind)
        self.surplus += size - 1
        return at + size

    cdef size_t _read_word(self, size_t at, uint32_t kind) except? 0 nogil:
        cdef const uint8_t* text = self.text
        cdef size_t start = at - self.surplus
        cdef size_t following
        cdef size_t end = after_elided(&self.grammar, text, at)
        if end == 0:
            end = (
                after_dotted_or_symbol(&self.grammar, text, at)
                or after_joined(&self.grammar, text, at)
                or after_word(&self.grammar, text, at)
            )
            following = end
            if is_possessive(&self.grammar, text, end):
                following += 2
        else:
            following = end
        self.surplus += continuations(text, at, end)
        # As `words.read_word` leaves out every possessive.
        while (
            end - at > 2 and text[end - 2] == c"'" and (text[end - 1] | 0x20) == c"s"
        ):
            end -= 2
        self._add(at, end, start, end - self.surplus, kind)
        return following

    cdef size_t _read_run(self, size_t at) except? 0 nogil:
        """Read units as tokens: each with the one after it, the last alone."""
        cdef const uint8_t* text = self.text
        # The two units before the one that goes on at `at`: bytes and characters.
        cdef size_t one, one_start, other, other_start, size
        cdef size_t units = 1
        cdef size_t start = at - self.surplus
        cdef uint32_t bits
        one = other = at
        one_start = other_start = start
        class_at(&self.grammar, text, at, &size)
        while True:
            at += size
            start += 1
            bits = class_at(&self.grammar, text, at, &size)
            if not bits & (UNSPACED_PART | MARK):
                break
            if bits & UNIT_TAIL:
                continue
            if units > 1:
                self._add(one, at, one_start, start, RUN_KIND)
            units += 1
            one = other
            one_start = other_start
            other = at
            other_start = start
        if units > 1:
            self._add(one, at, one_start, start, RUN_KIND)
        self._add(other, at, other_start, start, RUN_KIND)
        self.surplus = at - start
        return at

    cdef inline int _add(
        self, size_t at, size_t behind, size_t start, size_t end, uint32_t kind
    ) except -1 nogil:
        """Add the token of the bytes from *at* to *behind*."""
        cdef Token* token
        if self.token_count == self.tokens_room:
            reserve(
                <void**>&self.tokens,
                &self.tokens_room,
                self.token_count + 1,
                sizeof(Token),
            )
        token = &self.tokens[self.token_count]
        token.word = self._number(self.text + at, behind - at, kind)
        token.start = start
        token.end = end
        self.token_count += 1
        return 0

    cdef inline int64_t _number(
        self, const uint8_t* word, size_t size, uint32_t kind
    ) except -1 nogil:
        """Return the number of the word; there are eight bytes to read behind it."""
        cdef uint64_t head = first_eight(word, size)
        cdef uint32_t size_and_kind = min(size, LONG) << 2 | kind
        cdef uint64_t place = self._hash(word, size, size_and_kind) >> self.slot_shift
        cdef const Slot* slot
        while True:
            slot = &self.slots[place]
            if slot.next_number == 0:
                return self._keep(word, size, size_and_kind, place)
            if (
                slot.head == head
                and slot.size_and_kind == size_and_kind
                and (size <= 8 or self._is_word(slot.next_number - 1, word, size))
            ):
                return slot.next_number - 1
            place = (place + 1) & self.slot_mask

    cdef bint _is_word(
        self, size_t number, const uint8_t* word, size_t size
    ) noexcept nogil:
        cdef size_t start = self.entries[number - 1].end if number else 0
        return (
            self.entries[number].end - start == size
            and memcmp(self.letters + start, word, size) == 0
        )

    cdef inline uint64_t _hash(
        self, const uint8_t* word, size_t size, uint32_t size_and_kind
    ) noexcept nogil:
        cdef uint64_t hashed = 0
        while size > 8:
            hashed = (hashed ^ eight(word)) * self.factor
            hashed ^= hashed >> 32
            word += 8
            size -= 8
        hashed ^= first_eight(word, size)
        return hashed * self.factor + size_and_kind * self.kind_factor

    cdef int64_t _keep(
        self, const uint8_t* word, size_t size, uint32_t size_and_kind, size_t place
    ) except -1 nogil:
        """Give the word a number, and *place* unless there are too many in the table."""
        cdef size_t number = self.word_count
        cdef size_t start = self.entries[number - 1].end if number else 0
        reserve(
            <void**>&self.letters, &self.letters_room, start + size + PADDING, 1
        )
        reserve(<void**>&self.entries, &self.entries_room, number + 1, sizeof(Word))
        if number >= (self.slot_mask + 1) // 3 * 2:
            self._grow_slots()
            place = self._free_place(word, size, size_and_kind)
        memcpy(self.letters + start, word, size)
        memset(self.letters + start + size, 0, PADDING)
        self.entries[number].end = start + size
        self.entries[number].kind = size_and_kind & 3
        self.slots[place].head = first_eight(word, size)
        self.slots[place].size_and_kind = size_and_kind
        self.slots[place].next_number = number + 1
        self.word_count += 1
        return number

    cdef size_t _free_place(
        self, const uint8_t* word, size_t size, uint32_t size_and_kind
    ) noexcept nogil:
        cdef uint64_t place = self._hash(word, size, size_and_kind) >> self.slot_shift
        while self.slots[place].next_number:
            place = (place + 1) & self.slot_mask
        return place

    cdef int _grow_slots(self) except -1 nogil:
        cdef int shift = self.slot_shift - 1
        cdef size_t count = <size_t>1 << (64 - shift)
        cdef Slot* old = self.slots
        cdef Slot* grown = <Slot*>calloc(count, sizeof(Slot))
        cdef size_t i, start, number
        cdef Slot* slot
        if grown == NULL:
            raise MemoryError
        self.slots = grown
        self.slot_shift = shift
        self.slot_mask = count - 1
        if old != NULL:
            for i in range(count // 2):
                number = old[i].next_number
                if number == 0:
                    continue
                start = self.entries[number - 2].end if number > 1 else 0
                slot = &grown[
                    self._free_place(
                        self.letters + start,
                        self.entries[number - 1].end - start,
                        old[i].size_and_kind,
                    )
                ]
                slot[0] = old[i]
        free(old)
        return 0
