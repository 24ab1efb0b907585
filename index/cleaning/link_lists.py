"""Link lists: what a page offers to read next, after the end of its article.

They begin with a line such as "You may also like" and hold nothing but headlines up to
the end of the text. Where anything else follows, such as a paragraph, nothing is cut.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from .cut import Cut
from .link_list_phrases import LINK_LIST_PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A list has at most so many lines and characters, each line at most so many.
_MOST_LINES = 60
_MOST_CHARACTERS = 8_000
_MOST_IN_A_LINE = 220
#: Of its lines, at most so many are sentences, or go on from the line before.
_MOST_SENTENCES_SHARE = 0.34
_MOST_WRAPPED_SHARE = 0.25

_SENTENCE_END = (".", ".”", '."', ".'", ".’", "。")

_SPACE = "[ \\t\\r\\xa0\\u2000-\\u200b\\u3000]"
# Of headings, bullets and pictures.
_MARK = (
    "[!-/:-@\\[-`{-~\\xa1-\\xa9\\xab-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\u2010-\\u2bff\\u3001-\\u303f"
    "\\ufe0f\\uff01-\\uff0f\\U0001f000-\\U0001faff]"
)
_AROUND = re.compile(f"^(?:{_SPACE}|{_MARK})+|(?:{_SPACE}|{_MARK})+$")
#: The key of a phrase has at most so many bytes.
_KEY_BYTES = 8
_PAIR_BITS = 2_048


class LinkLists:
    """Finds the lists of links that begin with known phrases.

    :param phrases: further lines that they begin with.
    """

    def __init__(self, phrases: Iterable[str] = ()) -> None:
        known = {*LINK_LIST_PHRASES, *filter(None, map(_phrase, phrases))}
        #: What a line begins with that one of the phrases may be: 2,048 bits that say
        #: of two bytes whether a key may begin with them; the number of the first key
        #: from each byte on, 257 of two bytes; the keys, each its length and itself
        #: in eight bytes.
        self.keys = _packed({key for each in known for key in _keys(each)})
        words = "|".join(_pattern(each) for each in sorted(known, key=_by_length))
        self._start = re.compile(
            rf"\n{_SPACE}*+(?P<line>{_MARK}{{0,4}}{_SPACE}{{0,4}}(?:{words}){_SPACE}{{0,4}}"
            rf"(?:[:…»>*_#.\]]{{0,4}}{_SPACE}*+"
            rf"|[:|–—»>-]{{1,2}}{_SPACE}{{0,4}}(?P<rest>[^\n]+))(?=\n|\Z))"
        )

    def cut(self, body: str) -> Cut:
        """Return *body* with the lists at its end cut."""
        kept, cuts = body, []
        while found := self._find(kept):
            cuts.append(kept[found:])
            kept = kept[:found].rstrip()
        return Cut(kept, "\n".join(reversed(cuts)))

    def _find(self, body: str) -> int:
        """Return where the list at the end of *body* begins; 0 if there is none."""
        place = body.find("\n", max(len(body) - _MOST_CHARACTERS, 0))
        if place < 0:
            return 0
        for match in self._start.finditer(body, place):
            start = match.start("line")
            if _is_list(f"{match['rest'] or ''}{body[match.end() :]}"):
                # Before it is no text at all: it is all that there is.
                return start if body[:start].strip() else 0
        return 0


def _is_list(text: str) -> bool:
    """Whether *text* is a list of headlines."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > _MOST_LINES or any(len(line) > _MOST_IN_A_LINE for line in lines):
        return False
    sentences = sum(line.endswith(_SENTENCE_END) for line in lines)
    wrapped = sum(line[0].islower() for line in lines)
    return sentences <= _MOST_SENTENCES_SHARE * len(
        lines
    ) and wrapped <= _MOST_WRAPPED_SHARE * len(lines)


def _phrase(text: str) -> str:
    """Return *text* as a phrase: in lower case, without marks around it."""
    words = " ".join(text.lower().replace("’", "'").split())
    return _AROUND.sub("", words)


def _by_length(phrase: str) -> tuple[int, str]:
    return -len(phrase), phrase


def _pattern(phrase: str) -> str:
    """Return what matches *phrase* in small letters and capitals, by any spaces."""
    return "".join(_character_pattern(each) for each in phrase)


def _character_pattern(character: str) -> str:
    if character == " ":
        return "[ \\xa0]+"
    if character == "'":
        return "['’]"
    upper = character.upper()
    if len(upper) == 1 and upper != character:
        return f"[{character}{upper}]"
    return re.escape(character)


def _keys(phrase: str) -> set[bytes]:
    """Return what *phrase* may begin with, ASCII letters small, spaces single."""
    keys = {b""}
    for character in phrase:
        upper = character.upper()
        forms = (
            {character} if character.isascii() or len(upper) > 1 else {character, upper}
        )
        longer = {key + form.encode() for key in keys for form in forms}
        if len(longer) > _KEY_BYTES or any(len(key) > _KEY_BYTES for key in longer):
            break
        keys = longer
    return keys


def _packed(keys: set[bytes]) -> bytes:
    entries = sorted(key for key in keys if key)
    starts = (bisect_left(entries, bytes([first])) for first in range(256))
    numbers = (*starts, len(entries))
    packed = (bytes([len(key)]) + key.ljust(_KEY_BYTES, b"\0") for key in entries)
    return b"".join(
        (_pairs(entries), *(each.to_bytes(2, "little") for each in numbers), *packed)
    )


def _pairs(keys: Iterable[bytes]) -> bytes:
    bits = bytearray(_PAIR_BITS // 8)
    for key in keys:
        for second in _seconds(key):
            bit = (key[0] * 37 + second) % _PAIR_BITS
            bits[bit // 8] |= 1 << bit % 8
    return bytes(bits)


def _seconds(key: bytes) -> Iterable[int]:
    """Return what may stand second in a text where *key* stands."""
    if len(key) == 1:
        return range(256)
    return {b" ": b" \xc2", b"'": b"'\xe2"}.get(key[1:2], key[1:2])
