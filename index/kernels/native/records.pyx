"""Plain articles, native; the contract stands in ``plain/records.py``.

What is not as it is in nearly all articles is left to :mod:`broadsheet.index.records`
and :mod:`broadsheet.index.documents`, so that nothing here has to know what becomes
of it.
"""

cimport cython
from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize
from cpython.dict cimport PyDict_CheckExact
from cpython.list cimport PyList_CheckExact
from cpython.object cimport PyObject
from cpython.tuple cimport PyTuple_CheckExact
from cpython.unicode cimport PyUnicode_CheckExact
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, strlen


cdef extern from "Python.h":
    PyObject* PyDict_GetItemWithError(object mapping, object key) except? NULL
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL


class _NotPlainError(Exception):
    """Something is for others to read."""


cdef const char* utf8_of(object text, Py_ssize_t* size) except NULL:
    """Return a string in UTF-8, which lives as long as the string."""
    if not PyUnicode_CheckExact(text):
        raise _NotPlainError
    return PyUnicode_AsUTF8AndSize(text, size)


include "blake2b.pxi"
include "plain_dates.pxi"
include "plain_json.pxi"
include "tidiness.pxi"

cdef enum:
    # For all but title and body; an article with more is not plain.
    JSON_ROOM = 4096
    DIGEST_BYTES = 16
    MOST_ID_BYTES = 512

cdef dict PRECISIONS = {"day": c"d", "minute": c"m", "second": c"s"}


def read_plain_record(record, bint is_naive_utc):
    cdef _Plain plain = _Plain()
    try:
        plain.read_record(record, is_naive_utc)
        return plain.document()
    except (_NotPlainError, UnicodeEncodeError):
        return None


def read_plain_article(article):
    cdef _Plain plain = _Plain()
    try:
        plain.read_article(article)
        return plain.document()
    except (_NotPlainError, UnicodeEncodeError):
        return None


def suspicions(title, body, bytes keys):
    cdef Py_ssize_t title_size, body_size
    cdef const char* head
    cdef const char* text
    cdef const uint8_t* known = <const uint8_t*>PyBytes_AsString(keys)
    cdef int found
    try:
        head = utf8_of(title, &title_size)
        text = utf8_of(body, &body_size)
    except (_NotPlainError, UnicodeEncodeError):
        return IS_ANYTHING
    found = text_suspicions(<const uint8_t*>head, title_size)
    if body_size == 0:
        return found
    found |= text_suspicions(<const uint8_t*>text, body_size)
    if may_repeat(<const uint8_t*>text, body_size):
        found |= IS_REPETITION
    if has_link_line(<const uint8_t*>text, body_size, known):
        found |= IS_LINKS
    if is_blank(<const uint8_t*>head, title_size):
        found |= IS_TITLE
    return found


@cython.final
cdef class _Plain:
    """A plain article in the making."""

    cdef object id, title, body, updated, source, section, language, url, date_source
    cdef tuple authors, tags
    cdef PlainDate date

    cdef int read_record(self, record, bint is_naive_utc) except -1:
        cdef Py_ssize_t known = 0
        cdef PlainDate updated
        if not PyDict_CheckExact(record):
            raise _NotPlainError
        self.id = take(record, "id", &known)
        self.title = take(record, "title", &known)
        self.body = take(record, "body", &known)
        self.title = "" if self.title is None else self.title
        self.body = "" if self.body is None else self.body
        self.source = stripped(take(record, "source", &known))
        self.section = stripped(take(record, "section", &known))
        self.url = stripped(take(record, "url", &known))
        self.language = stripped(take(record, "language", &known))
        check_language(self.language)
        self.authors = texts_of(take(record, "authors", &known))
        self.tags = texts_of(take(record, "tags", &known))
        if read_date(take(record, "published", &known), is_naive_utc, &self.date):
            self.date_source = "given"
        if read_date(take(record, "updated", &known), is_naive_utc, &updated):
            self.updated = updated.text[: updated.size].decode("ascii")
        if known != len(record):
            raise _NotPlainError
        return 0

    cdef int read_article(self, article) except -1:
        cdef PlainDate date
        self.id = article.id
        self.title, self.body = article.title, article.body
        self.source, self.section = article.source, article.section
        self.language, self.url = article.language, article.url
        self.updated = article.updated
        for each in (self.source, self.section, self.language, self.url, self.updated):
            if each is not None:
                check_whole(each)
        self.authors = whole_texts(article.authors)
        self.tags = whole_texts(article.tags)
        if not PyDict_CheckExact(article.extra) or article.extra:
            raise _NotPlainError
        self._read_canonical(article.published, article.date_precision)
        if article.published is not None:
            self.date_source = article.date_source
            check_whole(self.date_source)
        return 0

    cdef int _read_canonical(self, published, precision) except -1:
        """Take a date that is in its canonical form."""
        cdef Py_ssize_t size
        cdef const char* text
        if not read_date(published, False, &self.date):
            if precision is not None:
                raise _NotPlainError
            return 0
        text = utf8_of(published, &size)
        if (
            <size_t>size != self.date.size
            or memcmp(text, self.date.text, size) != 0
            or not PyUnicode_CheckExact(precision)
            or PRECISIONS.get(precision) != self.date.precision
        ):
            raise _NotPlainError
        return 0

    cdef tuple document(self):
        cdef char room[JSON_ROOM]
        cdef Json json
        cdef Py_ssize_t title_size, body_size
        cdef const char* title = utf8_of(self.title, &title_size)
        cdef const char* body = utf8_of(self.body, &body_size)
        cdef uint32_t sizes[2]
        cdef size_t size
        cdef char* at
        cdef char digest[DIGEST_BYTES]
        if title_size > 0xFFFFFFFF or body_size > 0xFFFFFFFF:
            raise _NotPlainError
        check_id(self.id)
        json.at, json.end, json.is_plain = room, room + JSON_ROOM, True
        self._put_fields(&json)
        if not json.is_plain:
            raise _NotPlainError
        # Where the comma of the first key stands.
        room[0] = c"{"
        sizes[0], sizes[1] = title_size, body_size
        size = sizeof(sizes) + title_size + body_size + (json.at - room)
        payload = PyBytes_FromStringAndSize(NULL, size)
        at = PyBytes_AsString(payload)
        memcpy(at, sizes, sizeof(sizes))
        memcpy(at + sizeof(sizes), title, title_size)
        memcpy(at + sizeof(sizes) + title_size, body, body_size)
        memcpy(at + sizeof(sizes) + title_size + body_size, room, json.at - room)
        blake2b(at, size, DIGEST_BYTES, digest)
        return (
            self.id,
            self.title,
            self.body,
            self.source,
            self.section,
            self.language,
            self.authors,
            self.tags,
            payload,
            PyBytes_FromStringAndSize(digest, DIGEST_BYTES),
            self.date.kind,
            self.date.start,
            self.date.end,
        )

    cdef int _put_fields(self, Json* json) except -1:
        """Put all but title and body, keys sorted."""
        cdef bint is_dated = self.date.kind != UNDATED
        put_texts(json, "authors", self.authors)
        if is_dated:
            put_key(json, "date_precision")
            if self.date.precision == c"d":
                put_bytes(json, '"day"', 5)
            elif self.date.precision == c"m":
                put_bytes(json, '"minute"', 8)
            else:
                put_bytes(json, '"second"', 8)
        put_text(json, "date_source", self.date_source)
        put_text(json, "id", self.id)
        put_text(json, "language", self.language)
        if is_dated:
            put_key(json, "published")
            put_string(json, self.date.text, self.date.size)
        put_text(json, "section", self.section)
        put_text(json, "source", self.source)
        put_texts(json, "tags", self.tags)
        put_text(json, "updated", self.updated)
        put_text(json, "url", self.url)
        put_bytes(json, "}", 1)
        return 0


cdef object take(record, key, Py_ssize_t* known):
    """Return what *record* has under *key*, else None; count what is there."""
    cdef PyObject* found = PyDict_GetItemWithError(record, key)
    if found is NULL:
        return None
    known[0] += 1
    return <object>found


cdef object stripped(value):
    """Return a text without white space around it; None if that leaves nothing."""
    cdef Py_ssize_t size
    cdef const char* text
    if value is None:
        return None
    text = utf8_of(value, &size)
    if size == 0:
        return None
    if 0x20 < text[0] < 0x7F and 0x20 < text[size - 1] < 0x7F:
        return value
    return value.strip() or None


cdef tuple texts_of(value):
    if value is None:
        return ()
    if PyUnicode_CheckExact(value):
        value = (value,)
    elif not PyList_CheckExact(value) and not PyTuple_CheckExact(value):
        raise _NotPlainError
    texts = [stripped(each) for each in value]
    return tuple([each for each in texts if each is not None])


cdef tuple whole_texts(value):
    if not PyTuple_CheckExact(value):
        raise _NotPlainError
    for each in value:
        check_whole(each)
    return value


cdef int check_whole(value) except -1:
    """Return if *value* is a text with something in it."""
    cdef Py_ssize_t size
    utf8_of(value, &size)
    if size == 0:
        raise _NotPlainError
    return 0


cdef bint read_date(value, bint is_naive_utc, PlainDate* date) except -1:
    """Read what may be a date; return whether there is one."""
    cdef Py_ssize_t size
    cdef const char* text
    date.kind, date.start, date.end = UNDATED, 0, 0
    if value is None:
        return False
    text = utf8_of(value, &size)
    if not read_plain_date(text, size, is_naive_utc, date):
        raise _NotPlainError
    return True


cdef int check_id(value) except -1:
    cdef Py_ssize_t size, place
    cdef const char* text = utf8_of(value, &size)
    if not 1 <= size <= MOST_ID_BYTES:
        raise _NotPlainError
    for place in range(size):
        if not 0x20 <= text[place] < 0x7F:
            raise _NotPlainError
    return 0


cdef int check_language(value) except -1:
    """Return if *value* is None or a tag as :mod:`broadsheet.index.records` keeps it."""
    cdef Py_ssize_t size, place, length = 0
    cdef const char* text
    cdef bint is_first = True
    if value is None:
        return 0
    text = utf8_of(value, &size)
    for place in range(size):
        if text[place] == c"-":
            if length < (2 if is_first else 1):
                raise _NotPlainError
            is_first, length = False, 0
        elif c"a" <= text[place] <= c"z" or (
            not is_first and c"0" <= text[place] <= c"9"
        ):
            length += 1
            if length > (3 if is_first else 8):
                raise _NotPlainError
        else:
            raise _NotPlainError
    if length < (2 if is_first else 1):
        raise _NotPlainError
    return 0
