"""Stem groups: a golden table a language, and how marks and acronyms join."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import pytest

from broadsheet.index.analysis import LANGUAGES, StemGroups, fold, stem_key

TABLES = Path(__file__).parent / "stem_groups"


def golden_groups(language: str) -> list[list[str]]:
    lines = (TABLES / f"{language}.txt").read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


def groups_of(language: str, *spellings: str) -> StemGroups:
    return StemGroups(language, [(word, fold(word)) for word in spellings])


def test_every_language_has_a_golden_table() -> None:
    assert {table.stem for table in TABLES.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_words_meet_exactly_when_the_golden_table_says_so(language: str) -> None:
    rows = golden_groups(language)
    assert len(rows) >= 15
    for row in rows:
        assert len({stem_key(language, word) for word in row}) == 1, row
    for one, other in combinations(rows, 2):
        assert stem_key(language, one[0]) != stem_key(language, other[0])


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_group_is_the_sorted_forms_of_its_golden_row(language: str) -> None:
    rows = golden_groups(language)
    groups = groups_of(language, *(word for row in rows for word in row))
    for row in rows:
        expected = tuple(sorted({fold(word) for word in row}))
        assert all(groups.group(word) == expected for word in row)


def test_a_stem_that_the_vocabulary_lacks_has_no_forms() -> None:
    assert groups_of("en", "oil").group("gas") == ()


def test_a_spelling_need_not_be_in_the_vocabulary() -> None:
    assert groups_of("en", "running", "runs").group("run") == ("running", "runs")


def test_stems_are_taken_before_marks_are_folded() -> None:
    """German reads ``häuser`` as the plural of ``haus``, not ``hauser`` so."""
    groups = groups_of("de", "haus", "häuser")
    assert groups.group("häuser") == ("haus", "hauser")


def test_a_word_typed_without_its_marks_meets_the_marked_one() -> None:
    assert groups_of("fr", "élection", "élections").group("elections") == (
        "election",
        "elections",
    )


def test_an_acronym_joins_the_group_of_its_letters() -> None:
    groups = StemGroups("en", [("it", "it"), ("its", "its"), ("it", "IT")])
    assert groups.group("it") == ("IT", "it", "its")


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("3.5", "3.5"),
        ("at&t", "at&t"),
        ("c++", "c++"),
        ("u.s", "u.s"),
        ("s&ps", "s&ps"),
        ("l'", "l'"),
        ("1980s", "1980s"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_what_is_no_plain_word_is_its_own_key(spelling: str, key: str) -> None:
    assert {stem_key(language, spelling) for language in LANGUAGES} == {key}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError, match="xx"):
        stem_key("xx", "word")


def test_one_groups_object_serves_many_threads() -> None:
    words = [word for row in golden_groups("en") for word in row] * 50
    groups = groups_of("en", *words)
    expected = [groups.group(word) for word in words]
    with ThreadPoolExecutor(8) as threads:
        found = [
            threads.submit(lambda: [groups.group(word) for word in words])
            for _ in range(8)
        ]
    assert all(result.result() == expected for result in found)
