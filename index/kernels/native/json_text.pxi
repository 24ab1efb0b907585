# JSON in room that grows.

cimport cython
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

include "eights.pxi"

cdef enum:
    # The most bytes that one byte of a string becomes, and what is copied at once.
    ESCAPED = 6
    AT_ONCE = 8

cdef const char* HEX = b"0123456789abcdef"


@cython.final
cdef class JsonText:
    """JSON as it is written."""

    cdef char* data
    cdef Py_ssize_t size
    cdef Py_ssize_t room

    def __dealloc__(self):
        free(self.data)

    cdef bytes taken(self):
        """Return all that was put."""
        return PyBytes_FromStringAndSize(self.data, self.size)

    cdef int reserve(self, Py_ssize_t more) except -1:
        cdef char* grown
        if self.room - self.size >= more:
            return 0
        grown = <char*>realloc(self.data, 2 * self.size + more)
        if grown == NULL:
            raise MemoryError
        self.data = grown
        self.room = 2 * self.size + more
        return 0

    cdef int put(self, const char* data, Py_ssize_t size) except -1:
        """Put bytes as they are."""
        self.reserve(size)
        memcpy(self.data + self.size, data, size)
        self.size += size
        return 0

    cdef int put_string(self, const char* text, Py_ssize_t size) except -1:
        """Put a text in UTF-8 as a string."""
        cdef const char* end = text + size
        cdef char* out
        self.reserve(ESCAPED * size + AT_ONCE)
        out = self.data + self.size
        out[0] = c'"'
        out = put_escaped(out + 1, text, end)
        out[0] = c'"'
        self.size = out + 1 - self.data
        return 0

    cdef int put_text(self, object text) except -1:
        """Put a string of Python as a string."""
        cdef Py_ssize_t size
        cdef const char* data = PyUnicode_AsUTF8AndSize(text, &size)
        return self.put_string(data, size)

    cdef int put_number(self, Py_ssize_t number) except -1:
        """Put a number that is not negative."""
        cdef char digits[20]
        cdef int place = 20
        while place == 20 or number:
            place -= 1
            digits[place] = <char>(c"0" + number % 10)
            number //= 10
        return self.put(digits + place, 20 - place)


cdef inline char* put_escaped(
    char* out, const char* at, const char* end
) noexcept nogil:
    """Put the bytes of a string; return where the next goes."""
    cdef uint64_t word, found
    cdef Py_ssize_t clean
    while end - at >= AT_ONCE:
        word = eight(<const uint8_t*>at)
        memcpy(out, at, AT_ONCE)
        found = less_than(word, 0x20)
        found |= less_than(word ^ EACH(c'"'), 1)
        found |= less_than(word ^ EACH(c"\\"), 1)
        if not found:
            out += AT_ONCE
            at += AT_ONCE
            continue
        clean = first_bit(found) >> 3
        out = put_byte(out + clean, at[clean])
        at += clean + 1
    while at < end:
        out = put_byte(out, at[0])
        at += 1
    return out


cdef inline char* put_byte(char* out, uint8_t byte) noexcept nogil:
    """Put one byte of a string; return where the next goes."""
    cdef uint8_t short_form = 0
    if byte >= 0x20 and byte != c'"' and byte != c"\\":
        out[0] = byte
        return out + 1
    if byte == c'"' or byte == c"\\":
        short_form = byte
    elif byte == 0x08:
        short_form = c"b"
    elif byte == 0x09:
        short_form = c"t"
    elif byte == 0x0A:
        short_form = c"n"
    elif byte == 0x0C:
        short_form = c"f"
    elif byte == 0x0D:
        short_form = c"r"
    out[0] = c"\\"
    if short_form:
        out[1] = short_form
        return out + 2
    memcpy(out + 1, b"u00", 3)
    out[4] = HEX[byte >> 4]
    out[5] = HEX[byte & 15]
    return out + 6
