"""What each character means to the query language."""

from __future__ import annotations

import unicodedata

#: What may open a phrase and what may close one: any opener goes with any closer.
OPENING_QUOTES = '"“”„‟«»‹›＂「『'
CLOSING_QUOTES = '"“”«»‹›＂」』'
QUOTES = "".join(sorted(set(OPENING_QUOTES + CLOSING_QUOTES)))
#: Apostrophes too, so that these quote only several words, from the start of a
#: clause to the end of a word.
SINGLE_QUOTES = "'‘’‚‛"
WILDCARDS = "*?"
OPERATORS = ("AND", "OR", "NOT")

_TAIL = frozenset("0123456789.+-~^")


def is_letter(char: str) -> bool:
    """Tell a letter, a digit or a mark on one from all else."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def is_searchable(text: str) -> bool:
    """Tell whether *text* has a letter or digit, without which no token is found."""
    return text.isalnum() or any(map(is_letter, text))


def split_tail(run: str) -> int:
    """Return where the ``~2^3`` at the end of *run* begins; its length if none.

    There is none where nothing before it could be searched, as in ``~5``.
    """
    if run.startswith(("*~", "*^")):
        return 1
    start = len(run)
    while start and run[start - 1] in _TAIL:
        start -= 1
    letters = (place for place, char in enumerate(run) if is_letter(char))
    first = next(letters, len(run))
    signs = (place for place in range(start, len(run)) if run[place] in "~^")
    return next((place for place in signs if place > first), len(run))
