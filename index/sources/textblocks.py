"""The text of an element whose parts are paragraphs, headings and lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..cleaning.html_names import BLOCKS, PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .xmlelements import Element

_APART = BLOCKS | PARAGRAPHS | {"hl2", "block", "body.content", "note"}
_BREAK = "\x00"
_SPACES = re.compile(r"[^\S\x00]+")


def text_in_blocks(element: Element, left_out: frozenset[str] = frozenset()) -> str:
    """Return the text of *element*, a blank line between its blocks."""
    text = _SPACES.sub(" ", "".join(_parts(element, left_out)))
    blocks = (block.strip() for block in text.split(_BREAK))
    return "\n\n".join(block for block in blocks if block)


def _parts(element: Element, left_out: frozenset[str]) -> Iterator[str]:
    for part in element.parts:
        if isinstance(part, str):
            yield part
        elif part.name == "br":
            yield _BREAK
        elif part.name not in left_out:
            edge = _BREAK if part.name in _APART else ""
            yield edge
            yield from _parts(part, left_out)
            yield edge
