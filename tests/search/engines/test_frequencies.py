"""Engines agree on how frequent forms are, and that is what the articles say."""

from collections import Counter

import pytest

from broadsheet.index import fold_value, fuzzy_forms, load_kernels, tokenize
from broadsheet.search.engines import ColumnarEngine, Indexes, ReferenceEngine

ENGINES = {
    "reference": ReferenceEngine,
    "columnar": ColumnarEngine,
    "columnar, plain": lambda snapshot: ColumnarEngine(
        snapshot, Indexes(load_kernels("plain"))
    ),
}


@pytest.fixture(params=ENGINES, scope="module")
def engine(request, snapshot):
    return ENGINES[request.param](snapshot)


def _counts(snapshot, field):
    """How many documents, deleted ones too, have each form in the field."""
    counts = Counter()
    for docnum in range(snapshot.count):
        article = snapshot.article(docnum)
        if field in ("title", "body"):
            forms = tokenize(getattr(article, field)).forms
        elif field == "lang":
            forms = [fold_value(article.language)] if article.language else []
        else:
            forms = [
                form
                for author in article.authors
                for form in tokenize(author, acronyms=False).forms
            ]
        counts.update(set(forms))
    return counts


@pytest.mark.parametrize(
    "fields", [("title", "body"), ("body",), ("title",), ("author",), ("lang",)]
)
def test_frequencies_count_the_fields_that_have_a_form(engine, snapshot, fields):
    counts = sum((_counts(snapshot, field) for field in fields), Counter())
    assert counts
    forms = [*counts, "zzzzz", "", "\ud800"]
    assert engine.frequencies(forms, fields) == [counts[form] for form in forms]


@pytest.mark.parametrize("fields", [("title", "body"), ("author",)])
@pytest.mark.parametrize("limit", [1, 3, 1_000])
def test_common_forms_come_from_the_most_frequent_on(engine, snapshot, fields, limit):
    counts = sum((_counts(snapshot, field) for field in fields), Counter())
    for prefix in ("", *{form[:1] for form in counts}, *{form[:2] for form in counts}):
        found = engine.common_forms(prefix, fields, limit)
        ranked = sorted(
            (form for form in counts if form.startswith(prefix)),
            key=lambda form: (-counts[form], form),
        )
        assert len(found) == min(limit, len(ranked))
        assert found == sorted(found, key=lambda form: (-counts[form], form))
        if limit > len(ranked):
            assert found == ranked


def test_no_form_starts_with_what_no_article_has(engine):
    assert engine.common_forms("zzzzz", ("title", "body"), 10) == []
    assert engine.common_forms("\ud800", ("title", "body"), 10) == []


@pytest.mark.parametrize("fields", [("title", "body"), ("author",)])
def test_near_forms_are_those_within_some_edits(engine, snapshot, fields):
    known = sorted(sum((_counts(snapshot, field) for field in fields), Counter()))
    for word in [*(form.lower() for form in known), "oli", "zzzzz", ""]:
        for edits in (1, 2):
            expected = list(fuzzy_forms(known, word, edits, lambda: None))
            assert engine.near_forms(word, edits, fields, lambda: None) == expected
