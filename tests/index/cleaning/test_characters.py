"""Control characters, composed characters, mojibake and languages."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.control_characters import without_controls
from broadsheet.index.cleaning.languages import can_detect, detect_language
from broadsheet.index.cleaning.mojibake import repair
from broadsheet.index.cleaning.unicode_forms import compose
from broadsheet.index.errors import SettingsError

ENGLISH = (
    "The harbour was closed on Thursday after a storm broke its eastern pier, and the "
    "council said that ferries would leave from the railway quay until the end of May."
)
GERMAN = (
    "Der Hafen wurde am Donnerstag geschlossen, nachdem ein Sturm die Mole zerstört "
    "hatte, und die Fähren fahren bis Ende Mai vom Bahnkai ab, sagte der Rat."
)


def test_control_characters_go_and_what_ends_a_line_ends_one() -> None:
    assert (
        without_controls("a\x00b\x7fc\x0bd\x85e\u2028f\x1eg\ufeff") == "abc\nd\ne\nf g"
    )
    assert without_controls("a\tb\r\nc") == "a\tb\r\nc"


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    cleaned = without_controls(text)
    assert all(
        unicodedata.category(each) != "Cc" or each in "\t\r\n" for each in cleaned
    )
    assert without_controls(cleaned) == cleaned


@given(st.text())
def test_characters_are_composed(text: str) -> None:
    assert compose(text) == unicodedata.normalize("NFC", text)
    assert compose("e\u0301") == "é"


def test_mojibake_is_repaired_and_what_is_right_stays() -> None:
    pytest.importorskip("ftfy")
    assert repair("L’Ã©tÃ©, dÃ©jÃ\xa0 vu") == "L’été, déjà vu"
    for text in ("L’été à Paris", "São Paulo, NÃO, às 10h", "plain", "погода"):
        assert repair(text) == text


def test_languages_are_told_where_they_cannot_be_mistaken() -> None:
    pytest.importorskip("py3langid")
    assert can_detect()
    assert detect_language(ENGLISH) == "en"
    assert detect_language(ENGLISH.upper()) == "en"
    assert detect_language(GERMAN) == "de"
    for text in ("", "oil", "123 456 789 " * 20, "Qua oil Shr 4 cts " * 2):
        assert detect_language(text) is None


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from broadsheet.index.cleaning import languages

    languages._identifier.cache_clear()
    for name in ("ftfy", "py3langid.langid"):
        monkeypatch.setitem(sys.modules, name, None)
    assert not can_detect()
    with pytest.raises(SettingsError, match=r"py3langid.*broadsheet\[ingest\]"):
        detect_language(ENGLISH)
    with pytest.raises(SettingsError, match=r"ftfy.*broadsheet\[ingest\]"):
        repair("é")
