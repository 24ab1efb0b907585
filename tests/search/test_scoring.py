"""BM25F, against the formula written out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.scoring import (
    FIELD_SCORING,
    K1,
    decay,
    field_frequency,
    idf,
    saturate,
)

COUNTS = st.integers(0, 1_000)


@given(COUNTS, COUNTS)
def test_idf_is_positive_and_falls_with_frequency(one, other):
    documents = max(one, other) + 1
    low, high = sorted((one, other))
    assert idf(documents, high) > 0
    assert idf(documents, low) >= idf(documents, high)


@given(st.integers(1, 50), st.integers(1, 5_000), st.floats(1, 500), st.floats(0.1, 9))
def test_a_clause_scores_as_the_formula_says(frequency, length, mean, weight):
    scoring = FIELD_SCORING["title"]
    norm = 1 - scoring.b + scoring.b * length / mean
    tf = scoring.weight * frequency / norm
    found = saturate(
        weight,
        field_frequency(
            "title", np.array([float(frequency)]), np.array([float(length)]), mean
        ),
    )
    assert found[0] == pytest.approx(weight * tf / (tf + K1))


def test_no_frequency_outweighs_the_idf():
    many = field_frequency("body", np.array([1e9]), np.array([10.0]), 10.0)
    assert saturate(2.5, many)[0] < 2.5 + 1e-6


def test_a_score_halves_with_each_half_life():
    assert decay(0, 30) == 1
    assert decay(-5, 30) == 1
    assert math.isclose(decay(60, 30), 0.25)
