"""Stem groups: the forms that one stem stands for, in one language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import Stemmer

from .characters import UNSPACED
from .folding import fold
from .languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UNSPACED = re.compile(f"[{UNSPACED}]")


def stem_key(language: str, spelling: str) -> str:
    """Return what the spellings of one stem group have in common.

    The stem is taken from the spelling with its marks and folded afterwards, so
    that ``elections`` typed without accents meets ``élections``. What is no
    plain word (numbers, ``at&t``, ``u.s``, ``l'``, CJK) has a key of its own.

    :param language: a key of :data:`~.languages.LANGUAGES`.
    """
    if not _has_stem(spelling):
        return fold(spelling)
    # A stemmer keeps state while it works and costs less than a microsecond to
    # make; sharing one between threads would cost a lock.
    stemmer = Stemmer.Stemmer(LANGUAGES[language], 0)
    return fold(stemmer.stemWord(spelling))


def stem_keys(language: str, spellings: Sequence[str]) -> list[str]:
    """Return the :func:`stem_key` of each of *spellings*, faster than one by one."""
    stemmer = Stemmer.Stemmer(LANGUAGES[language], 0)
    stems = list(spellings)
    places = [
        place
        for place, spelling in enumerate(stems)
        # Most words are told by their letters alone, in half the time.
        if (spelling.isascii() and spelling.isalpha()) or _has_stem(spelling)
    ]
    found = stemmer.stemWords([stems[place] for place in places])
    for place, stem in zip(places, found, strict=True):
        stems[place] = stem
    return [
        stem.lower() if stem.isascii() and "`" not in stem else fold(stem)
        for stem in stems
    ]


class StemGroups:
    """The stem groups of a vocabulary, in one language; read-only once made.

    :param language: a key of :data:`~.languages.LANGUAGES`.
    :param pairs: each spelling of the vocabulary with its form; a form may come
        with several spellings, and a spelling with several forms (``it``, ``IT``).
    """

    def __init__(self, language: str, pairs: Iterable[tuple[str, str]]) -> None:
        spelled = list(pairs)
        keys = stem_keys(language, [spelling for spelling, _ in spelled])
        groups: dict[str, set[str]] = {}
        for key, (_, form) in zip(keys, spelled, strict=True):
            groups.setdefault(key, set()).add(form)
        self._groups = {key: tuple(sorted(forms)) for key, forms in groups.items()}
        #: The language's code.
        self.language = language

    def group(self, spelling: str) -> tuple[str, ...]:
        """Return the forms of the group that *spelling* belongs to, sorted.

        The spelling itself need not be in the vocabulary. The result is empty
        where the vocabulary has no form of that stem.
        """
        return self._groups.get(stem_key(self.language, spelling), ())


def _has_stem(spelling: str) -> bool:
    letters = spelling.replace("'", "")
    is_word = letters.isalpha() and not spelling.endswith("'")
    return is_word and (letters.isascii() or not _UNSPACED.search(letters))
