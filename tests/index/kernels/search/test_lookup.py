"""Dictionaries against sorted lists and the plain walk, in every build."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.index.codec.dictionary import Dictionary
from broadsheet.index.expansion import fuzzy_forms

from .archives import BUILDS

#: Forms as analysis makes them: in lower case or, as acronyms are, in capitals.
LETTERS = st.sampled_from("abcdàб李'1")
WORDS = st.text(LETTERS, min_size=1, max_size=8)
ACRONYMS = st.text(st.sampled_from("ABCDБΣ"), min_size=2, max_size=3)
FORMS = st.sets(WORDS | ACRONYMS, max_size=60)
ASKED = st.text(LETTERS | st.sampled_from("ABC\ud800"), max_size=5)


def open_terms(kernels, forms):
    dictionary = Dictionary.of([form.encode() for form in forms])
    return kernels.Terms(dictionary.data, dictionary.offsets)


@given(forms=FORMS, asked=st.lists(ASKED, max_size=5), numbers=st.data())
def test_strings_are_found_by_content_and_by_number(forms, asked, numbers):
    ordered = sorted(forms)
    places = {form: place for place, form in enumerate(ordered)}
    some = numbers.draw(st.lists(st.sampled_from(ordered), max_size=9)) if forms else []
    for kernels in BUILDS:
        terms = open_terms(kernels, ordered)
        assert len(terms) == terms.count == len(ordered)
        for form in asked:
            assert terms.find(form) == places.get(form, -1)
        mixed = [*asked, *some, *sorted(some)]
        found = [places[form] for form in mixed if form in places]
        assert terms.find_each(mixed) == found
        assert terms.texts(found) == [form for form in mixed if form in places]
        assert [terms.text(number) for number in range(len(terms))] == ordered


@given(forms=FORMS, prefix=ASKED)
def test_strings_with_a_prefix_stand_together(forms, prefix):
    ordered = sorted(forms)
    for kernels in BUILDS:
        start, end = open_terms(kernels, ordered).with_prefix(prefix)
        assert ordered[start:end] == [
            form for form in ordered if form.startswith(prefix)
        ]


@given(forms=FORMS, word=WORDS, edits=st.integers(0, 3))
@example(forms={"ΟΣ"}, word="οσ", edits=1)
@example(forms={"ΔΕΣ"}, word="εσ", edits=1)
@example(forms={"ᏣᎳᎩ"}, word="ᏣᎳ", edits=1)
def test_near_strings_are_those_of_the_plain_walk(forms, word, edits):
    ordered = sorted(forms)
    expected = list(fuzzy_forms(ordered, word, edits, list))
    for kernels in BUILDS:
        terms = open_terms(kernels, ordered)
        found = terms.near(word, edits, list)
        assert found == sorted(set(found))
        assert terms.texts(found) == expected


@given(
    forms=st.sets(st.text(st.sampled_from("ab"), max_size=12), max_size=60),
    word=st.text(st.sampled_from("ab"), min_size=1, max_size=12),
    edits=st.integers(0, 3),
)
def test_near_strings_of_few_letters(forms, word, edits):
    test_near_strings_are_those_of_the_plain_walk.hypothesis.inner_test(
        forms, word, edits
    )


@pytest.mark.parametrize("kernels", BUILDS)
def test_a_deadline_ends_the_search_for_near_strings(kernels):
    def check():
        raise TimeoutError

    forms = sorted({f"{number:b}" for number in range(20_000)})
    with pytest.raises(TimeoutError):
        open_terms(kernels, forms).near("10101010101", 2, check)


@pytest.mark.parametrize("kernels", BUILDS)
def test_damaged_strings_are_refused(kernels):
    data = np.frombuffer(b"abc", np.uint8)
    with pytest.raises(ValueError, match="damaged"):
        kernels.Terms(data, np.array([], np.uint64))
    for offsets in ([0, 9], [2, 1]):
        terms = kernels.Terms(data, np.array(offsets, np.uint64))
        for read in (
            lambda terms=terms: terms.find("b"),
            lambda terms=terms: terms.text(0),
            lambda terms=terms: terms.texts([0]),
        ):
            with pytest.raises(ValueError, match="damaged"):
                read()
    terms = kernels.Terms(data, np.array([0, 3], np.uint64))
    for number in (-1, 1):
        with pytest.raises(ValueError, match="damaged"):
            terms.text(number)
