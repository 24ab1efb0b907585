"""The forms that a pattern or a fuzzy word stands for."""

import re

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.expansion import fuzzy_forms, matches_wildcard, wildcard_forms

WORDS = st.text("abcU.", min_size=1, max_size=7)


def no_check():
    """Never run out of time."""


def distance(one, other):
    """Optimal string alignment, the whole table."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))}
    table |= {(-1, j): j + 1 for j in range(-1, len(other))}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            best = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (a != b),
            )
            if i and j and a == other[j - 1] and b == one[i - 1]:
                best = min(best, table[i - 2, j - 2] + 1)
            table[i, j] = best
    return table[len(one) - 1, len(other) - 1]


@given(st.text("ab*?", max_size=8), st.text("abc", max_size=10))
def test_wildcards_match_as_the_same_regular_expression(pattern, text):
    parts = {"*": ".*", "?": "."}
    twin = "".join(parts.get(character, character) for character in pattern)
    assert matches_wildcard(pattern, text) == bool(re.fullmatch(twin, text))


def test_wildcards_are_not_led_into_backtracking():
    assert not matches_wildcard("*a" * 40, "a" * 30 + "b" * 5_000)


def test_wildcards_ignore_capitals():
    assert list(wildcard_forms(["US", "USA", "us", "use"], "us?", no_check)) == [
        "USA",
        "use",
    ]


def test_capitals_are_compared_as_forms_are_folded():
    """Not in lower case: sigma has two, and Cherokee is folded to capitals."""
    assert list(wildcard_forms(["ΔΕΣ", "ᏣᎳᎩ"], "δε*σ", no_check)) == ["ΔΕΣ"]
    assert list(wildcard_forms(["ΔΕΣ", "ᏣᎳᎩ"], "Ꮳ?Ꭹ", no_check)) == ["ᏣᎳᎩ"]
    assert list(fuzzy_forms(["ΔΕΣ", "ᏣᎳᎩ"], "εσ", 1, no_check)) == ["ΔΕΣ"]
    assert list(fuzzy_forms(["ΔΕΣ", "ᏣᎳᎩ"], "ᏣᎳ", 1, no_check)) == ["ᏣᎳᎩ"]


@given(st.sets(WORDS, max_size=40), st.text("abc", min_size=1, max_size=6))
def test_fuzzy_forms_are_those_within_the_edits(words, word):
    forms = sorted(words)
    for edits in (1, 2):
        within = [form for form in forms if distance(form.casefold(), word) <= edits]
        assert list(fuzzy_forms(forms, word, edits, no_check)) == within


def test_a_long_walk_looks_at_the_clock():
    looks = []
    forms = sorted(f"a{number:05}" for number in range(3_000))
    list(fuzzy_forms(forms, "a00000", 2, lambda: looks.append(1)))
    assert looks
