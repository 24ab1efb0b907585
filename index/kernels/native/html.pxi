"""HTML: a text escaped, with spans of it marked."""

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size)
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef const char* _OPEN = b"<mark>"
cdef const char* _CLOSE = b"</mark>"


cdef inline char* _put(char* out, const char* text, Py_ssize_t size) noexcept:
    memcpy(out, text, size)
    return out + size


cdef inline char* _escape(char* out, char byte) noexcept:
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


cdef str _html(str text, list spans):
    """Return *text* escaped, its *spans* marked; they are ascending and disjoint."""
    cdef Py_ssize_t size, i, place = -1, span = 0, count = len(spans)
    cdef Py_ssize_t low = -1, high = -1
    cdef const char* data = PyUnicode_AsUTF8AndSize(text, &size)
    cdef char* buffer
    cdef char* out
    if count:
        low, high = spans[0]
    buffer = out = <char*>malloc(6 * size + 13 * count + 1)
    if not buffer:
        raise MemoryError
    try:
        for i in range(size):
            if data[i] & 0xC0 != 0x80:
                place += 1
                if place == high:
                    out = _put(out, _CLOSE, 7)
                    span += 1
                    low = high = -1
                    if span < count:
                        low, high = spans[span]
                if place == low:
                    out = _put(out, _OPEN, 6)
            out = _escape(out, data[i])
        if high >= 0:
            out = _put(out, _CLOSE, 7)
        return PyUnicode_DecodeUTF8(buffer, out - buffer, NULL)
    finally:
        free(buffer)
