"""Link lists: what a page offers to read next, after the end of its article.

They begin with a line such as "You may also like" and hold nothing but headlines up to
the end of the text. Where anything else follows, such as a paragraph, nothing is cut.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from .cut import Cut
from .link_list_phrases import LINK_LIST_PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A text has at most so many lists at its end.
_MOST_LISTS = 20
#: A list has at most so many lines and characters, each line at most so many.
_MOST_LINES = 60
_LEAST_LINES = 3
_MOST_LINES_AND_SPACES = 4 * _MOST_LINES
_MOST_CHARACTERS = 8_000
_MOST_IN_A_LINE = 220
_MOST_IN_A_PHRASE = 80
#: Of its lines, at most so many are sentences, or go on from the line before.
_MOST_SENTENCES_SHARE = 0.34
_MOST_WRAPPED_SHARE = 0.25

#: Headlines in one line are told from a sentence by their capitals, as far as they have
#: them, behind phrases of so many words.
_FLAT_PHRASE_WORDS = range(3, 8)
_LEAST_FLAT_WORDS = 8
_LEAST_TITLES_SHARE = 0.6

_SENTENCE_END = (".", ".”", '."', ".'", ".’", "。")

# White space, and the marks of headings, bullets and pictures.
_AROUND_RANGES = (
    "  \t\t\r\r!/:@[`{~\xa0\xa9\xab\xb4\xb6\xb9\xbb\xbf\u2000\u2bff\u3000\u303f"
    "\ufe0f\ufe0f\uff01\uff0f\U0001f000\U0001faff"
)
_AROUND_CHARACTERS = "".join(
    map(
        chr,
        (
            point
            for first, last in zip(
                _AROUND_RANGES[::2], _AROUND_RANGES[1::2], strict=True
            )
            for point in range(ord(first), ord(last) + 1)
        ),
    )
)
# What may stand between the phrase and a link in the same line.
_PARTED = re.compile("[:|–—»>-]")
# What follows the first word of a phrase, before which the spaces are known.
_FIRST_WORD = re.compile("[ '].*")
#: So much of a line's start is looked at first.
_START_LENGTH = 3
_START_LENGTHS = (1, 2, 3)
#: The key of a phrase has at most so many bytes.
_KEY_BYTES = 16
_PAIR_BITS = 2_048
#: Phrases of other alphabets have so many keys at most, of small letters and capitals.
_MOST_KEYS = 8


class LinkLists:
    """Finds the lists of links that begin with known phrases.

    :param phrases: further lines that they begin with.
    """

    def __init__(self, phrases: Iterable[str] = ()) -> None:
        known = {*LINK_LIST_PHRASES, *filter(None, map(_phrase, phrases))}
        #: What a line begins with that one of the phrases may be: 2,048 bits that say
        #: of two bytes whether a key may begin with them; the number of the first key
        #: from each byte on, 257 of two bytes; the keys, each its length and itself
        #: in sixteen bytes.
        self.keys = _packed({key for each in known for key in _keys(each)})
        self._phrases = known
        self._small = _small_letters(known)
        self._starts = {_FIRST_WORD.sub("", each)[:_START_LENGTH] for each in known}

    def cut(self, body: str) -> Cut:
        """Return *body* with the lists at its end cut."""
        kept = body
        cuts: list[str] = []
        while len(cuts) < _MOST_LISTS and (found := self._find(kept)):
            cuts.append(kept[found:])
            kept = kept[:found].rstrip()
        return Cut(kept, "\n".join(reversed(cuts)))

    def _find(self, body: str) -> int:
        """Return where the list at the end of *body* begins; 0 if there is none."""
        place = body.find("\n", max(len(body) - _MOST_CHARACTERS, 0))
        while place >= 0:
            end = body.find("\n", place + 1)
            line = body[place + 1 : end if end >= 0 else len(body)]
            is_long = len(line) > _MOST_IN_A_LINE
            if is_long or body.count("\n", place + 1) > _MOST_LINES_AND_SPACES:
                place = end
                continue
            first = self._first_link(line)
            if first is not None and _is_list(first + body[end:] * (end >= 0)):
                # With no text before it, it is all that there is.
                return place + 1 if body[:place].strip() else 0
            place = end
        return self._find_flat(body)

    def _find_flat(self, body: str) -> int:
        """Return where the last line begins if it is a phrase and headlines, else 0."""
        text = body.rstrip()
        place = text.rfind("\n") + 1
        if not place or len(text) - place > _MOST_CHARACTERS:
            return 0
        words = text[place:].split()
        for count in _FLAT_PHRASE_WORDS:
            is_found = self._is_phrase(" ".join(words[:count]))
            if is_found and _are_headlines(words[count:]):
                return place if text[:place].strip() else 0
        return 0

    def _first_link(self, line: str) -> str | None:
        """Return what follows a phrase that *line* begins with; None if none does."""
        words = line.lstrip()
        if not words[:1].isalnum():
            words = words.lstrip(_AROUND_CHARACTERS)
        start = words[:_START_LENGTH].translate(self._small)
        if not any(start[:length] in self._starts for length in _START_LENGTHS):
            return None
        if self._is_phrase(words):
            return ""
        parted = _PARTED.search(words)
        while parted:
            if self._is_phrase(words[: parted.start()]):
                return words[parted.end() :].lstrip(_AROUND_CHARACTERS)
            parted = _PARTED.search(words, parted.end())
        return None

    def _is_phrase(self, words: str) -> bool:
        if len(words) > _MOST_IN_A_PHRASE:
            return False
        words = words.rstrip(_AROUND_CHARACTERS).translate(self._small)
        return " ".join(words.split()) in self._phrases


@lru_cache(maxsize=8)
def link_lists(phrases: tuple[str, ...]) -> LinkLists:
    """Return what finds the lists of links that begin with known phrases or these.

    It is made once, since that takes as long as to clean many an article.
    """
    return LinkLists(phrases)


def is_headlines(text: str) -> bool:
    """Whether *text* is several headlines and nothing else."""
    is_several = sum(1 for line in text.split("\n") if line.strip()) >= _LEAST_LINES
    return is_several and _is_list(text)


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


def _are_headlines(words: list[str]) -> bool:
    """Whether *words* can be nothing but headlines, all their words with capitals."""
    if len(words) < _LEAST_FLAT_WORDS or words[0][0].islower():
        return False
    if any(word.endswith(_SENTENCE_END) for word in words):
        return False
    # In a text all in capitals they tell nothing.
    count = sum(word[0].isupper() and not word.isupper() for word in words)
    return count >= _LEAST_TITLES_SHARE * len(words)


def _phrase(text: str) -> str:
    """Return *text* as a phrase: in lower case, without marks around it."""
    words = " ".join(text.lower().replace("’", "'").split())
    return words.strip(_AROUND_CHARACTERS)


def _small_letters(phrases: Iterable[str]) -> dict[int, str]:
    """Return what makes a line of capitals one of the *phrases*."""
    letters = {each for phrase in phrases for each in phrase} | set(ascii_lowercase)
    capitals = ((each.upper(), each) for each in letters)
    small = {ord(upper): each for upper, each in capitals if len(upper) == 1}
    return {**small, ord("’"): "'"}


def _keys(phrase: str) -> set[bytes]:
    """Return what *phrase* may begin with, ASCII letters small, spaces single."""
    keys = {b""}
    for character in phrase:
        upper = character.upper()
        forms = (
            {character} if character.isascii() or len(upper) > 1 else {character, upper}
        )
        longer = {key + form.encode() for key in keys for form in forms}
        if len(longer) > _MOST_KEYS or any(len(key) > _KEY_BYTES for key in longer):
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
