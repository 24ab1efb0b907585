"""Hits as JSON, native; the contract stands in ``plain/hits.py``."""

from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memchr, memcmp, strlen

include "json_text.pxi"
include "stored_lengths.pxi"

cdef extern from "Python.h":
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef enum:
    # More than a record has keys.
    MOST_KEYS = 16


cdef struct Member:
    # A key of a JSON object and its value, as they stand there.
    const char* key
    Py_ssize_t key_size
    const char* value
    Py_ssize_t value_size


cdef struct Record:
    # What is stored of an article; see codec/stored.py.
    const char* title
    Py_ssize_t title_size
    const char* body
    Py_ssize_t body_size
    Member members[MOST_KEYS]
    int count


def tell_hits(list hits, list scores, tuple names):
    cdef JsonText out = JsonText()
    cdef Record record
    cdef Py_ssize_t place
    cdef bytes payload, score
    out.put("[", 1)
    for place in range(len(hits)):
        article_id, _score, payload, title, passages = hits[place]
        score = scores[place]
        if not read_record(payload, len(payload), &record) or not is_text(payload):
            return None
        out.put(',{"id":' if place else '{"id":', 7 if place else 6)
        out.put_text(article_id)
        put_fields(out, &record, names)
        put_literal(out, ',"score":')
        out.put(score, len(score))
        if title is not None:
            put_literal(out, ',"highlights":{"title":')
            put_passage(out, '{"field":"title","html":', title)
            put_literal(out, '},"snippets":[')
            put_passages(out, passages)
            put_literal(out, "]")
        put_literal(out, "}")
    put_literal(out, "]")
    return out.taken()


cdef bint is_text(bytes payload):
    """Tell whether what stands behind the lengths is UTF-8."""
    try:
        PyUnicode_DecodeUTF8(<const char*>payload + 8, len(payload) - 8, NULL)
    except UnicodeDecodeError:
        return False
    return True


cdef inline int put_literal(JsonText out, const char* text) except -1:
    return out.put(text, strlen(text))


cdef int put_fields(JsonText out, Record* record, tuple names) except -1:
    cdef const char* name
    cdef Py_ssize_t size
    cdef Member* found
    for each in names:
        name = PyUnicode_AsUTF8AndSize(each, &size)
        put_literal(out, ',"')
        out.put(name, size)
        put_literal(out, '":')
        found = member_of(record, name, size)
        if found != NULL:
            out.put(found.value, found.value_size)
        elif is_named(name, size, "title"):
            out.put_string(record.title, record.title_size)
        elif is_named(name, size, "body"):
            out.put_string(record.body, record.body_size)
        elif is_named(name, size, "authors") or is_named(name, size, "tags"):
            put_literal(out, "[]")
        elif is_named(name, size, "extra"):
            put_literal(out, "{}")
        elif is_named(name, size, "date_source"):
            put_literal(out, '"missing"')
        else:
            put_literal(out, "null")
    return 0


cdef inline bint is_named(
    const char* name, Py_ssize_t size, const char* wanted
) noexcept:
    return size == <Py_ssize_t>strlen(wanted) and memcmp(name, wanted, size) == 0


cdef Member* member_of(Record* record, const char* name, Py_ssize_t size) noexcept:
    cdef int place
    for place in range(record.count):
        if record.members[place].key_size == size and (
            memcmp(record.members[place].key, name, size) == 0
        ):
            return &record.members[place]
    return NULL


cdef int put_passages(JsonText out, passages) except -1:
    cdef bint is_first = True
    for passage in passages:
        if not is_first:
            put_literal(out, ",")
        is_first = False
        put_passage(out, '{"field":"body","html":', passage)
    return 0


cdef int put_passage(JsonText out, const char* head, passage) except -1:
    """Put the passage, of which *head* is what stands before its HTML."""
    cdef bint is_first = True
    start, text, html, spans = passage
    put_literal(out, head)
    out.put_text(html)
    put_literal(out, ',"text":')
    out.put_text(text)
    put_literal(out, ',"start":')
    out.put_number(start)
    put_literal(out, ',"matches":[')
    for low, high in spans:
        put_literal(out, "[" if is_first else ",[")
        is_first = False
        out.put_number(low)
        put_literal(out, ",")
        out.put_number(high)
        put_literal(out, "]")
    put_literal(out, "]}")
    return 0


cdef bint read_record(const char* data, Py_ssize_t size, Record* record) noexcept:
    """Read what is stored; return whether it is as it should be."""
    cdef uint32_t lengths[2]
    if not read_lengths(data, size, lengths):
        return False
    record.title = data + 8
    record.title_size = lengths[0]
    record.body = record.title + lengths[0]
    record.body_size = lengths[1]
    return read_members(record.body + lengths[1], data + size, record)


cdef bint read_members(const char* at, const char* end, Record* record) noexcept:
    """Read a JSON object without white space, whose keys have no escapes."""
    cdef Member* member
    record.count = 0
    if end - at < 2 or at[0] != c"{" or (end - 1)[0] != c"}":
        return False
    while at + 1 < end:
        # Behind what stands before a key, the brace or a comma.
        at += 1
        if record.count == MOST_KEYS or at[0] != c'"':
            return False
        member = &record.members[record.count]
        member.key = at + 1
        at = string_end(at, end)
        member.key_size = at - member.key - 1
        if at >= end or at[0] != c":":
            return False
        member.value = at + 1
        at = value_end(at + 1, end)
        if at >= end:
            return False
        member.value_size = at - member.value
        record.count += 1
        if at[0] == c"}":
            return at + 1 == end
    return False


cdef const char* string_end(const char* at, const char* end) noexcept:
    """Return what is behind the string that begins at *at*; *end* if it has no end."""
    cdef const char* back
    while True:
        at = <const char*>memchr(at + 1, c'"', end - at - 1)
        if at == NULL:
            return end
        back = at - 1
        while back[0] == c"\\":
            back -= 1
        if (at - back) & 1:
            return at + 1


cdef const char* value_end(const char* at, const char* end) noexcept:
    """Return what is behind the value that begins at *at*; *end* if it has no end."""
    cdef int depth = 0
    while at < end:
        if at[0] == c'"':
            at = string_end(at, end)
            if depth == 0:
                return at
            continue
        if at[0] == c"{" or at[0] == c"[":
            depth += 1
        elif at[0] == c"}" or at[0] == c"]":
            if depth == 0:
                return at
            depth -= 1
            if depth == 0:
                return at + 1
        elif at[0] == c"," and depth == 0:
            return at
        at += 1
    return end
