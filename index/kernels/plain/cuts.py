"""Cuts: where a passage may begin and end in a text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .marks import Span

#: The first character after white space or after the end of a CJK sentence.
_WORD_START = re.compile(r"(?:(?<!\S)|(?<=[。！？」』]))[^\s。！？」』]")
_CLOSING = "\"'”’»)]」』"
_STOPS = (".", "!", "?", "…")
_CJK_STOPS = ("。", "！", "？")
#: ``Mr.``, ``Gov.``, ``U.S.``: the stop is not the end of a sentence.
_ABBREVIATION = re.compile(r"\b(?=[^\W\d_])(?![a-z])\w{1,3}\.$")
#: How far a cut at white space is preferred to a nearer one between tokens;
#: beyond it the text is taken to be written without spaces.
_REACH = 40
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Cuts:
    """The places where *text* may be cut: never inside a word or a kept span."""

    text: str
    #: Of each token, ascending by start.
    starts: Sequence[int]
    ends: Sequence[int]
    #: Ascending and disjoint; none is cut either.
    kept: Sequence[Span]

    def first_cut(self, lowest: int, wanted: int, latest: int) -> int:
        """Return where to begin a passage that must show what is at *latest*.

        It is the first sentence or paragraph start from *lowest* on; else the
        first good place from *wanted* on.
        """
        for cut in self._word_starts(lowest, latest):
            if starts_sentence(self.text, cut):
                return cut
        for cut in self._word_starts(wanted, min(latest, wanted + _REACH)):
            return cut
        first = bisect_left(self.starts, wanted)
        for index in range(first, bisect_left(self.starts, latest)):
            if self.allows(self.starts[index]):
                return self.starts[index]
        return latest

    def last_cut(self, earliest: int, limit: int) -> int:
        """Return where to end a passage, from *earliest* up to *limit*."""
        if limit >= len(self.text):
            return len(self.text)
        for cut in range(limit, max(earliest, limit - _REACH), -1):
            if self.text[cut].isspace() and self.allows(cut):
                return cut
        for cut in range(limit, earliest, -1):
            if self.allows(cut):
                return cut
        return earliest

    def allows(self, cut: int) -> bool:
        """Whether neither a word, a character nor a kept span is cut there."""
        if is_joined(self.text, cut):
            return False
        after = bisect_left(self.starts, cut)
        # Overlapping tokens of a script without spaces may be cut where one starts.
        begins = after < len(self.starts) and self.starts[after] == cut
        if not begins and after and self.ends[after - 1] > cut:
            return False
        behind = bisect_left(self.kept, cut, key=_start_of) - 1
        return behind < 0 or self.kept[behind].end <= cut

    def _word_starts(self, lowest: int, latest: int) -> Iterator[int]:
        for found in _WORD_START.finditer(self.text, lowest, latest + 1):
            if self.allows(found.start()):
                yield found.start()


def starts_sentence(text: str, at: int) -> bool:
    """Whether the character *at* looks like the first of a sentence or paragraph."""
    before = text[max(0, at - _REACH) : at]
    said = before.rstrip()
    gap = before[len(said) :]
    if not said or gap.count("\n") > 1:
        return True
    if "\n" in gap and len(gap) - gap.rindex("\n") > 2:  # an indented line
        return True
    stop = said.rstrip(_CLOSING)
    if stop.endswith(_CJK_STOPS):
        return True
    if not gap or not stop.endswith(_STOPS) or _ABBREVIATION.search(stop):
        return False
    return not text[at].islower()


def is_joined(text: str, cut: int) -> bool:
    """Whether a cut would part a character from its marks."""
    if not 0 < cut < len(text):
        return False
    after = text[cut]
    if after.isascii():
        return text[cut - 1] == _JOINER
    return is_mark(after) or _JOINER in text[cut - 1 : cut + 1]


def is_mark(character: str) -> bool:
    """Whether *character* goes on with the one before it."""
    return unicodedata.category(character)[0] == "M"


def hard_end(text: str, start: int, limit: int) -> int:
    """Return where to cut, up to *limit*, what cannot be shown whole.

    That is *limit*, or before a character that it would part from its marks.
    """
    end = limit
    while end > start and is_joined(text, end):
        end -= 1
    return end if end > start else limit


def _start_of(span: Span) -> int:
    return span.start
