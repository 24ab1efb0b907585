"""Settings that cannot be used are refused where they are made."""

from __future__ import annotations

import pytest

from broadsheet.index.analysis import LANGUAGES
from broadsheet.index.errors import SettingsError
from broadsheet.index.settings import ArchiveSettings


def test_the_defaults_are_english_and_utc() -> None:
    assert ArchiveSettings() == ArchiveSettings(language="en", timezone="UTC")


@pytest.mark.parametrize("language", [*LANGUAGES, "none"])
def test_each_language_with_a_stemmer_is_taken(language: str) -> None:
    assert ArchiveSettings(language=language).language == language


@pytest.mark.parametrize("language", ["", "ja", "EN", "english"])
def test_another_language_is_refused(language: str) -> None:
    with pytest.raises(SettingsError, match="use one of") as caught:
        ArchiveSettings(language=language)
    assert caught.value.setting == "language"


@pytest.mark.parametrize("timezone", ["", "EST5", "europe/london", "+02:00"])
def test_an_unknown_zone_is_refused(timezone: str) -> None:
    with pytest.raises(SettingsError, match="not an IANA time zone") as caught:
        ArchiveSettings(timezone=timezone)
    assert caught.value.setting == "timezone"
