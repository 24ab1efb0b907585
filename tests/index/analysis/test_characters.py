"""The character tables, compared with this Python's own Unicode data."""

from __future__ import annotations

import re
import sys
from unicodedata import category, name, unidata_version

import pytest

from broadsheet.index.analysis.characters import INVISIBLES, MARKS, UNSPACED, WORD

CHARACTERS = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if category(character) != "Cn"
]

pytestmark = pytest.mark.skipif(
    int(unidata_version.partition(".")[0]) > 16,
    reason="the tables are of Unicode 16: a newer one has characters they lack",
)


def members(inside: str) -> set[str]:
    pattern = re.compile(f"[{inside}]")
    return {character for character in CHARACTERS if pattern.match(character)}


def test_marks_and_invisibles_are_all_marks_and_format_characters() -> None:
    halfwidth = {"\uff9e", "\uff9f"}
    by_category = {c for c in CHARACTERS if category(c) in {"Mn", "Mc", "Me", "Cf"}}
    assert members(MARKS) | members(INVISIBLES) == (by_category - {"\u200b"}) | (
        halfwidth
    )
    assert not members(MARKS) & members(INVISIBLES)


def test_invisible_marks_are_variation_selectors_and_the_joiner() -> None:
    marks = {c for c in members(INVISIBLES) if category(c) != "Cf"}
    assert all(
        "VARIATION SELECTOR" in name(c) or name(c) == "COMBINING GRAPHEME JOINER"
        for c in marks
    )


def test_unspaced_characters_are_of_the_scripts_named() -> None:
    scripts = re.compile(
        "CJK|KANGXI|IDEOGRAPH|HIRAGANA|KATAKANA|KANA |BOPOMOFO|HANGUL|HANGZHOU|THAI"
        "|LAO|KHMER|MYANMAR|HENTAIGANA|MASU MARK|OLD CHINESE"
    )
    assert [c for c in members(UNSPACED) if not scripts.search(name(c))] == []


def test_every_letter_and_digit_is_of_one_kind() -> None:
    words, unspaced = re.compile(WORD), members(UNSPACED)
    for character in CHARACTERS:
        if character.isalnum() and character not in "\uff9e\uff9f":
            assert bool(words.match(character)) is (character not in unspaced)
