"""What is printed: the texts of others, and numbers."""

from __future__ import annotations

import re

#: In an article or a name they must not reach the terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """Return *text* on one line and without control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


def counted(count: int, one: str, several: str) -> str:
    """Return a number with the noun that goes with it."""
    return f"{count:,} {one if count == 1 else several}"
