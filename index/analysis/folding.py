"""From letters as written to spellings and forms."""

from __future__ import annotations

import re
from unicodedata import normalize

from .characters import INVISIBLES, LATIN_AND_GREEK, MARKS

_INVISIBLE = re.compile(f"[{INVISIBLES}]+")
_MARKED = re.compile(f"([{LATIN_AND_GREEK}])[{MARKS}]+")
_NOT_WORD = re.compile(rf"[^\w{MARKS}]")

# Unicode allows any number of marks on a letter, but sorting them takes time in
# the square of their number. Its stream-safe format stops at thirty, and so do we.
_EXCESS_MARKS = re.compile(f"([{MARKS}]{{30}})[{MARKS}]+")

_APOSTROPHES = "’‘ʼʻ‛＇′`"
LOOKALIKES = tuple(
    (lookalike, plain)
    for plain, lookalikes in (
        ("'", _APOSTROPHES),
        (".", "．﹒․"),
        (",", "，﹐"),
        ("&", "＆﹠"),
        ("%", "％﹪"),
        ("+", "＋﹢"),
        ("#", "＃﹟"),
    )
    for lookalike in lookalikes
)
_STRAIGHT = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))

# Letters that Unicode does not decompose, though readers take them for another.
_UNMARKED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ё": "е",
    }
)


def straighten(text: str) -> str:
    """Replace curly apostrophes and wide signs by plain ones, one for one."""
    if text.isascii():
        return text.replace("`", "'")
    for lookalike, plain in LOOKALIKES:
        text = text.replace(lookalike, plain)
    return text


def spell(word: str) -> str:
    """Return *word* in lower case (NFKC, casefolded) with its marks.

    A character that is made of more than letters, digits and marks when
    decomposed stays whole: ``1½`` must not become ``11⁄2``.
    """
    if word.isascii():
        return word.replace("`", "'").lower()
    if len(word) > 30:
        word = _EXCESS_MARKS.sub(r"\1", word)
    composed = normalize("NFC", word)
    compatible = normalize("NFKC", word)
    if compatible != composed:
        compatible = "".join(map(_compatible, composed))
    lowered = normalize("NFC", compatible).casefold()
    return normalize("NFC", lowered).translate(_STRAIGHT)


def fold(spelling: str) -> str:
    """Return the form of *spelling*: the marks of Latin and Greek letters folded.

    Any case will do, but the result is in lower case: acronyms have forms of
    their own. ``й`` stays, ``ё`` becomes ``е``; folding twice changes nothing.
    """
    spelling = spell(spelling)
    return spelling if spelling.isascii() else _fold_marks(spelling)


def fold_value(text: str) -> str:
    """Return *text* as whole values are compared by filters and facets.

    NFKC, casefolded, marks folded, apostrophes straightened, invisible
    characters gone, no outer space and one space for any run of inner space.
    """
    visible = _EXCESS_MARKS.sub(r"\1", _INVISIBLE.sub("", text))
    lowered = normalize("NFKC", normalize("NFKC", visible).casefold())
    return " ".join(_fold_marks(lowered.translate(_STRAIGHT)).split())


def _compatible(character: str) -> str:
    plain = normalize("NFKC", character)
    return character if _NOT_WORD.search(plain) else plain


def _fold_marks(lowered: str) -> str:
    bare = _MARKED.sub(r"\1", normalize("NFD", lowered))
    return normalize("NFC", bare).translate(_UNMARKED)
