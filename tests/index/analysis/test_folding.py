"""Folding: letters to spellings, spellings to forms, values to keys."""

from __future__ import annotations

import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.analysis import fold, fold_value
from broadsheet.index.analysis.folding import spell, straighten


@pytest.mark.parametrize(
    ("written", "spelling", "form"),
    [
        ("Élection", "élection", "election"),
        ("E\u0301lection", "élection", "election"),
        ("STRASSE", "strasse", "strasse"),
        ("Straße", "strasse", "strasse"),
        ("Ελλάδα", "ελλάδα", "ελλαδα"),
        ("ΟΔΟΣ", "οδοσ", "οδοσ"),
        ("Йод", "йод", "йод"),
        ("И\u0306од", "йод", "йод"),
        ("Ёлка", "ёлка", "елка"),
        ("Їжак", "їжак", "їжак"),
        ("Øst", "øst", "ost"),
        ("Łódź", "łódź", "lodz"),
        ("Đà", "đà", "da"),
        ("Ħal", "ħal", "hal"),
        ("Ŧ", "ŧ", "t"),
        ("ISTANBUL", "istanbul", "istanbul"),
        ("İstanbul", "i̇stanbul", "istanbul"),
        ("ısı", "ısı", "isi"),
        ("Ægir", "ægir", "aegir"),
        ("Œuvre", "œuvre", "oeuvre"),
        ("ＡＢＣ１", "abc1", "abc1"),
        ("ﬁn", "fin", "fin"),
        ("m²", "m2", "m2"),
        ("1½", "1½", "1½"),
        ("हिन्दी", "हिन्दी", "हिन्दी"),
        ("O’Brien", "o'brien", "o'brien"),
        ("DON`T", "don't", "don't"),
        ("한", "한", "한"),
        ("\u1112\u1161\u11ab", "한", "한"),
    ],
)
def test_spelling_and_form(written: str, spelling: str, form: str) -> None:
    assert (spell(written), fold(written)) == (spelling, form)


def test_every_character_folds_to_a_stable_lower_case_form() -> None:
    """Alone and after a letter; tried on all that decompose, have case or mark."""
    changing = (
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if normalize("NFKD", character).casefold() != character
        or category(character).startswith("M")
    )
    for character in changing:
        for written in (character, "a" + character):
            form = fold(written)
            assert fold(form) == fold(spell(written)) == form == form.casefold()


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert spell(spell(text)) == spell(text)
    assert fold(fold(text)) == fold(spell(text)) == fold(text)
    assert fold_value(fold_value(text)) == fold_value(text)


@given(st.text())
def test_straightening_keeps_every_character_in_its_place(text: str) -> None:
    assert len(straighten(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann  Lee", " ann\u00a0lee\n"),
        ("Müller", "MU\u0308LLER"),
        ("O’Brien", "o'brien"),
        ("The\u200bTimes", "the\u200btimes"),
        ("co\u00adop", "CoOp"),
        ("Le Monde", "Ｌｅ　Ｍｏｎｄｅ"),
        ("", " \t"),
    ],
)
def test_values_that_look_alike_are_one(one: str, other: str) -> None:
    assert fold_value(one) == fold_value(other)


def test_values_keep_their_punctuation() -> None:
    assert fold_value("AT&T, Inc.") == "at&t, inc."


def test_marks_beyond_thirty_on_one_letter_are_dropped() -> None:
    """Sorting n marks takes n² steps; a megabyte of them would take hours."""
    marks = "\u0323\u0301" * 200_000
    assert len(spell("я" + marks)) <= 31
    assert fold("e" + marks) == fold_value("e" + marks) == "e"
