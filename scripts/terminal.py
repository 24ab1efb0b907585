"""What others wrote, as it may be printed."""

from __future__ import annotations

import re

#: In an article or a name they must not reach the terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """Return *text* on one line and without control characters."""
    return " ".join(CONTROL.sub(" ", text).split())
