"""Dictionary: its strings by number, in order, and by content."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.codec.dictionary import Dictionary

terms = st.lists(st.binary(max_size=4), max_size=20)


@given(terms)
def test_strings_come_back_by_number_and_in_order(terms):
    dictionary = Dictionary.of(terms)
    assert len(dictionary) == len(terms)
    assert list(dictionary) == terms
    assert [dictionary.term(number) for number in range(len(terms))] == terms


@given(terms)
def test_any_arrays_of_offsets_and_bytes_will_do(terms):
    made = Dictionary.of(terms)
    shifted = Dictionary(
        np.concatenate([[7, 7], made.data]).astype(np.uint8),
        made.offsets + np.uint64(2),
    )
    assert list(shifted) == terms
    assert [shifted.term(number) for number in range(len(terms))] == terms


@given(terms.map(set).map(sorted), st.binary(max_size=4))
def test_strings_are_found_where_they_sort(terms, term):
    dictionary = Dictionary.of(terms)
    assert dictionary.lower_bound(term) == sum(each < term for each in terms)
    assert dictionary.find(term) == (terms.index(term) if term in terms else -1)
    assert [dictionary.find(each) for each in terms] == list(range(len(terms)))
