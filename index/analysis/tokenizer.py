"""The tokenizer: the one reading of text, for articles and for queries.

In the words of the grammar (``letter``, ``digit`` and ``mark`` as in
:mod:`.characters`; invisible characters are taken out before it applies)::

    token   = elided | dotted | joined | symbol | word | percent | run
    elided  = article "'"              before a letter, unless that is all of a 's
    dotted  = letter "." letter {"." letter} ["."]         single letters: U.S. a.m.
    joined  = part "&" part {"&" part}                     1 to 3 letters each: AT&T
    symbol  = letter ("++" | "#")                          C++ F#
    word    = letters, digits and marks, with "'" between letters and "." or ","
              between digits
    percent = "%" | "‰"                                    after a digit
    run     = letters and marks of scripts written without spaces

A possessive ``'s`` belongs to the token before it and is not read. Whatever is
in no token separates. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import cache

from .acronyms import tells_capitals
from .characters import INVISIBLES, LETTER, MARKS, UNSPACED, WORD
from .elisions import ELIDED
from .folding import straighten
from .tokens import Tokens
from .unspaced import leave_open, read_run
from .words import read_uncased_word, read_word

_M = f"[{MARKS}]"
_L = f"{LETTER}{_M}*+"
_PART = f"(?:{_L}){{1,3}}"
_CHUNK = f"{WORD}+(?:{_M}+{WORD}*)*"
_POSSESSIVE = f"'[sS](?!{WORD}|{_M})"

#: What is taken out of the text before that applies.
INVISIBLE = re.compile(f"[{INVISIBLES}]+")


@cache
def token_pattern() -> re.Pattern[str]:
    """Return the pattern of a token of visible text, signs straight.

    Its only group is a run. To compile it takes longer than to import all else of
    this package, so it is done when the first text is read.
    """
    return re.compile(
        # Every other rule starts with one of these; most separators end here.
        r"(?=[\w%‰⺀-⿕])(?:"
        # What most words are: nothing after them can belong to them. They are words
        # to the last rule as well, but found much sooner.
        rf"{WORD}++(?=[\s/;:!?()\"-]|[.,]\s|\Z)"
        rf"|(?i:{ELIDED})(?!{_POSSESSIVE})'(?={LETTER})"
        r"|(?:"
        rf"{_L}(?:(?:\.{_L}(?!{WORD}))+\.?|(?:\+\+|\#)(?![^\W_]|{_M}))"
        rf"|{_PART}(?:&{_PART}(?!{WORD}))+"
        rf"|{_CHUNK}(?:(?:(?<!\d)'(?={LETTER})|(?<=\d)[.,](?=\d)){_CHUNK})*"
        rf")(?:{_POSSESSIVE})?"
        rf"|(?<=\d)[%‰]|([{UNSPACED}][{UNSPACED}{MARKS}]*))"
    )


def tokenize(text: str, *, acronyms: bool | None = None) -> Tokens:
    """Read the text of an article, any text at all.

    With *acronyms* short words in capitals are acronyms; None judges by the
    text itself (:func:`.acronyms.tells_capitals`).
    """
    if acronyms is None:
        acronyms = tells_capitals(text)
    return _read(text, acronyms=acronyms)


def query_tokens(text: str, *, acronyms: bool = True) -> Tokens:
    """Read a query's word or phrase as :func:`tokenize` reads articles.

    But for its end: where that is a script written without spaces, the text
    looked for may go on (see :attr:`.Tokens.open_end`).
    """
    if text.islower() and text.isalpha() and text.isascii():
        # What most queries are made of says all of itself.
        return Tokens([text], [text], [0], [len(text)])
    return leave_open(text, _read(text, acronyms=acronyms))


def _read(text: str, *, acronyms: bool) -> Tokens:
    if text.isascii() or not INVISIBLE.search(text):
        return _read_visible(straighten(text), acronyms=acronyms)
    visible = straighten(INVISIBLE.sub("", text))
    tokens = _read_visible(visible, acronyms=acronyms)
    places = visible_places(text)
    return Tokens(
        tokens.forms,
        tokens.spellings,
        [places[start] for start in tokens.starts],
        [places[end - 1] + 1 for end in tokens.ends],
    )


def visible_places(text: str) -> list[int]:
    """Return where in *text* each of its visible characters is."""
    places: list[int] = []
    at = 0
    for invisible in INVISIBLE.finditer(text):
        places.extend(range(at, invisible.start()))
        at = invisible.end()
    places.extend(range(at, len(text)))
    return places


def _read_visible(text: str, *, acronyms: bool) -> Tokens:
    read = read_word if acronyms else read_uncased_word
    forms: list[str] = []
    spellings: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in token_pattern().finditer(text):
        start = match.start()
        if match.lastindex is None:
            form, spelling, length = read(match[0])
            forms.append(form)
            spellings.append(spelling)
            starts.append(start)
            ends.append(start + length)
            continue
        run = read_run(match[0])
        forms += run.forms
        spellings += run.forms
        starts += [start + offset for offset in run.starts]
        ends += [start + offset for offset in run.ends]
    return Tokens(forms, spellings, starts, ends)
