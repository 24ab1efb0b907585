"""Titles: one for an article that has none, out of its text."""

from __future__ import annotations

import re
from typing import NamedTuple

#: A first line of at most so many characters, no sentence, is a headline.
_HEADLINE_LENGTH = 120
#: A title out of a sentence has at most so many.
_TITLE_LENGTH = 160
#: How much of the text is looked at.
_LOOKED_AT = 2_000

_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’»)\]」』）]*(?=\s|$)|[。！？]")
# A point after these, or after a letter alone, ends no sentence.
_SHORT = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[^\W\d_]|[^\W\d_](?:\.[^\W\d_])+|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen"
    r"|Col|Lt|Sgt|Capt|Rev|Hon|Jr|Sr|Inc|Corp|Co|Ltd|Bros|No|Nos|vs|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|approx|Hr|Fr|Nr)\.$"
)
_LINE_MARKS = "#*>=- \t"


class DerivedTitle(NamedTuple):
    """A title out of the text."""

    title: str
    #: What of the text it is, in words.
    origin: str


def derive_title(body: str) -> DerivedTitle | None:
    """Return the title that *body* has in its first line; None if it has no text.

    That is the whole line if it reads like a headline, else its first sentence, cut
    between words where it is long.
    """
    line = _first_line(body[:_LOOKED_AT])
    if not line:
        return None
    if len(line) <= _HEADLINE_LENGTH and not _SENTENCE_END.search(line):
        return DerivedTitle(line, "first line")
    sentence = _first_sentence(line)
    if len(sentence) <= _TITLE_LENGTH:
        return DerivedTitle(sentence, "first sentence")
    return DerivedTitle(_shortened(sentence), "start of the first sentence")


def _first_line(text: str) -> str:
    paragraph = ""
    for line in text.splitlines():
        words = " ".join(line.strip(_LINE_MARKS).split())
        if any(character.isalnum() for character in words):
            paragraph = words
            break
    return paragraph


def _first_sentence(line: str) -> str:
    for match in _SENTENCE_END.finditer(line):
        sentence = line[: match.end()]
        if not _SHORT.search(sentence):
            return sentence
    return line


def _shortened(sentence: str) -> str:
    start, space, _ = sentence[:_TITLE_LENGTH].rpartition(" ")
    return (start if space else sentence[: _TITLE_LENGTH - 1]).rstrip(" ,;:–—-") + "…"
