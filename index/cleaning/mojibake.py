"""Mojibake: text that was read in a wrong encoding once, ``Ã©`` for ``é``."""

from __future__ import annotations

from importlib import import_module

from ..errors import SettingsError


def repair(text: str) -> str:
    """Return *text* read as it was meant; what shows no trace of it is left alone.

    :raises SettingsError: if the library that does it is not installed.
    """
    try:
        ftfy = import_module("ftfy")
    except ImportError as error:
        reason = "needs ftfy; pip install 'broadsheet[ingest]'"
        raise SettingsError("cleaning mojibake", reason) from error
    if text.isascii():
        return text
    # Line by line in itself: one that was read right stays as it is.
    repaired: str = ftfy.fix_encoding(text)
    return repaired
