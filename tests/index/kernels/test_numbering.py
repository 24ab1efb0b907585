"""Numbers of words: marked and ranked alike by both builds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.kernels.plain import numbering as plain

builds = [pytest.param(plain, id="plain")]
try:
    from broadsheet.index.kernels.native import numbering as native

    builds.append(pytest.param(native, id="native"))
except ImportError:
    pass

build = pytest.mark.parametrize("kernels", builds)


@build
@given(numbers=st.lists(st.integers(0, 40)))
def test_what_is_used_is_marked(kernels, numbers):
    used = np.zeros(41, np.bool_)
    used[3] = True
    kernels.mark_used(np.array(numbers, np.uint32), used)
    assert set(np.flatnonzero(used)) == {3, *numbers}


@build
@given(numbers=st.lists(st.integers(0, 9)), ranks=st.permutations(range(10)))
def test_each_number_gets_its_rank(kernels, numbers, ranks):
    found = np.zeros(len(numbers), np.uint32)
    kernels.put_ranks(np.array(numbers, np.uint32), np.array(ranks, np.uint32), found)
    assert found.tolist() == [ranks[number] for number in numbers]


@build
def test_numbers_out_of_bounds_are_refused(kernels):
    numbers = np.array([0, 2], np.uint32)
    with pytest.raises(ValueError, match="no such number"):
        kernels.mark_used(numbers, np.zeros(2, np.bool_))
    with pytest.raises(ValueError, match="no such number"):
        kernels.put_ranks(numbers, np.zeros(2, np.uint32), np.zeros(2, np.uint32))
    with pytest.raises(ValueError, match="not one place"):
        kernels.put_ranks(numbers, np.zeros(3, np.uint32), np.zeros(1, np.uint32))
