"""The character table: what the tokenizer's patterns tell of each code point.

Made from the patterns themselves with the Unicode data of the running Python, so
that a tokenizer by table reads as the one by pattern does. See :mod:`.tokenizer` for
the grammar that the classes are of.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from .characters import HANGUL_TAILS, INVISIBLES, MARKS, UNSPACED
from .elisions import ELIDED
from .folding import LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: The bits of a class. A letter, numeral or digit of a script written with spaces;
WORD = 1
#: one that is no decimal digit;
LETTER = 2
#: a decimal digit of any script;
DIGIT = 4
#: a mark;
MARK = 8
#: what a run of a script written without spaces is of, beside marks;
UNSPACED_PART = 16
#: what such a run may start with;
RUN_START = 32
#: what goes on with the unit before it;
UNIT_TAIL = 64
#: a letter, numeral or digit of any script;
ALPHANUMERIC = 128
#: what is taken out of the text before the grammar applies.
INVISIBLE = 256
#: Above the bits: the plain sign (ASCII) that the character is read as, or 0.
PLAIN_SHIFT = 9

_CODE_POINTS = sys.maxunicode + 1
# Unicode has planned no letters behind the third plane.
_LETTERS_END = 0x40000
# Letters that Python takes for one of ASCII in another case are all before this.
_CASE_VARIANTS_END = 0x3000
_NOT_SPACED = 0xFFFF ^ WORD ^ LETTER
_MEMBER = re.compile(r"(?s:(.)(?:-(.))?)")


@dataclass(frozen=True, slots=True)
class CharacterTable:
    """What a tokenizer by table needs to know of characters; immutable."""

    #: The class of each code point: bits, and the plain sign.
    classes: NDArray[np.uint16]
    #: What is elided, in lower case: ASCII letters, at most eight.
    articles: tuple[str, ...]
    #: Letters beyond ASCII that an article may be written with, each with the ASCII
    #: letter that it counts as: ``ſ`` is an ``s`` in capitals.
    variants: tuple[tuple[str, str], ...]


@cache
def character_table() -> CharacterTable:
    """Return the table of the running Python; made once, in some 30 ms."""
    classes = _classes()
    for lookalike, plain in LOOKALIKES:
        classes[ord(lookalike)] |= ord(plain) << PLAIN_SHIFT
    classes.flags.writeable = False
    return CharacterTable(classes, tuple(ELIDED.split("|")), _variants())


def _classes() -> NDArray[np.uint16]:
    classes = np.zeros(_CODE_POINTS, np.uint16)
    codes = np.arange(_LETTERS_END)
    for start, end in _runs(r"\w+", codes):
        classes[start:end] = WORD | LETTER | ALPHANUMERIC
    classes[ord("_")] = 0
    # Digits are looked for among word characters alone, which are few.
    word_codes = np.flatnonzero(classes)
    for start, end in _runs(r"\d+", word_codes):
        classes[word_codes[start:end]] ^= LETTER | DIGIT

    for start, end in _members(UNSPACED):
        part = classes[start:end]
        # Radicals are no letters to Python.
        is_radical = (codes[start:end] >= 0x2E80) & (codes[start:end] <= 0x2FD5)
        part |= np.where((part != 0) | is_radical, RUN_START, 0).astype(np.uint16)
        part |= UNSPACED_PART
        part &= _NOT_SPACED
    classes[0xFF9E:0xFFA0] &= _NOT_SPACED
    for inside, bits in (
        (MARKS, MARK | UNIT_TAIL),
        (HANGUL_TAILS, UNIT_TAIL),
        (INVISIBLES, INVISIBLE),
    ):
        for start, end in _members(inside):
            classes[start:end] |= bits
    return classes


def _runs(pattern: str, codes: NDArray[np.integer]) -> Iterator[tuple[int, int]]:
    """Yield where in *codes* the matches of *pattern* are."""
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return (match.span() for match in re.finditer(pattern, text))


def _members(inside: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of ``[inside]``, of :mod:`.characters`.

    Not by matching, for which regular expressions try every range each time.
    """
    for low, high in _MEMBER.findall(inside):
        yield ord(low), ord(high or low) + 1


def _variants() -> tuple[tuple[str, str], ...]:
    letters = sorted(set(ELIDED) - {"|"})
    beyond = "".join(map(chr, range(0x80, _CASE_VARIANTS_END)))
    return tuple(
        (found, letter)
        for found in re.findall(f"(?i:[{''.join(letters)}])", beyond)
        for letter in letters
        if re.fullmatch(letter, found, re.IGNORECASE)
    )
