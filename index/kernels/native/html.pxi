"""HTML: a text escaped, with spans of it marked."""

include "eights.pxi"

cdef extern from "Python.h":
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef enum:
    # The most bytes that one byte becomes, those of both tags, what is copied at once.
    ESCAPED = 6
    TAGS = 13
    AT_ONCE = 8

cdef const char* _OPEN = b"<mark>"
cdef const char* _CLOSE = b"</mark>"


cdef inline char* _put(char* out, const char* text, Py_ssize_t size) noexcept:
    memcpy(out, text, size)
    return out + size


cdef inline char* _put_byte(char* out, char byte) noexcept:
    if byte == b"&":
        return _put(out, b"&amp;", 5)
    if byte == b"<":
        return _put(out, b"&lt;", 4)
    if byte == b">":
        return _put(out, b"&gt;", 4)
    if byte == b'"':
        return _put(out, b"&quot;", 6)
    if byte == b"'":
        return _put(out, b"&#x27;", 6)
    out[0] = byte
    return out + 1


cdef char* _put_escaped(char* out, const char* at, const char* end) noexcept:
    """Put what stands from *at* to *end*; return where the next goes."""
    cdef uint64_t word, found
    cdef Py_ssize_t clean
    while end - at >= AT_ONCE:
        word = eight(<const uint8_t*>at)
        memcpy(out, at, AT_ONCE)
        # & and ' differ in the lowest bit, < and > in the one above.
        found = less_than((word | EACH(1)) ^ EACH(c"'"), 1)
        found |= less_than((word | EACH(2)) ^ EACH(c">"), 1)
        found |= less_than(word ^ EACH(c'"'), 1)
        if not found:
            out += AT_ONCE
            at += AT_ONCE
            continue
        clean = first_bit(found) >> 3
        out = _put_byte(out + clean, at[clean])
        at += clean + 1
    while at < end:
        out = _put_byte(out, at[0])
        at += 1
    return out


cdef const char* _behind(
    const char* at, const char* end, Py_ssize_t count, bint is_ascii
) noexcept:
    """Return what is *count* code points behind *at*, at most *end*."""
    if is_ascii:
        return at + min(count, end - at)
    while count > 0 and at < end:
        at += 1
        while at < end and at[0] & 0xC0 == 0x80:
            at += 1
        count -= 1
    return at


cdef str _html(str text, list spans):
    """Return *text* escaped, its *spans* marked; they are ascending and disjoint."""
    cdef Py_ssize_t size, low, high, done = 0
    cdef const char* at = PyUnicode_AsUTF8AndSize(text, &size)
    cdef const char* end = at + size
    cdef const char* behind
    cdef bint is_ascii = size == len(text)
    cdef char* buffer = <char*>malloc(ESCAPED * size + TAGS * len(spans) + AT_ONCE)
    cdef char* out = buffer
    if not buffer:
        raise MemoryError
    try:
        for low, high in spans:
            behind = _behind(at, end, low - done, is_ascii)
            out = _put(_put_escaped(out, at, behind), _OPEN, 6)
            at = _behind(behind, end, high - low, is_ascii)
            out = _put(_put_escaped(out, behind, at), _CLOSE, 7)
            done = high
        out = _put_escaped(out, at, end)
        return PyUnicode_DecodeUTF8(buffer, out - buffer, NULL)
    finally:
        free(buffer)
