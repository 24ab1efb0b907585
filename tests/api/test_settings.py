"""A server's settings are read from the environment or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.api import ServerSettings
from broadsheet.index import SettingsError


def test_the_archive_is_enough() -> None:
    settings = ServerSettings.from_env({"BROADSHEET_ARCHIVE": "var/archive"})
    assert settings == ServerSettings(Path("var/archive"), 2.0, 2**20)


def test_every_setting_has_a_variable() -> None:
    settings = ServerSettings.from_env(
        {
            "BROADSHEET_ARCHIVE": "a",
            "BROADSHEET_DEADLINE": "0.5",
            "BROADSHEET_MAX_BODY": "4096",
        }
    )
    assert settings == ServerSettings(Path("a"), 0.5, 4096)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "BROADSHEET_ARCHIVE"),
        ({"BROADSHEET_ARCHIVE": ""}, "BROADSHEET_ARCHIVE"),
        (
            {"BROADSHEET_ARCHIVE": "a", "BROADSHEET_DEADLINE": "x"},
            "BROADSHEET_DEADLINE",
        ),
        (
            {"BROADSHEET_ARCHIVE": "a", "BROADSHEET_DEADLINE": "0"},
            "BROADSHEET_DEADLINE",
        ),
        (
            {"BROADSHEET_ARCHIVE": "a", "BROADSHEET_DEADLINE": "nan"},
            "BROADSHEET_DEADLINE",
        ),
        (
            {"BROADSHEET_ARCHIVE": "a", "BROADSHEET_DEADLINE": "inf"},
            "BROADSHEET_DEADLINE",
        ),
        (
            {"BROADSHEET_ARCHIVE": "a", "BROADSHEET_MAX_BODY": "1.5"},
            "BROADSHEET_MAX_BODY",
        ),
        (
            {"BROADSHEET_ARCHIVE": "a", "BROADSHEET_MAX_BODY": "-1"},
            "BROADSHEET_MAX_BODY",
        ),
    ],
)
def test_an_unusable_setting_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as error:
        ServerSettings.from_env(environ)
    assert error.value.setting == named
