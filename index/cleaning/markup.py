"""Markup: HTML and entities where there should be text.

A text has markup only if tags of HTML close in it, or stand in it as editors write
them: ``<BP>`` and ``<I>`` in a wire's story are names, and stay. Where there is none,
entities alone are read: ``AT&amp;T``.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from .html_names import BLOCKS, CELLS, HIDDEN, INLINE, PARAGRAPHS

_KNOWN = INLINE | BLOCKS | HIDDEN

_OPENED = re.compile(
    r"<(?:br|hr|p|div|span)\s*/?>|<(?:a|div|h[1-6]|img|p|span)\s+[a-z-]+\s*="
)
_CLOSED = re.compile(r"</([A-Za-z]{1,10}[1-6]?)\s*+>")
# Where these stand, a line feed in the source parts nothing.
_LAID_OUT = re.compile(r"<(?:br|p|div)[\s/>]", re.IGNORECASE)
# No attempt goes on beyond the next "<": the time is that of one reading.
_TAG = re.compile(
    r"<!--|<!(?:\[CDATA\[|[A-Za-z][^<>]*+>)|\]\]>|<\?[^<>]*+>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)"
    r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+[^<>]*+>"
)
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
# What was escaped once more for each time that it was handed on.
_ESCAPED_AGAIN = re.compile(
    r"&(?:amp;)++(?=(?:#[0-9A-Fa-fxX]{1,8}|[A-Za-z0-9]{2,32});)"
)
#: So many times something is read that was escaped in another way each time.
_MOST_ESCAPED = 10
_SPACES = re.compile(r"[^\S\n]+")
_LINE_SPACES = re.compile(r" ?\n ?")
_MANY_LINES = re.compile(r"\n{3,}")


class PlainText(NamedTuple):
    """A text without markup."""

    text: str
    #: Whether there was any, beyond entities.
    was_markup: bool


def has_markup(text: str) -> bool:
    """Whether *text* is HTML rather than text with angle brackets in it."""
    if "<" not in text:
        return False
    if _OPENED.search(text):
        return True
    return any(match[1].lower() in _KNOWN for match in _CLOSED.finditer(text))


def plain_text(text: str) -> PlainText:
    """Return *text* without markup and entities, a line or more for each paragraph.

    What was escaped in HTML stands in its text as it is meant, and would be markup if
    it were read again.
    """
    if not has_markup(text):
        # It may be HTML all of which was escaped.
        text = _without_entities(text)
        if not has_markup(text):
            return PlainText(text, was_markup=False)
    return PlainText(_Reader(text).read(), was_markup=True)


def _without_entities(text: str) -> str:
    for _ in range(_MOST_ESCAPED):
        if "&" not in text:
            break
        read = _ENTITY.sub(_meant, _ESCAPED_AGAIN.sub("&", text))
        if read == text:
            break
        text = read
    return text


def _meant(match: re.Match[str]) -> str:
    """Return what an entity means; itself if HTML knows none of its whole name."""
    entity = match.group()
    meant = unescape(entity)
    if meant.endswith(";") and len(meant) > 1:
        return entity
    return " " if meant == "\xa0" else meant


class _Reader:
    """Reads the text of HTML, once."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._is_laid_out = _LAID_OUT.search(html) is not None
        self._parts: list[str] = []
        # What is opened and never closed hides nothing.
        self._unclosed: set[str] = set()

    def read(self) -> str:
        """Return the text."""
        place = 0
        while tag := _TAG.search(self._html, place):
            self._add(self._html[place : tag.start()])
            place = self._past(tag)
        self._add(self._html[place:])
        text = _SPACES.sub(" ", "".join(self._parts))
        return _MANY_LINES.sub("\n\n", _LINE_SPACES.sub("\n", text)).strip()

    def _past(self, tag: re.Match[str]) -> int:
        """Return where to go on after *tag*, and put what it stands for."""
        name = (tag["name"] or "").lower()
        if not name:
            is_comment = tag.group() == "<!--"
            return self._past_close("-->", tag.end()) if is_comment else tag.end()
        if name in HIDDEN:
            return tag.end() if tag["end"] else self._past_close(name, tag.end())
        if name in PARAGRAPHS:
            self._parts.append("\n\n")
        elif name in CELLS:
            self._parts.append(" ")
        elif name in BLOCKS:
            self._parts.append("" if tag["end"] else "\n")
        elif name not in INLINE and ":" not in name and "-" not in name:
            self._add(tag.group())
        return tag.end()

    def _past_close(self, name: str, place: int) -> int:
        """Return where what ends with *name* has ended."""
        if name in self._unclosed:
            return place
        pattern = re.escape(name) if name == "-->" else rf"</{name}\s*+>"
        end = re.compile(pattern, re.IGNORECASE).search(self._html, place)
        if end is None:
            self._unclosed.add(name)
            return place
        return end.end()

    def _add(self, text: str) -> None:
        if "&" in text:
            text = _ENTITY.sub(_meant, text)
        self._parts.append(text.replace("\n", " ") if self._is_laid_out else text)
