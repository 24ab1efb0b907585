"""Strings: found by bisection, united and ranked, alike in both builds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.codec.dictionary import Dictionary
from broadsheet.index.kernels.choice import load_kernels

BUILDS = {"plain": load_kernels("plain"), "native": load_kernels()}
build = pytest.mark.parametrize("kernels", BUILDS.values(), ids=BUILDS)

#: Many share eight bytes and more; some are one another's beginning.
strings = st.one_of(
    st.binary(max_size=3),
    st.lists(st.sampled_from([b"", b"\0", b"a", b"electi", b"\xff"]), max_size=4).map(
        b"".join
    ),
)
runs = st.lists(st.sets(strings, max_size=8).map(sorted), max_size=6)


@st.composite
def chosen_runs(draw):
    """Return runs of strings, and the numbers of those that count in each."""
    found = draw(runs)
    numbers = [
        sorted(draw(st.sets(st.integers(0, len(run) - 1)))) if run else []
        for run in found
    ]
    return found, numbers


def arrays(numbers):
    return [np.array(each, np.uint32) for each in numbers]


@build
@given(st.sets(strings).map(sorted), strings)
def test_a_string_is_found_where_it_sorts(kernels, terms, term):
    dictionary = Dictionary.of(terms)
    data, offsets = dictionary.data, dictionary.offsets
    expected = sum(each < term for each in terms)
    assert kernels.strings.lower_bound(data, offsets, term) == expected
    assert dictionary.lower_bound(term) == expected
    found = kernels.strings.find_terms(data, offsets, [term, *terms])
    assert found.dtype == np.int64
    assert found.tolist() == [dictionary.find(term), *range(len(terms))]


@build
@given(chosen_runs())
def test_united_strings_are_distinct_sorted_and_numbered(kernels, chosen):
    found, numbers = chosen
    united = kernels.strings.unite_strings(
        [Dictionary.of(run) for run in found], arrays(numbers)
    )
    picked = [[run[n] for n in each] for run, each in zip(found, numbers, strict=True)]
    terms = list(Dictionary(united.data, united.offsets))
    assert terms == sorted({term for run in picked for term in run})
    assert united.offsets.dtype == np.uint64
    for ranks, run in zip(united.ranks, picked, strict=True):
        assert ranks.dtype == np.uint32
        assert [terms[rank] for rank in ranks] == run


@build
@given(chosen_runs())
def test_ranks_put_equal_strings_in_the_order_of_the_runs(kernels, chosen):
    found, numbers = chosen
    # Not in the order of their numbers, as ids by docnum are not.
    dictionaries = [Dictionary.of(run[::-1]) for run in found]
    orders = [
        [len(run) - 1 - n for n in each]
        for run, each in zip(found, numbers, strict=True)
    ]
    ranks = kernels.strings.rank_strings(dictionaries, arrays(orders))
    keys = sorted(
        (run[n], place, row)
        for place, (run, each) in enumerate(zip(found, numbers, strict=True))
        for row, n in enumerate(each)
    )
    assert sum(map(len, ranks)) == len(keys)
    for rank, (_, place, row) in enumerate(keys):
        assert ranks[place][row] == rank


@build
@pytest.mark.parametrize(
    ("offsets", "numbers"),
    [([0, 9], [0]), ([3, 2], [0]), ([0, 2], [1]), ([0, 2**63], [0]), ([], [])],
)
def test_damaged_strings_are_refused(kernels, offsets, numbers):
    dictionary = Dictionary(np.zeros(4, np.uint8), np.array(offsets, np.uint64))
    for kernel in (kernels.strings.unite_strings, kernels.strings.rank_strings):
        with pytest.raises(ValueError, match="damaged"):
            kernel([dictionary], arrays([numbers]))
