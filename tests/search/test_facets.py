"""Facets count articles, whatever way their values are written."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import fold_value
from broadsheet.search.facets import count_facet
from broadsheet.search.results import FacetValue

values = st.lists(
    st.lists(
        st.sampled_from(["Reuters", "reuters", "REUTERS", "AP", "ap", "Zé", "ze"]),
        max_size=3,
    ).map(tuple),
    max_size=20,
)


@given(
    values, st.lists(st.sampled_from(["ap", "none"]), unique=True), st.integers(1, 4)
)
def test_counts_are_those_of_a_plain_count(given_values, selected, size):
    folded = [{fold_value(value) for value in each} for each in given_values]
    plain = Counter(value for each in folded for value in each)
    facet = count_facet(given_values, tuple(selected), size)
    shown = [fold_value(each.value) for each in facet.values]
    ranked = sorted(plain, key=lambda value: (-plain[value], value))
    assert shown[: min(size, len(ranked))] == ranked[:size]
    assert [each.count for each in facet.values] == [plain[value] for value in shown]
    assert {fold_value(each.value) for each in facet.values if each.selected} == set(
        selected
    )
    assert len(set(shown)) == len(shown) <= size + len(selected)
    assert facet.more == len(set(plain) - set(shown))
    assert facet.missing == sum(not each for each in given_values)


def test_a_value_is_shown_as_it_is_written_most_often():
    rows = [("Reuters",), ("REUTERS",), ("Reuters",), ("AP", "ap"), ()]
    facet = count_facet(rows, ("gone",), 10)
    assert facet.values == (
        FacetValue("Reuters", 3, selected=False),
        FacetValue("AP", 1, selected=False),
        FacetValue("gone", 0, selected=True),
    )
    assert (facet.missing, facet.more) == (1, 0)
