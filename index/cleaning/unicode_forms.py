"""Unicode forms: one spelling of what is the same character."""

from __future__ import annotations

import unicodedata


def compose(text: str) -> str:
    """Return *text* in Unicode's form NFC, which looks the same."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)
