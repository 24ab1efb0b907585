"""A JSON array of objects, or one JSON object, however it is laid out in lines.

The array is cut at the commas between its elements without building it, and
each element is parsed alone: memory holds one record, and a record that is no
JSON costs no other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .boundedbytes import BoundedBytes
from .packings import BrokenStreamError
from .rawrecord import RawRecord, json_record, too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK = re.compile(rb'["\[\]{},]')
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_EMPTY = "an empty place between commas; take one comma out"


def read_json_array(chunks: Iterable[bytes]) -> Iterator[RawRecord]:
    """Yield the elements of the array, in order, numbered from 1."""
    cutter = _Cutter()
    try:
        for chunk in chunks:
            yield from cutter.cut(chunk)
    except BrokenStreamError as error:
        yield cutter.broken_off(str(error))
    else:
        yield from cutter.rest()


def read_json_object(chunks: Iterable[bytes]) -> Iterator[RawRecord]:
    """Yield the one record that the whole stream is."""
    held = BoundedBytes()
    try:
        for chunk in chunks:
            held.add(chunk)
    except BrokenStreamError as error:
        yield RawRecord(1, held.value, None, str(error), 0)
    else:
        yield _record(1, held, 0)


def _record(number: int, held: BoundedBytes, offset: int) -> RawRecord:
    """Return the record *held*, whose text with the space before it is at *offset*."""
    if held.is_cut:
        return too_long(number, held.value, held.size, offset)
    text = held.value.lstrip()
    offset += len(held.value) - len(text)
    return json_record(number, text.rstrip(), offset)


class _Cutter:
    """Finds the elements of an array in chunks of its text.

    Only brackets, commas and strings are told apart; what stands between them
    is for the parser of the element.
    """

    def __init__(self) -> None:
        self._held = BoundedBytes()
        self._number = 1
        self._depth = 0
        self._in_string = False
        self._is_closed = False
        # Half of an escape, at the end of the chunk before.
        self._carried = b""
        # Where the text being cut begins in the stream, and the element being read.
        self._offset = 0
        self._began = 0

    def cut(self, chunk: bytes) -> Iterator[RawRecord]:
        """Yield the elements that end in *chunk*."""
        text = self._carried + chunk
        start = place = 0
        while not self._is_closed:
            place = self._next_mark(text, place)
            if place >= len(text) or self._in_string:
                break
            mark = text[place : place + 1]
            place += 1
            if self._is_end(mark):
                self._held.add(text[start : place - 1])
                yield from self._element()
                start = place
                self._began = self._offset + place
            elif mark in b"[{":
                self._depth += 1
                if self._depth == 1:
                    start = place
                    self._began = self._offset + place
        end = len(text) if self._is_closed else place
        self._held.add(text[start:end])
        self._carried = text[end:]
        self._offset += end

    def broken_off(self, reason: str) -> RawRecord:
        """Return the refusal of what was read of the element being read."""
        raw = self._held.value + self._carried
        return RawRecord(self._number, raw, None, reason, self._began)

    def rest(self) -> Iterator[RawRecord]:
        """Yield the refusal of whatever is wrong with the end of the array."""
        if not self._is_closed:
            yield self.broken_off("the array is never closed; is the file whole?")
        elif self._held.value.strip():
            yield self.broken_off("there is text after the end of the array; remove it")

    def _next_mark(self, text: bytes, place: int) -> int:
        """Return where the next mark outside strings is, or where to go on."""
        while True:
            if self._in_string:
                string = _IN_STRING.match(text, place)
                place = string.end() if string else place
                if text[place : place + 1] != b'"':
                    return place
                place += 1
            mark = _MARK.search(text, place)
            self._in_string = mark is not None and mark.group() == b'"'
            if mark is None:
                return len(text)
            if not self._in_string:
                return mark.start()
            place = mark.end()

    def _is_end(self, mark: bytes) -> bool:
        """Take note of a *mark* that is no opening; tell if it ends an element."""
        if self._depth == 1 and mark in (b",", b"]"):
            self._is_closed = mark == b"]"
            return True
        if self._depth > 1 and mark in b"]}":
            self._depth -= 1
        return False

    def _element(self) -> Iterator[RawRecord]:
        is_only = self._is_closed and self._number == 1
        if self._held.value.strip():
            yield _record(self._number, self._held, self._began)
        elif not is_only:  # [] has no element, [,] has two
            yield RawRecord(self._number, b"", None, _EMPTY, self._began)
        self._number += 1
        self._held = BoundedBytes()
