"""The tokenizer by table: texts in UTF-8 in, numbers of words and offsets out.

The grammar is that of :mod:`broadsheet.index.analysis.tokenizer`, rule by rule, its
characters classified by :mod:`broadsheet.index.analysis.character_table`. What most
words are, ASCII letters and digits with nothing after them that could belong to them,
is found eight bytes at a time. ``index.kernels.plain.tokenise`` is its twin.
"""

import numpy as np

cimport cython
from cpython.unicode cimport PyUnicode_DecodeASCII, PyUnicode_DecodeUTF8
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free

from ...analysis.character_table import character_table

include "eights.pxi"
include "grammar.pxi"
include "interning.pxi"
include "visible_text.pxi"

# How a word is to be read, see `plain.tokenise`.
CASED, UNCASED, RUN = 0, 1, RUN_KIND

cdef enum:
    RUN_KIND = 2
    # Tokens whose words are looked up together, so that the memory is read meanwhile.
    MAX_PENDING = 64
    # Longer words are left to others.
    MOST_LOWERED = 64
    # Of fewer capitals may be an acronym.
    LEAST_PLAIN_LENGTH = 4

# What the byte behind letters and digits of ASCII says, together with the next one:
# that nothing joins them; a point joins what is no separator; others may in any case.
cdef enum:
    APART = 0
    POINT = 1
    MAY_JOIN = 2
    BEFORE_SEPARATOR = MAY_JOIN
    BEFORE_OTHERS = POINT | MAY_JOIN


cdef struct Token:
    uint32_t word
    uint32_t start
    uint32_t end


# The bytes of a token whose word has not been looked up.
cdef struct Pending:
    size_t at
    size_t size
    uint32_t kind
    uint32_t hashed


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


cdef bint lower_ascii(const char* word, size_t size, char* lower) noexcept nogil:
    """Lower the letters of a word; return whether that is all it takes."""
    cdef bint has_point = False
    cdef bint has_upper = False
    cdef bint has_lower = False
    cdef size_t place
    cdef char each
    if size > MOST_LOWERED:
        return False
    for place in range(size):
        each = word[place]
        if each < 0:
            return False
        if c"A" <= each <= c"Z":
            has_upper = True
            each |= 0x20
        elif c"a" <= each <= c"z":
            has_lower = True
        elif each == c".":
            has_point = True
        lower[place] = each
    if has_point and not c"0" <= word[0] <= c"9":
        return False
    return size >= LEAST_PLAIN_LENGTH or not has_upper or has_lower


@cython.final
cdef class RawTokenizer:
    """Reads texts into words that have numbers from 0 on, as they first appear.

    For one thread at a time. It keeps every distinct word, and room for the tokens of
    the largest batch and the characters of the longest text.
    """

    cdef Grammar grammar
    cdef WordTable table
    cdef object characters
    cdef bint busy
    cdef uint8_t joins[256]
    cdef uint8_t joins_before[256]

    # The tokens of the batch read last; the words of the last few are to be looked up.
    cdef Token* tokens
    cdef size_t tokens_room, token_count
    cdef Pending pending[MAX_PENDING]
    cdef size_t pending_count

    cdef VisibleText text
    # Bytes of the text before the token being read, less its characters.
    cdef size_t surplus

    def __cinit__(self):
        self.table = WordTable()
        self.text = VisibleText()
        self.characters = character_table()
        self._take_characters()

    def __dealloc__(self):
        free(self.tokens)

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
        self._take_turn()
        self.token_count = self.pending_count = 0
        try:
            with nogil:
                self._make_room()
                for i in range(kinds.shape[0]):
                    before = self.token_count
                    self.text.take(
                        &self.grammar, &blob[bounds[i]], bounds[i + 1] - bounds[i]
                    )
                    self._read(kinds[i])
                    if self.text.gap_count:
                        self._place(before)
                    out[i] = self.token_count - before
        except BaseException:
            self.token_count = 0
            raise
        finally:
            self.busy = False
        return counts

    def words(self, size_t first=0):
        """Return the words from number *first* on, and the kind of each."""
        cdef WordTable table = self.table
        cdef size_t number
        cdef const Word* word
        words = []
        kinds = bytearray()
        for number in range(first, table.count):
            word = &table.words[number]
            words.append(
                PyUnicode_DecodeUTF8(
                    <const char*>table.letters + word.start,
                    table.size_of(word),
                    "surrogatepass",
                )
            )
            kinds.append(word.size_and_kind & 3)
        return words, bytes(kinds)

    def lowered(self, size_t first=0):
        """Return the words from number *first* on, in lower case, if that is all.

        None stands for a word of which form or spelling may be something else; they
        are not if it is ASCII without points and no short word in capitals. A build
        may say None of any word.
        """
        cdef WordTable table = self.table
        cdef char lower[MOST_LOWERED]
        cdef const char* word
        cdef size_t number, size
        found = []
        for number in range(first, table.count):
            word = <const char*>table.letters + table.words[number].start
            size = table.size_of(&table.words[number])
            if lower_ascii(word, size, lower):
                found.append(PyUnicode_DecodeASCII(lower, size, NULL))
            else:
                found.append(None)
        return found

    def columns(self, const uint32_t[::1] forms, const int32_t[::1] spellings):
        """Return form, spelling, start and end of each token of the batch read last.

        :param forms, spellings: what there is in these columns for each word.
        """
        cdef size_t count = self.token_count
        cdef size_t i
        cdef Token token
        if <size_t>min(forms.shape[0], spellings.shape[0]) < self.table.count:
            raise ValueError("there are more words")
        found = tuple(
            np.empty(count, kind)
            for kind in (np.uint32, np.int32, np.uint32, np.uint32)
        )
        cdef uint32_t[::1] form = found[0]
        cdef int32_t[::1] spelling = found[1]
        cdef uint32_t[::1] start = found[2]
        cdef uint32_t[::1] end = found[3]
        self._take_turn()
        with nogil:
            for i in range(count):
                token = self.tokens[i]
                form[i] = forms[token.word]
                start[i] = token.start
                end[i] = token.end
            for i in range(count):
                spelling[i] = spellings[self.tokens[i].word]
        self.busy = False
        return found

    cdef _take_turn(self):
        if self.busy:
            raise RuntimeError("a tokenizer reads for one thread at a time")
        self.busy = True

    cdef _take_characters(self):
        cdef const uint16_t[::1] classes = self.characters.classes
        cdef size_t i
        cdef int byte
        if classes.shape[0] != 0x110000:
            raise ValueError("the table does not have every code point")
        self.grammar.classes = &classes[0]
        self.grammar.article_count = len(self.characters.articles)
        self.grammar.variant_count = len(self.characters.variants)
        if len(self.characters.articles) > MAX_ARTICLES:
            raise ValueError("too many articles")
        if len(self.characters.variants) > MAX_VARIANTS:
            raise ValueError("too many variants")
        for i, article in enumerate(self.characters.articles):
            self.grammar.articles[i] = int.from_bytes(article.encode(), "little")
        for i, (variant, letter) in enumerate(self.characters.variants):
            self.grammar.variants[i] = ord(variant)
            self.grammar.letters[i] = ord(letter)
        for byte in range(256):
            is_word = byte >= 0x80 or classes[byte] & WORD
            self.joins_before[byte] = BEFORE_OTHERS if is_word else BEFORE_SEPARATOR
            self.joins[byte] = MAY_JOIN if byte >= 0x80 else APART
        for byte in b"'&+#":
            self.joins[byte] = MAY_JOIN
        for byte in b".,":
            self.joins[byte] = POINT

    cdef int _read(self, uint32_t kind) except -1 nogil:
        cdef const uint8_t* text = self.text.letters
        cdef size_t at = 0
        cdef size_t end
        self.surplus = 0
        while True:
            at = next_on(self.text.start_bits, at)
            end = next_off(self.text.word_bits, at)
            if end == at:
                if at >= self.text.size:
                    return self._look_up()
                at = self._look(at, kind)
            elif self.joins[text[end]] & self.joins_before[text[end + 1]]:
                at = self._read_word(at, end, kind)
            else:
                self._add(at, end, at - self.surplus, end - self.surplus, kind)
                at = end

    cdef size_t _look(self, size_t at, uint32_t kind) except? 0 nogil:
        """Read what is at *at*, which is not ASCII or a per cent sign."""
        cdef size_t size
        cdef uint32_t code = decode(self.text.letters + at, &size)
        cdef uint32_t bits = self.grammar.classes[code]
        cdef size_t start = at - self.surplus
        if bits & WORD:
            return self._read_word(at, at, kind)
        if bits & RUN_START:
            return self._read_run(at)
        if code == c"%" or code == 0x2030:
            if is_after_digit(&self.grammar, self.text.letters, at):
                self._add(at, at + size, start, start + 1, kind)
        self.surplus += size - 1
        return at + size

    cdef size_t _read_word(
        self, size_t at, size_t plain_end, uint32_t kind
    ) except? 0 nogil:
        """Read the word at *at*, which has ASCII letters and digits to *plain_end*."""
        cdef const Grammar* grammar = &self.grammar
        cdef const uint8_t* text = self.text.letters
        cdef size_t start = at - self.surplus
        cdef uint32_t last = 0
        cdef size_t chunk_end, end, following
        if plain_end > at:
            last = grammar.classes[text[plain_end - 1]]
        chunk_end = after_chunk(grammar, text, plain_end, &last)
        following = end = self._after_signs(at, chunk_end)
        if end == 0:
            following = end = after_word(grammar, text, chunk_end, last)
        if is_possessive(grammar, text, end):
            following += 2
        if self.text.size != self.text.characters:
            self.surplus += continuations(text, at, end)
        # As `words.read_word` leaves out every possessive.
        while (
            end - at > 2 and text[end - 2] == c"'" and (text[end - 1] | 0x20) == c"s"
        ):
            end -= 2
        self._add(at, end, start, end - self.surplus, kind)
        return following

    cdef inline size_t _after_signs(self, size_t at, size_t chunk_end) noexcept nogil:
        """Try the rules that want a sign behind the first letters."""
        cdef uint8_t sign = self.text.letters[chunk_end]
        if sign == c"'":
            return after_elided(&self.grammar, self.text.letters, at)
        if sign == c"." or sign == c"+" or sign == c"#":
            return after_dotted_or_symbol(&self.grammar, self.text.letters, at)
        if sign == c"&":
            return after_joined(&self.grammar, self.text.letters, at)
        return 0

    cdef size_t _read_run(self, size_t at) except? 0 nogil:
        """Read units as tokens: each with the one after it, the last alone."""
        cdef const uint8_t* text = self.text.letters
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
        cdef Pending* pending
        cdef Token* token
        if self.pending_count == MAX_PENDING:
            self._look_up()
        pending = &self.pending[self.pending_count]
        pending.at = at
        pending.size = behind - at
        pending.kind = kind
        pending.hashed = self.table.hash(self.text.letters + at, behind - at, kind)
        self.pending_count += 1
        token = &self.tokens[self.token_count]
        token.start = start
        token.end = end
        self.token_count += 1
        return 0

    cdef int _look_up(self) except -1 nogil:
        """Give the tokens that are pending their words."""
        cdef const uint8_t* text = self.text.letters
        cdef const Pending* pending
        cdef Token* tokens = &self.tokens[self.token_count - self.pending_count]
        cdef size_t i
        for i in range(self.pending_count):
            pending = &self.pending[i]
            tokens[i].word = self.table.number(
                text + pending.at, pending.size, pending.kind, pending.hashed
            )
        self.pending_count = 0
        return self._make_room()

    cdef int _make_room(self) except -1 nogil:
        return reserve(
            <void**>&self.tokens,
            &self.tokens_room,
            self.token_count + MAX_PENDING,
            sizeof(Token),
        )

    cdef void _place(self, size_t first) noexcept nogil:
        """Turn the offsets of the tokens from *first* on into those of the raw text."""
        cdef const Gap* gaps = self.text.gaps
        cdef size_t gap_count = self.text.gap_count
        cdef size_t start_gap = 0
        cdef size_t end_gap = 0
        cdef Token* token
        cdef size_t i
        for i in range(first, self.token_count):
            token = &self.tokens[i]
            while start_gap < gap_count and gaps[start_gap].before <= token.start:
                start_gap += 1
            while end_gap < gap_count and gaps[end_gap].before < token.end:
                end_gap += 1
            if start_gap:
                token.start += gaps[start_gap - 1].dropped
            if end_gap:
                token.end += gaps[end_gap - 1].dropped
