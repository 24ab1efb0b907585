"""The vocabulary: every form of title and body once, in order."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.analysis import StemGroups, tokenize
from broadsheet.index.article import Article
from broadsheet.index.expansion import fuzzy_forms, matches_wildcard
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadsheet.index.vocabulary import Vocabulary


@pytest.fixture
def vocabulary(store: Store, articles: list[Article]) -> Iterator[Vocabulary]:
    """The vocabulary of the articles, in three segments."""
    for start in (0, 4, 8):
        store.add(articles[start : start + 4])
    with store.snapshot() as snapshot:
        yield snapshot.vocabulary


def _forms(articles: list[Article]) -> set[str]:
    texts = chain.from_iterable((each.title, each.body) for each in articles)
    return {form for text in texts for form in tokenize(text).forms}


def test_every_form_is_there_once_in_order(
    vocabulary: Vocabulary, articles: list[Article]
) -> None:
    forms = sorted(_forms(articles))
    assert list(vocabulary) == forms
    assert len(vocabulary) == len(forms)
    assert all(form in vocabulary for form in forms)
    assert "zzz" not in vocabulary
    assert "" not in vocabulary


def test_values_of_other_fields_are_not_in_it(vocabulary: Vocabulary) -> None:
    assert "reuters" not in vocabulary


@pytest.mark.parametrize("prefix", ["", "o", "oi", "US", "石", "s", "zzz", "élec"])
def test_forms_are_found_by_prefix(
    vocabulary: Vocabulary, articles: list[Article], prefix: str
) -> None:
    expected = sorted(form for form in _forms(articles) if form.startswith(prefix))
    assert list(vocabulary.forms_with_prefix(prefix)) == expected


@pytest.mark.parametrize("pattern", ["us*", "pr?ce*", "*s", "u?", "1*", "石*", "zz*"])
def test_forms_are_found_by_pattern_in_any_case(
    vocabulary: Vocabulary, articles: list[Article], pattern: str
) -> None:
    expected = [
        form
        for form in sorted(_forms(articles))
        if matches_wildcard(pattern, form.casefold())
    ]
    assert list(vocabulary.wildcard_forms(pattern, _no_check)) == expected


@pytest.mark.parametrize("word", ["us", "rpices", "oil", "élection", "zzzzzz"])
@pytest.mark.parametrize("edits", [1, 2])
def test_forms_are_found_by_a_word_near_them(
    vocabulary: Vocabulary, articles: list[Article], word: str, edits: int
) -> None:
    expected = fuzzy_forms(sorted(_forms(articles)), word, edits, _no_check)
    assert list(vocabulary.fuzzy_forms(word, edits, _no_check)) == list(expected)


def _no_check() -> None:
    """Never run out of time."""


def test_a_stem_group_is_found_from_any_of_its_spellings(
    vocabulary: Vocabulary,
) -> None:
    assert vocabulary.stem_group("en", "price") == ("prices",)
    assert set(vocabulary.stem_group("en", "it")) == {"IT", "it"}
    assert "elections" in vocabulary.stem_group("fr", "élection")
    assert vocabulary.stem_group("en", "zebra") == ()


@settings(max_examples=20)
@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(
                ["running", "Run", "runs", "élu", "élus", "elu", "US", "us", "C++"]
            )
        ).map(" ".join),
        max_size=4,
    )
)
def test_stem_groups_are_those_of_all_spellings_together(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Whatever segment a spelling is in."""
    pairs = {
        (spelling, form)
        for text in texts
        for form, spelling in zip(
            tokenize(text).forms, tokenize(text).spellings, strict=True
        )
    }
    archive = tmp_path_factory.mktemp("archive")
    with Store.open(archive, create=True) as store:
        for number, text in enumerate(texts):
            store.add([Article(str(number), body=text)])
        with store.snapshot() as snapshot:
            for language in ("en", "fr"):
                expected = StemGroups(language, pairs)
                for spelling in ("run", "running", "élu", "elus", "us", "c++"):
                    found = set(snapshot.vocabulary.stem_group(language, spelling))
                    assert set(expected.group(spelling)) <= found
