# A dictionary: sorted strings of UTF-8, found by content, prefix and nearness.

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.exc cimport PyErr_Clear
from libc.string cimport memcmp

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size)
    object PyUnicode_DecodeUTF8(const char* data, Py_ssize_t size, const char* errors)

cdef struct Text:
    const uint8_t* bytes
    Py_ssize_t size


cdef inline bint text_of(object given, Text* text):
    """Fill in the UTF-8 of *given*; False if it has none: half a character."""
    text.bytes = <const uint8_t*>PyUnicode_AsUTF8AndSize(given, &text.size)
    if text.bytes == NULL:
        PyErr_Clear()
        return False
    return True


cdef inline int compare(const Text* one, const Text* other) noexcept nogil:
    cdef int order = memcmp(one.bytes, other.bytes, min(one.size, other.size))
    if order:
        return order
    return -1 if one.size < other.size else one.size > other.size


@cython.final
cdef class Terms:
    """The strings of a dictionary; arrays are kept, not copied."""

    cdef const uint8_t[::1] data
    cdef const uint64_t[::1] offsets
    cdef readonly Py_ssize_t count
    # Characters beyond ASCII that have another lower case, and these.
    cdef object lowers

    def __init__(self, data, offsets):
        self.data = data
        self.offsets = offsets
        self.count = len(offsets) - 1
        self.lowers = None
        if self.count < 0:
            raise ValueError("damaged strings")

    def __len__(self):
        return self.count

    cdef inline bint _read(self, Py_ssize_t number, Text* text) noexcept nogil:
        """Fill in a string; False if its offsets cannot be right."""
        cdef uint64_t start = self.offsets[number], end = self.offsets[number + 1]
        if start > end or end > <uint64_t>self.data.shape[0]:
            return False
        text.bytes = &self.data[0] + start
        text.size = <Py_ssize_t>(end - start)
        return True

    cdef Py_ssize_t _lower_bound(
        self, const Text* wanted, Py_ssize_t low, Py_ssize_t high
    ) noexcept nogil:
        """Return the first string not less than *wanted*; -1 if one is damaged."""
        cdef Py_ssize_t middle
        cdef Text text
        while low < high:
            middle = (low + high) >> 1
            if not self._read(middle, &text):
                return -1
            if compare(&text, wanted) < 0:
                low = middle + 1
            else:
                high = middle
        return low

    cdef Py_ssize_t _gallop(self, const Text* wanted, Py_ssize_t start) noexcept nogil:
        """As :meth:`_lower_bound`, near *start*, before which it is not."""
        cdef Py_ssize_t step = 1, low = start
        cdef Text text
        while low + step < self.count:
            if not self._read(low + step, &text):
                return -1
            if compare(&text, wanted) >= 0:
                break
            low += step
            step <<= 1
        return self._lower_bound(wanted, low, min(low + step, self.count))

    cdef Py_ssize_t _find(self, const Text* wanted, Py_ssize_t start) except -2:
        """Return the number of *wanted*, -1 if it is not there."""
        cdef Text text
        cdef Py_ssize_t number
        if start < 0:
            number = self._lower_bound(wanted, 0, self.count)
        else:
            number = self._gallop(wanted, start)
        if number < 0:
            raise ValueError("damaged strings")
        if number == self.count:
            return -1
        if not self._read(number, &text):
            raise ValueError("damaged strings")
        return number if compare(&text, wanted) == 0 else -1

    def find(self, form):
        cdef Text text
        if not text_of(form, &text):
            return -1
        return self._find(&text, -1)

    def find_each(self, forms):
        cdef list found = []
        cdef Text text, before
        cdef Py_ssize_t number, last = -1
        for form in forms:
            if not text_of(form, &text):
                continue
            if last >= 0 and compare(&before, &text) > 0:
                last = -1
            number = self._find(&text, last)
            if number >= 0:
                found.append(number)
                last = number
                # The forms are alive while they are iterated over.
                before = text
        return found

    def with_prefix(self, prefix):
        cdef Text text
        cdef Py_ssize_t low, high
        if not text_of(prefix, &text):
            return 0, 0
        low = self._lower_bound(&text, 0, self.count)
        high = -1 if low < 0 else self._behind(&text, low, self.count)
        if high < 0:
            raise ValueError("damaged strings")
        return low, high

    cdef Py_ssize_t _behind(
        self, const Text* prefix, Py_ssize_t start, Py_ssize_t end
    ) noexcept nogil:
        """Return the first string from *start* to *end* without *prefix*.

        -1 if one is damaged. All from *start* on are greater than the prefix or
        start with it.
        """
        cdef Py_ssize_t step = 1, low = start, high, middle
        cdef Text text
        while low < end:
            high = min(low + step, end)
            if not self._read(high - 1, &text):
                return -1
            if not _starts_with(&text, prefix):
                break
            low = high
            step <<= 1
        else:
            return end
        high -= 1
        while low < high:
            middle = (low + high) >> 1
            if not self._read(middle, &text):
                return -1
            if _starts_with(&text, prefix):
                low = middle + 1
            else:
                high = middle
        return low

    def text(self, Py_ssize_t number):
        cdef Text text
        if not 0 <= number < self.count or not self._read(number, &text):
            raise ValueError("damaged strings")
        return PyUnicode_DecodeUTF8(<const char*>text.bytes, text.size, NULL)

    def texts(self, numbers):
        cdef list found = []
        cdef Py_ssize_t number
        cdef Text text
        for each in numbers:
            number = each
            if not 0 <= number < self.count or not self._read(number, &text):
                raise ValueError("damaged strings")
            found.append(
                PyUnicode_DecodeUTF8(<const char*>text.bytes, text.size, NULL)
            )
        return found

    def near(self, word, Py_ssize_t edits, check):
        cdef Walk walk = Walk(self, word, edits, check)
        check()
        if self.count:
            walk.go(0, self.count, 0, 0, False)
        return sorted(set(walk.found))

    cdef dict lower_cases(self):
        """Return the characters beyond ASCII that fold to another."""
        if self.lowers is None:
            text = PyBytes_FromStringAndSize(
                <const char*>(&self.data[0] if self.data.shape[0] else NULL),
                self.data.shape[0],
            )
            letters = set() if text.isascii() else set(text.decode())
            self.lowers = {
                ord(each): ord(each.casefold())
                for each in sorted(letters)
                if each.casefold() != each and len(each.casefold()) == 1
            }
        return self.lowers


cdef inline bint _starts_with(const Text* text, const Text* prefix) noexcept nogil:
    return text.size >= prefix.size and not memcmp(
        text.bytes, prefix.bytes, prefix.size
    )
