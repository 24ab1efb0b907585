"""The posting pool gives back what sorting every posting gives."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.formats import Positions

from broadsheet.index import postings as postings_module
from broadsheet.index.postings import (
    PostingPool,
    encode_postings,
    existence_postings,
    positional_postings,
)

if TYPE_CHECKING:
    from pathlib import Path

_FORMS = st.lists(st.sampled_from(["a", "b", "é", "zz", "石"]), max_size=12)
_DOCUMENTS = st.lists(st.dictionaries(st.sampled_from("fgh"), _FORMS), max_size=12)


@given(positions=st.lists(st.integers(0, 10**6), min_size=1, unique=True))
def test_positions_are_encoded_as_whoosh_does(positions: list[int]) -> None:
    positions.sort()
    (posting,) = encode_postings(("a", position) for position in positions)
    assert posting == (b"a", len(positions), Positions().encode(positions))
    assert Positions().decode_positions(posting[2]) == positions


@given(forms=_FORMS)
def test_every_form_has_one_posting_with_all_its_places(forms: list[str]) -> None:
    found = {
        term.decode(): (frequency, Positions().decode_positions(positions))
        for term, frequency, positions in positional_postings(forms)
    }
    assert found == {
        form: (forms.count(form), [i for i, each in enumerate(forms) if each == form])
        for form in forms
    }


def test_existence_has_no_positions() -> None:
    assert list(existence_postings(["ö"])) == [("ö".encode(), 1, b"")]


@pytest.mark.parametrize("run_postings", [1, 5, 10**6])
@given(documents=_DOCUMENTS)
def test_the_pool_sorts_by_field_term_and_document(
    tmp_path_factory: pytest.TempPathFactory,
    run_postings: int,
    documents: list[dict[str, list[str]]],
) -> None:
    """Whether it fits in memory or goes to disk in runs."""
    expected: defaultdict[tuple[str, bytes], list[Any]] = defaultdict(list)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_module, "RUN_POSTINGS", run_postings)
        pool = PostingPool(tmp_path_factory.mktemp("pool"))
        for docnum, document in enumerate(documents):
            listed = [
                (field, list(positional_postings(forms)))
                for field, forms in document.items()
            ]
            if docnum % 2:
                pool.add_document(docnum, listed)
            for field, field_postings in listed:
                for term, frequency, positions in field_postings:
                    posting = (docnum, float(frequency), positions)
                    expected[field, term].append(posting)
                    if not docnum % 2:
                        pool.add((field, term, *posting))
        found = [
            (field, term, list(zip(*postings, strict=True)))
            for field, term, *postings in pool.postings()
        ]
    assert found == [(*key, expected[key]) for key in sorted(expected)]


def test_the_pool_is_empty_after_cleanup(tmp_path: Path) -> None:
    pool = PostingPool(tmp_path)
    pool.add(("f", b"a", 0, 1.0, None))
    pool.cleanup()
    assert list(pool.postings()) == []
