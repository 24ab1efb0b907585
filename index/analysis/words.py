"""Words: from a token's characters to its form and spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .acronyms import acronym_of
from .folding import fold, spell

_POSSESSIVE = re.compile("(?:'[sS])+$")

# Most texts repeat their words; what is longer than a word is not kept, so that
# the memory taken is bounded.
_KEPT_WORDS = 1 << 16
_KEPT_LENGTH = 40


class Word(NamedTuple):
    """What a token of the text stands for."""

    form: str
    spelling: str
    #: How many of the token's characters are the word: not the possessive's.
    length: int


def read_word(raw: str) -> Word:
    """Read a token where short words in capitals are acronyms.

    *raw* is a match of :mod:`.tokenizer`'s pattern, apostrophes straight.
    """
    return _keep_word(raw) if len(raw) <= _KEPT_LENGTH else _read(raw)


def read_uncased_word(raw: str) -> Word:
    """Read a token where capitals mean nothing, unless there are dots in it."""
    return _keep_uncased(raw) if len(raw) <= _KEPT_LENGTH else _read_uncased(raw)


def _read(raw: str) -> Word:
    word = _read_uncased(raw)
    if not raw[: word.length].isupper():
        return word
    return word._replace(form=acronym_of(word.form) or word.form)


def _read_uncased(raw: str) -> Word:
    word = _POSSESSIVE.sub("", raw)
    if _is_dotted(word):
        return _read_dotted(word)
    spelling = spell(word)
    return Word(fold(spelling), spelling, len(word))


def _is_dotted(word: str) -> bool:
    """Tell dots after letters from the points in a number."""
    dot = word.find(".")
    return dot > 0 and not word[dot - 1].isdecimal()


def _read_dotted(dotted: str) -> Word:
    """Read ``U.S.`` as ``US``, ``u.s.`` as ``u.s`` and ``U.S.S.R.`` as ``ussr``."""
    letters = dotted.rstrip(".").split(".")
    capitals = all(map(str.isupper, letters))
    joined = capitals or len(letters) > 3
    spelling = spell(("" if joined else ".").join(letters))
    form = fold(spelling)
    if capitals:
        form = acronym_of(form) or form
    return Word(form, spelling, len(dotted))


_keep_word = lru_cache(_KEPT_WORDS)(_read)
_keep_uncased = lru_cache(_KEPT_WORDS)(_read_uncased)
