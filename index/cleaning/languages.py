"""Languages: that of a text which does not say, where it cannot be mistaken."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from ..errors import SettingsError

#: A text has at least so many letters, and this much of it is looked at.
_LEAST_LETTERS = 60
_LOOKED_AT = 4_000
#: How probable a language has to be among all that are known.
_LEAST_PROBABILITY = 0.9


def can_detect() -> bool:
    """Whether the library that detects is installed."""
    try:
        _identifier()
    except SettingsError:
        return False
    return True


def detect_language(text: str) -> str | None:
    """Return the language that *text* is in, such as ``en``; None if that is unsure.

    :raises SettingsError: if the library that does it is not installed.
    """
    sample = text[:_LOOKED_AT]
    if sum(map(str.isalpha, sample)) < _LEAST_LETTERS:
        return None
    # Capitals alone are taken for another language.
    language, probability = _identifier().classify(sample.lower())
    return str(language) if probability >= _LEAST_PROBABILITY else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    try:
        langid = import_module("py3langid.langid")
    except ImportError as error:
        reason = "needs py3langid; pip install 'broadsheet[ingest]'"
        raise SettingsError("cleaning language", reason) from error
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
