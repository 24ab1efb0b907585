"""Frames: the stored articles of a segment, each compressed by itself."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable

    from .dictionary import Dictionary

_NO_DICTIONARY = 0
#: Magic number and descriptor of a frame; a window descriptor follows unless the
#: frame is a single segment, then the dictionary's name in so many bytes.
_DESCRIPTOR_END = 5
_SINGLE_SEGMENT = 0x20
_NAME_BYTES = (0, 1, 2, 4)
_LEAST_FRAME = 9


class Frames:
    """Decompresses what is stored of an article; safe to share between threads.

    A decompressor serves one thread at a time, and to make one takes twenty times
    as long as to decompress an article: each thread has its own.

    :param frames: by docnum.
    :param dictionaries: those that frames name in their headers.
    """

    def __init__(self, frames: Dictionary, dictionaries: Dictionary) -> None:
        #: As they are stored.
        self.frames = frames
        loaded = map(zstandard.ZstdCompressionDict, dictionaries)
        self._dictionaries = {each.dict_id(): each for each in loaded}
        self._made = _Made()

    def payload(self, docnum: int) -> bytes:
        """Return what was stored of the document.

        :raises zstandard.ZstdError: if the frame is damaged.
        :raises KeyError: if its dictionary is not there.
        """
        return self.decompress(self.frames.term(docnum))

    @property
    def decompress(self) -> Callable[[bytes], bytes]:
        """What returns the payload of a frame; for the thread that asked for it.

        Raises as :meth:`payload` does.
        """
        if len(self._dictionaries) > 1:
            return self._decompress
        # What was compressed without a dictionary refers to none that is there.
        return self._decompressor(
            next(iter(self._dictionaries), _NO_DICTIONARY)
        ).decompress

    def _decompress(self, frame: bytes) -> bytes:
        return self._decompressor(_dictionary_of(frame)).decompress(frame)

    def _decompressor(self, name: int) -> zstandard.ZstdDecompressor:
        made = self._made.by_dictionary
        if name not in made:
            loaded = None if name == _NO_DICTIONARY else self._dictionaries[name]
            made[name] = zstandard.ZstdDecompressor(dict_data=loaded)
        return made[name]


def _dictionary_of(frame: bytes) -> int:
    """Return the dictionary that a frame names in its header (RFC 8878, 3.1.1.1)."""
    if len(frame) < _LEAST_FRAME:
        # It is damaged, as the decompressor will tell.
        return _NO_DICTIONARY
    descriptor = frame[4]
    start = _DESCRIPTOR_END + (not descriptor & _SINGLE_SEGMENT)
    return int.from_bytes(frame[start : start + _NAME_BYTES[descriptor & 3]], "little")


class _Made(threading.local):
    """The decompressors of a thread."""

    def __init__(self) -> None:
        self.by_dictionary: dict[int, zstandard.ZstdDecompressor] = {}
