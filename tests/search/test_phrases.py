"""Occurrences of patterns against the definition, tried on every assignment."""

from __future__ import annotations

from itertools import product
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.analysis import Tokens
from broadsheet.search.phrases import (
    Pattern,
    occurrences,
    occurrences_of_each,
    phrase_starts,
)

Slots: TypeAlias = tuple[frozenset[str], ...]

FORMS = st.lists(st.sampled_from("abcdxxxx"), max_size=12)
SLOTS = st.lists(
    st.frozensets(st.sampled_from("abcd"), min_size=1, max_size=3),
    min_size=1,
    max_size=4,
).map(tuple)


def tokens_of(forms: list[str] | str) -> Tokens:
    places = range(len(forms))
    return Tokens(
        forms=forms,
        spellings=forms,
        starts=[2 * place for place in places],
        ends=[2 * place + 1 for place in places],
    )


def pattern_of(*words: str, slop: int = 0) -> Pattern:
    return Pattern(tuple(frozenset({word}) for word in words), slop)


def plain_exact(pattern: Pattern, forms: list[str]) -> list[tuple[int, ...]]:
    width = len(pattern.slots)
    return [
        tuple(range(start, start + width))
        for start in range(len(forms) - width + 1)
        if all(
            form in slot
            for form, slot in zip(forms[start:], pattern.slots, strict=False)
        )
    ]


def plain_sloppy(pattern: Pattern, forms: list[str]) -> list[tuple[int, ...]]:
    """Try every assignment; keep the best of those with the same leftmost position."""
    width = len(pattern.slots) + pattern.slop
    best: dict[int, tuple[int, tuple[int, ...]]] = {}
    places = [
        [place for place, form in enumerate(forms) if form in slot]
        for slot in pattern.slots
    ]
    for assignment in product(*places):
        spread = tuple(sorted(assignment))
        span = spread[-1] - spread[0] + 1
        if len(set(spread)) == len(spread) and span <= width:
            best[spread[0]] = min(best.get(spread[0], (span, spread)), (span, spread))
    return [best[first][1] for first in sorted(best)]


@given(FORMS, SLOTS)
def test_an_exact_phrase_occurs_where_every_slot_matches(
    forms: list[str], slots: Slots
) -> None:
    pattern = Pattern(slots)
    found = [tuple(each) for each in occurrences(pattern, tokens_of(forms))]
    assert found == plain_exact(pattern, forms)


@given(FORMS, SLOTS, st.integers(1, 5))
def test_a_sloppy_phrase_occurs_as_the_best_of_all_assignments(
    forms: list[str], slots: Slots, slop: int
) -> None:
    pattern = Pattern(slots, slop)
    found = [tuple(each) for each in occurrences(pattern, tokens_of(forms))]
    assert found == plain_sloppy(pattern, forms)


@given(FORMS, st.lists(st.sampled_from("abc"), min_size=2, max_size=4), st.data())
def test_repeated_words_of_a_sloppy_phrase_need_a_position_each(
    forms: list[str], words: list[str], data: Any
) -> None:
    pattern = pattern_of(*words, slop=data.draw(st.integers(1, 4)))
    found = [tuple(each) for each in occurrences(pattern, tokens_of(forms))]
    assert found == plain_sloppy(pattern, forms)


@given(FORMS, SLOTS, st.integers(0, 5))
def test_phrase_starts_are_the_leftmost_positions_of_the_occurrences(
    forms: list[str], slots: Slots, slop: int
) -> None:
    """Scoring counts what highlighting marks."""
    positions = [
        [place for place, form in enumerate(forms) if form in slot] for slot in slots
    ]
    found = occurrences(Pattern(slots, slop), tokens_of(forms))
    assert phrase_starts(positions, slop) == [each[0] for each in found]


@given(FORMS, st.lists(st.tuples(SLOTS, st.integers(0, 3)), max_size=4))
def test_several_patterns_are_found_as_each_alone(
    forms: list[str], drawn: list[tuple[Slots, int]]
) -> None:
    patterns = [Pattern(slots, slop) for slots, slop in drawn]
    tokens = tokens_of(forms)
    assert occurrences_of_each(patterns, tokens) == [
        occurrences(pattern, tokens) for pattern in patterns
    ]


def test_a_phrase_of_repeated_words_is_not_satisfied_by_one_of_them() -> None:
    words = ["to", "be", "or", "not", "to", "be"]
    assert phrase_starts([[0], [1], [2], [3], [0], [1]], 2) == []
    pattern = pattern_of(*words, slop=2)
    assert occurrences(pattern, tokens_of(["be", "not", "x", "to", "or", "to"])) == []
    tokens = tokens_of(["be", "not", "x", "to", "or", "to", "y", "be"])
    assert occurrences(pattern, tokens) == [(0, 1, 3, 4, 5, 7)]


def test_an_acronym_and_its_lower_case_take_two_positions() -> None:
    """``US`` stands for itself alone, ``us`` for both: one ``US`` is not enough."""
    pattern = Pattern((frozenset({"us", "US"}), frozenset({"US"})), slop=3)
    assert occurrences(pattern, tokens_of(["US", "x", "us"])) == [(0, 2)]
    assert occurrences(pattern, tokens_of(["us", "x", "us"])) == []
    assert occurrences(pattern, tokens_of(["x", "US"])) == []
    assert occurrences(pattern, tokens_of(["us", *"xxx", "US"])) == [(0, 4)]
    assert occurrences(pattern, tokens_of(["us", *"xxxx", "US"])) == []


def test_the_span_of_a_sloppy_phrase_counts_its_gaps() -> None:
    positions = [[10], [14]]
    assert phrase_starts(positions, 3) == [10]
    assert phrase_starts(positions, 2) == []


def test_nothing_occurs_of_a_phrase_without_words_or_with_an_absent_one() -> None:
    assert phrase_starts([], 0) == []
    assert phrase_starts([], 2) == []
    assert phrase_starts([[1], []], 0) == []
    assert phrase_starts([[1], []], 2) == []
    assert occurrences(Pattern(()), tokens_of("ab")) == []
    assert occurrences(Pattern((frozenset(),)), tokens_of("ab")) == []


def test_slop_means_nothing_to_a_single_word() -> None:
    tokens = tokens_of("aba")
    expected = [range(1), range(2, 3)]
    assert occurrences(pattern_of("a", slop=5), tokens) == expected


def test_long_sloppy_phrases_in_long_texts_take_no_time_to_speak_of() -> None:
    """Trying assignments one by one would not end."""
    shared = [list(range(400)), list(range(0, 400, 2))] * 8
    assert phrase_starts(shared, 20) == list(range(400 - 15))


@pytest.mark.parametrize("shared", [False, True])
def test_a_long_search_for_a_phrase_looks_at_the_clock(shared: bool) -> None:
    """Hundreds of slots that share positions may take seconds for one text."""

    def out_of_time() -> None:
        raise TimeoutError

    upper = list(range(0, 10_000, 2))
    lower = list(range(10_000)) if shared else list(range(1, 10_000, 2))
    with pytest.raises(TimeoutError):
        phrase_starts([upper, lower] * 300, 100, out_of_time)
