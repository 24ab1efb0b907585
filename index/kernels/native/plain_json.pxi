# JSON of short strings that need no escapes, in room that is given.

cdef struct Json:
    char* at
    char* end
    # Whether all that was put fitted, and stands as it is.
    bint is_plain


cdef void put_bytes(Json* json, const char* data, size_t size) noexcept nogil:
    if <size_t>(json.end - json.at) < size:
        json.is_plain = False
        return
    memcpy(json.at, data, size)
    json.at += size


cdef void put_string(Json* json, const char* text, size_t size) noexcept nogil:
    """Put *text* between quotes."""
    cdef size_t place
    cdef uint8_t each
    for place in range(size):
        each = text[place]
        if each < 0x20 or each == c'"' or each == c"\\":
            json.is_plain = False
    put_bytes(json, '"', 1)
    put_bytes(json, text, size)
    put_bytes(json, '"', 1)


cdef void put_key(Json* json, const char* key) noexcept nogil:
    """Put the next *key* of an object, and what stands around it."""
    put_bytes(json, ',"', 2)
    put_bytes(json, key, strlen(key))
    put_bytes(json, '":', 2)


cdef int put_text(Json* json, const char* key, object text) except -1:
    """Put *text* under *key*, unless it is None."""
    cdef Py_ssize_t size
    cdef const char* data
    if text is None:
        return 0
    data = utf8_of(text, &size)
    put_key(json, key)
    put_string(json, data, size)
    return 0


cdef int put_texts(Json* json, const char* key, tuple texts) except -1:
    """Put the list of *texts* under *key*, unless there are none."""
    cdef Py_ssize_t size
    cdef const char* data
    cdef bint is_first = True
    if not texts:
        return 0
    put_key(json, key)
    for each in texts:
        put_bytes(json, "[" if is_first else ",", 1)
        is_first = False
        data = utf8_of(each, &size)
        put_string(json, data, size)
    put_bytes(json, "]", 1)
    return 0
