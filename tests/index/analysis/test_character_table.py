"""The character table, compared with the patterns that it stands for."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadsheet.index.analysis import character_table as table
from broadsheet.index.analysis.characters import (
    HANGUL_TAILS,
    INVISIBLES,
    LETTER,
    MARKS,
    UNSPACED,
    WORD,
)
from broadsheet.index.analysis.elisions import ELIDED
from broadsheet.index.analysis.folding import straighten

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERY = "".join(map(chr, range(sys.maxunicode + 1)))
PATTERNS = {
    table.WORD: WORD,
    table.LETTER: LETTER,
    table.DIGIT: r"\d",
    table.MARK: f"[{MARKS}]",
    table.UNSPACED_PART: f"[{UNSPACED}]",
    table.UNIT_TAIL: f"[{MARKS}{HANGUL_TAILS}]",
    table.ALPHANUMERIC: r"[^\W_]",
    table.INVISIBLE: f"[{INVISIBLES}]",
}


@pytest.fixture(scope="module")
def classes() -> NDArray[np.uint16]:
    return table.character_table().classes


def characters_with(classes: NDArray[np.uint16], bit: int) -> list[str]:
    return [chr(code) for code in np.flatnonzero(classes & bit)]


@pytest.mark.parametrize("bit", PATTERNS)
def test_a_bit_is_on_the_characters_of_its_pattern(
    bit: int, classes: NDArray[np.uint16]
) -> None:
    assert characters_with(classes, bit) == re.findall(PATTERNS[bit], EVERY)


def test_a_run_starts_where_the_tokenizer_lets_a_token_start(
    classes: NDArray[np.uint16],
) -> None:
    unspaced = "".join(re.findall(f"[{UNSPACED}]", EVERY))
    starts = re.findall(r"[\w%‰⺀-⿕]", unspaced)
    assert characters_with(classes, table.RUN_START) == starts


def test_the_plain_sign_is_what_straightening_gives(
    classes: NDArray[np.uint16],
) -> None:
    signs = {
        chr(code): chr(classes[code] >> table.PLAIN_SHIFT)
        for code in np.flatnonzero(classes >> table.PLAIN_SHIFT)
    }
    changed = {
        character: plain
        for character, plain in zip(EVERY, straighten(EVERY), strict=True)
        if character != plain
    }
    assert signs == changed


def test_articles_are_those_elided_and_their_variants_those_of_their_letters() -> None:
    characters = table.character_table()
    assert "|".join(characters.articles) == ELIDED
    assert all(len(article) <= 8 for article in characters.articles)
    letters = "".join(sorted(set(ELIDED) - {"|"}))
    beyond = re.findall(f"(?i:[{letters}])", EVERY[0x80:])
    assert [variant for variant, _ in characters.variants] == beyond
    for variant, letter in characters.variants:
        assert re.fullmatch(letter, variant, re.IGNORECASE)
