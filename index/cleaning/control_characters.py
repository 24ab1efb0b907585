"""Control characters: what no reader sees and no writer meant."""

from __future__ import annotations

import re

#: All but the tab, the line feed and the carriage return.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")

# Some of them end a line or part two words; the others stand within words.
_MEANT = {
    **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\x1c\x1d\x1e\x1f", " "),
}


def without_controls(text: str) -> str:
    """Return *text* without control characters; those that end a line become one."""
    return CONTROL.sub(_meant, text)


def _meant(match: re.Match[str]) -> str:
    return _MEANT.get(match.group(), "")
