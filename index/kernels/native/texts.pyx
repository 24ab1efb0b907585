"""Texts, native: what of a stored text is marked, and which passages show it.

The same as :mod:`...kernels.plain.texts`.
"""

import numpy as np

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, qsort, realloc
from libc.string cimport memchr, memcpy, memset

from ..plain import passages as plain

include "places.pxi"
include "passages.pxi"
include "html.pxi"
include "stored_lengths.pxi"

cdef extern from *:
    void __builtin_prefetch(const void* address) noexcept

cdef enum:
    # Bytes of memory that are read at once.
    LINE = 64
    LEAST_GAP = -2
    ESCAPE = 0xFF


cdef const uint32_t* _start(const uint32_t[::1] array) noexcept:
    return &array[0] if array.shape[0] else NULL


cdef class Wanted:
    """The patterns that are marked: of each its kind and the terms of its slots."""

    # Terms of all slots; terms before each slot; slots before each pattern.
    cdef List terms
    cdef List slots
    cdef List bounds
    cdef uint8_t* kinds
    cdef Py_ssize_t count

    def __cinit__(self):
        memset(&self.terms, 0, sizeof(List))
        memset(&self.slots, 0, sizeof(List))
        memset(&self.bounds, 0, sizeof(List))
        self.kinds = NULL
        self.count = 0

    def __init__(self, patterns):
        self._begin(len(patterns))
        for kind, slots in patterns:
            for terms in slots:
                for term in terms:
                    _append(&self.terms, term)
                _append(&self.slots, <uint32_t>self.terms.count)
            self._end(kind)

    def only(self, places):
        """Return the patterns at *places* alone, in the order of *places*."""
        cdef Wanted found = Wanted.__new__(Wanted)
        cdef Py_ssize_t place, slot, term
        found._begin(len(places))
        for place in places:
            if not 0 <= place < self.count:
                raise IndexError("there is no such pattern")
            for slot in range(
                self.bounds.items[place], self.bounds.items[place + 1]
            ):
                for term in range(self.slots.items[slot], self.slots.items[slot + 1]):
                    _append(&found.terms, self.terms.items[term])
                _append(&found.slots, <uint32_t>found.terms.count)
            found._end(self.kinds[place])
        return found

    cdef int _begin(self, Py_ssize_t count) except -1:
        self.kinds = <uint8_t*>malloc(count + 1)
        if not self.kinds:
            raise MemoryError
        _append(&self.slots, 0)
        return _append(&self.bounds, 0)

    cdef int _end(self, uint8_t kind) except -1:
        """End the pattern whose slots were added."""
        self.kinds[self.count] = kind
        self.count += 1
        return _append(&self.bounds, <uint32_t>(self.slots.count - 1))

    def __dealloc__(self):
        free(self.terms.items)
        free(self.slots.items)
        free(self.bounds.items)
        free(self.kinds)


cdef class _Scratch:
    """The occurrences in one text, and where its tokens stand."""

    cdef List firsts
    cdef List lasts
    cdef List patterns
    cdef List places
    cdef List offsets
    cdef Py_ssize_t tokens

    def __cinit__(self):
        memset(&self.firsts, 0, sizeof(List))
        memset(&self.lasts, 0, sizeof(List))
        memset(&self.patterns, 0, sizeof(List))
        memset(&self.places, 0, sizeof(List))
        memset(&self.offsets, 0, sizeof(List))

    def __dealloc__(self):
        free(self.firsts.items)
        free(self.lasts.items)
        free(self.patterns.items)
        free(self.places.items)
        free(self.offsets.items)

    cdef Tokens read(self) noexcept:
        cdef Tokens found
        found.starts = self.offsets.items
        found.ends = self.offsets.items + self.tokens
        found.count = self.tokens
        return found

    cdef Hits hits(self, Wanted wanted) noexcept:
        cdef Hits found
        found.firsts = self.firsts.items
        found.lasts = self.lasts.items
        found.patterns = self.patterns.items
        found.count = self.firsts.count
        found.kinds = wanted.kinds
        found.kind_count = wanted.count
        found.words = NULL
        found.word_count = 0
        return found


cdef class Text:
    """The stored positions and offsets of one field of a segment."""

    cdef _Postings source
    cdef const uint64_t[::1] starts
    cdef const uint8_t[::1] codes
    cdef const uint64_t[::1] escape_tokens
    cdef const int32_t[::1] escape_gaps
    cdef const uint32_t[::1] escape_lengths
    cdef Py_ssize_t escapes

    def __init__(self, postings, offsets):
        self.source = _Postings(postings)
        self.starts = offsets.starts
        self.codes = offsets.codes
        self.escape_tokens = offsets.escape_tokens
        self.escape_gaps = offsets.escape_gaps
        self.escape_lengths = offsets.escape_lengths
        self.escapes = min(
            len(offsets.escape_tokens),
            len(offsets.escape_gaps),
            len(offsets.escape_lengths),
        )

    def find(
        self,
        const uint32_t[::1] terms,
        const uint32_t[::1] slots,
        const uint32_t[::1] docs,
    ):
        """Return where a word or an exact phrase stands in each of *docs*."""
        cdef _Scratch scratch = _Scratch()
        cdef Py_ssize_t d, count = slots.shape[0] - 1
        offsets = np.zeros(docs.shape[0] + 1, np.uint32)
        cdef uint32_t[::1] ends = offsets
        cdef uint32_t[::1] out
        cdef const uint32_t* first = _start(terms)
        with nogil:
            for d in range(docs.shape[0]):
                _occur(
                    self.source, first, &slots[0], count, docs[d],
                    &scratch.firsts, &scratch.places,
                )
                ends[d + 1] = <uint32_t>scratch.firsts.count
        found = np.empty(scratch.firsts.count, np.uint32)
        if scratch.firsts.count:
            out = found
            memcpy(&out[0], scratch.firsts.items, scratch.firsts.count * 4)
        return offsets, found

    def tokens(self, uint32_t doc):
        """Return where each token of the text of *doc* starts and ends."""
        cdef _Scratch scratch = _Scratch()
        cdef uint32_t[:, ::1] out
        self._read(scratch, doc)
        found = np.empty((2, scratch.tokens), np.uint32)
        if scratch.tokens:
            out = found
            memcpy(&out[0, 0], scratch.offsets.items, scratch.tokens * 8)
        return found[0], found[1]

    cdef tuple _mark(self, _Scratch scratch, uint32_t doc, str text, Wanted wanted):
        cdef list spans = []
        self._find(scratch, doc, wanted)
        if scratch.firsts.count:
            self._read(scratch, doc)
            spans = _mark(scratch.read(), scratch.hits(wanted))
        return 0, text, _html(text, spans), tuple(spans)

    cdef list _show(
        self, _Scratch scratch, uint32_t doc, str text, Wanted wanted,
        Py_ssize_t size, Py_ssize_t count,
    ):
        cdef Py_ssize_t i
        self._find(scratch, doc, wanted)
        self._read(scratch, doc)
        found = _show(text, scratch.read(), scratch.hits(wanted), size, count)
        if found is not None:
            return _shown(text, found)
        starts, ends = self.tokens(doc)
        return plain.find_passages(
            text, starts, ends, _array(&scratch.firsts), _array(&scratch.lasts),
            _array(&scratch.patterns),
            np.array([wanted.kinds[i] for i in range(wanted.count)], np.uint8),
            np.empty(0, np.uint32), size, count,
        )

    cdef int _find(self, _Scratch scratch, uint32_t doc, Wanted wanted) except -1:
        cdef Py_ssize_t pattern, i, first, low, width
        scratch.firsts.count = scratch.lasts.count = scratch.patterns.count = 0
        for pattern in range(wanted.count):
            first = scratch.firsts.count
            low = wanted.bounds.items[pattern]
            width = wanted.bounds.items[pattern + 1] - low
            _occur(
                self.source, wanted.terms.items, wanted.slots.items + low, width,
                doc, &scratch.firsts, &scratch.places,
            )
            _reserve(&scratch.lasts, scratch.firsts.count - first)
            _reserve(&scratch.patterns, scratch.firsts.count - first)
            for i in range(first, scratch.firsts.count):
                scratch.lasts.items[i] = scratch.firsts.items[i] + <uint32_t>width - 1
                scratch.patterns.items[i] = <uint32_t>pattern
            scratch.lasts.count = scratch.patterns.count = scratch.firsts.count
        return 0

    cdef int _read(self, _Scratch scratch, uint32_t doc) except -1:
        """Read where the tokens of *doc* stand."""
        cdef uint64_t first
        cdef Py_ssize_t count, token
        cdef Py_ssize_t escape = -1
        cdef uint32_t end = 0, code
        cdef uint32_t* starts
        cdef uint32_t* ends
        cdef const uint8_t* codes
        if <Py_ssize_t>doc + 1 >= self.starts.shape[0]:
            raise IndexError("there is no such document")
        first = self.starts[doc]
        if first > self.starts[doc + 1] or self.starts[doc + 1] > <uint64_t>(
            self.codes.shape[0]
        ):
            raise ValueError("damaged offsets")
        count = <Py_ssize_t>(self.starts[doc + 1] - first)
        scratch.tokens = count
        if not count:
            return 0
        scratch.offsets.count = 0
        _reserve(&scratch.offsets, 2 * count)
        starts = scratch.offsets.items
        ends = starts + count
        codes = &self.codes[first]
        if memchr(codes, ESCAPE, count) != NULL:
            escape = self._first_escape(first)
        for token in range(count):
            code = codes[token]
            if code != ESCAPE:
                starts[token] = end + (code & 15) + LEAST_GAP
                end = starts[token] + (code >> 4) + 1
            elif escape < self.escapes:
                starts[token] = end + self.escape_gaps[escape]
                end = starts[token] + self.escape_lengths[escape]
                escape += 1
            else:
                raise ValueError("an escape is missing")
            ends[token] = end
        return 0

    cdef Py_ssize_t _first_escape(self, uint64_t token) noexcept:
        cdef Py_ssize_t low = 0, high = self.escapes, middle
        while low < high:
            middle = (low + high) >> 1
            if self.escape_tokens[middle] < token:
                low = middle + 1
            else:
                high = middle
        return low


cdef class Articles:
    """The stored articles of a segment, and what stands where in their texts."""

    cdef Text title
    cdef Text body
    cdef const uint8_t[::1] frames
    cdef const uint64_t[::1] offsets

    def __init__(self, Text title, Text body, frames, offsets):
        self.title = title
        self.body = body
        self.frames = frames
        self.offsets = offsets

    def show(
        self, list docs, list wanted, decompress, Py_ssize_t size, Py_ssize_t count
    ):
        """Return of each of *docs* what is stored and what of it is shown."""
        cdef _Scratch scratch = _Scratch()
        cdef list found = []
        cdef Py_ssize_t i
        cdef uint32_t doc
        cdef bytes payload
        for i in range(len(docs)):
            self._fetch(docs[i])
        for i in range(len(docs)):
            doc = docs[i]
            in_title, in_body = wanted[i]
            payload = decompress(self._frame(doc))
            title, body = _texts(payload)
            found.append((
                payload,
                self.title._mark(scratch, doc, title, in_title),
                self.body._show(scratch, doc, body, in_body, size, count)
                if count else [],
            ))
        return found

    cdef void _fetch(self, uint32_t doc) noexcept:
        """Have the memory that *doc* stands in read while others are worked on."""
        cdef uint64_t place, end
        if <Py_ssize_t>doc + 1 >= self.offsets.shape[0]:
            return
        place = self.offsets[doc]
        end = min(self.offsets[doc + 1], <uint64_t>self.frames.shape[0])
        while place < end:
            __builtin_prefetch(&self.frames[place])
            place += LINE

    cdef bytes _frame(self, uint32_t doc):
        cdef uint64_t start, end
        if <Py_ssize_t>doc + 1 >= self.offsets.shape[0]:
            raise IndexError("there is no such document")
        start = self.offsets[doc]
        end = self.offsets[doc + 1]
        if start >= end or end > <uint64_t>self.frames.shape[0]:
            raise ValueError("damaged places of frames")
        return PyBytes_FromStringAndSize(<const char*>&self.frames[start], end - start)


cdef tuple _texts(bytes payload):
    """Return title and body of what is stored."""
    cdef const char* data = payload
    cdef uint32_t lengths[2]
    if not read_lengths(data, len(payload), lengths):
        raise ValueError("damaged article")
    return (
        PyUnicode_DecodeUTF8(data + 8, lengths[0], NULL),
        PyUnicode_DecodeUTF8(data + 8 + lengths[0], lengths[1], NULL),
    )


cdef object _array(List* given):
    found = np.empty(given.count, np.uint32)
    cdef uint32_t[::1] out
    if given.count:
        out = found
        memcpy(&out[0], given.items, given.count * 4)
    return found


cdef list _shown(str text, list passages):
    """Return passages with their text and HTML."""
    cdef list found = []
    cdef str part
    for start, end, spans in passages:
        part = text[start:end]
        found.append((start, part, _html(part, spans), tuple(spans)))
    return found


def mark_text(str text, starts, ends, firsts, lasts, patterns, kinds, words):
    """Return the text marked; see the plain twin."""
    cdef Occurrences given = Occurrences(
        starts, ends, firsts, lasts, patterns, kinds, words
    )
    spans = _mark(given.tokens(), given.hits())
    return 0, text, _html(text, spans), tuple(spans)


def find_passages(
    str text, starts, ends, firsts, lasts, patterns, kinds, words,
    Py_ssize_t size, Py_ssize_t count,
):
    """Return the passages to show; see the plain twin."""
    cdef Occurrences given = Occurrences(
        starts, ends, firsts, lasts, patterns, kinds, words
    )
    found = _show(text, given.tokens(), given.hits(), size, count)
    if found is not None:
        return _shown(text, found)
    return plain.find_passages(
        text, starts, ends, firsts, lasts, patterns, kinds, words, size, count
    )


cdef class Occurrences:
    """Occurrences that are given as arrays."""

    cdef const uint32_t[::1] starts
    cdef const uint32_t[::1] ends
    cdef const uint32_t[::1] firsts
    cdef const uint32_t[::1] lasts
    cdef const uint32_t[::1] patterns
    cdef const uint8_t[::1] kinds
    cdef const uint32_t[::1] words

    def __cinit__(self, starts, ends, firsts, lasts, patterns, kinds, words):
        self.starts = starts
        self.ends = ends
        self.firsts = firsts
        self.lasts = lasts
        self.patterns = patterns
        self.kinds = kinds
        self.words = words

    cdef Tokens tokens(self) noexcept:
        cdef Tokens found
        found.starts = _start(self.starts)
        found.ends = _start(self.ends)
        found.count = self.starts.shape[0]
        return found

    cdef Hits hits(self) noexcept:
        cdef Hits found
        found.firsts = _start(self.firsts)
        found.lasts = _start(self.lasts)
        found.patterns = _start(self.patterns)
        found.count = self.firsts.shape[0]
        found.kinds = &self.kinds[0] if self.kinds.shape[0] else NULL
        found.kind_count = self.kinds.shape[0]
        found.words = _start(self.words)
        found.word_count = self.words.shape[0]
        return found
