"""Frames: the stored articles of a segment, each compressed by itself."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from .dictionary import Dictionary

_NO_DICTIONARY = 0


class Frames:
    """Decompresses what is stored of an article; safe to share between threads.

    A decompressor serves one thread at a time, and to make one takes twenty times
    as long as to decompress an article: each thread has its own.

    :param frames: by docnum.
    :param dictionaries: those that frames name in their headers.
    """

    def __init__(self, frames: Dictionary, dictionaries: Dictionary) -> None:
        self._frames = frames
        loaded = map(zstandard.ZstdCompressionDict, dictionaries)
        self._dictionaries = {each.dict_id(): each for each in loaded}
        self._made = _Made()

    def payload(self, docnum: int) -> bytes:
        """Return what was stored of the document.

        :raises zstandard.ZstdError: if the frame is damaged.
        :raises KeyError: if its dictionary is not there.
        """
        frame = self._frames.term(docnum)
        name = zstandard.get_frame_parameters(frame).dict_id
        return self._decompressor(name).decompress(frame)

    def _decompressor(self, name: int) -> zstandard.ZstdDecompressor:
        made = self._made.by_dictionary
        if name not in made:
            loaded = None if name == _NO_DICTIONARY else self._dictionaries[name]
            made[name] = zstandard.ZstdDecompressor(dict_data=loaded)
        return made[name]


class _Made(threading.local):
    """The decompressors of a thread."""

    def __init__(self) -> None:
        self.by_dictionary: dict[int, zstandard.ZstdDecompressor] = {}
