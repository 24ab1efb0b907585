"""Whoosh's own searcher finds in a columnar edition what it finds in its own index."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from whoosh.highlight import (
    ContextFragmenter,
    Fragmenter,
    PinpointFragmenter,
    UppercaseFormatter,
)
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    DisjunctionMax,
    Every,
    FuzzyTerm,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Require,
    Term,
    TermRange,
    Variations,
    Wildcard,
)
from whoosh.query.qcolumns import ColumnQuery
from whoosh.scoring import BM25F, TF_IDF, Frequency
from whoosh.sorting import FieldFacet, MultiFacet

from broadsheet.index.analysis import tokenize
from broadsheet.index.article import Article

from .conftest import EXACT_LENGTHS, write_edition
from .stock_index import write_stock_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from whoosh.index import Index
    from whoosh.searching import Searcher

SEED = 20
_TERMS_OF_FIELD = {
    "title": "the of oil said US prices us gas IT it run élections at&t 3.5% nothing",
    "body": "the of oil said US prices gas who WHO council running c++ naive rare état",
    "source": "reuters ap",
    "author_words": "ann lee bob zuk",
}

#: One token each.
_PLAIN_WORDS = "oil said the of prices run gas who it council rare"


@pytest.fixture(scope="module")
def stock(many: tuple[list[Article], list[Article]], many_deleted: list[int]) -> Index:
    """The index that Whoosh wrote."""
    return write_stock_index(many, many_deleted)


@pytest.fixture(scope="module")
def ours(many_edition: Path) -> Index:
    """The columnar edition, as Whoosh opens it."""
    return open_dir(many_edition)


class _Queries:
    """Makes random queries; a seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._leaves: list[Callable[[], Query]] = [
            self.term,
            self.term,
            self.phrase,
            self.prefix,
            self.wildcard,
            self.fuzzy,
            self.range,
            self.every,
        ]

    def query(self, depth: int = 3) -> Query:
        """Return a query at most so deep."""
        rng = self._rng
        if depth == 0 or rng.random() < 0.3:
            return rng.choice(self._leaves)()
        several = [self.query(depth - 1) for _ in range(rng.randrange(1, 4))]
        one, other = self.query(depth - 1), self.query(depth - 1)
        return rng.choice(
            (
                And(several),
                Or(several),
                Or(several),
                And([*several, Not(one)]),
                AndMaybe(one, other),
                AndNot(one, other),
                Require(one, other),
                DisjunctionMax([one, other]),
                ConstantScoreQuery(one, score=2.5),
            )
        )

    def term(self) -> Query:
        """Return a word."""
        field, word = self._word(_TERMS_OF_FIELD)
        return Term(field, word, boost=self._rng.choice((1.0, 2.5)))

    def phrase(self) -> Query:
        """Return some words in a row, or nearly."""
        field = self._rng.choice(("title", "body", "author_words"))
        words = _TERMS_OF_FIELD[field].split()
        several = self._rng.choices(words[:8], k=self._rng.randrange(2, 4))
        return Phrase(field, several, slop=self._rng.randrange(1, 5))

    def prefix(self) -> Query:
        """Return what starts like a word."""
        field, word = self._word(_TERMS_OF_FIELD)
        return Prefix(field, word[: self._rng.randrange(1, 3)])

    def wildcard(self) -> Query:
        """Return a word with holes."""
        field, word = self._word(_TERMS_OF_FIELD)
        return Wildcard(field, f"{word[0]}?*{word[-1]}")

    def fuzzy(self) -> Query:
        """Return what is spelled nearly like a word."""
        field, word = self._word(_TERMS_OF_FIELD)
        distance = self._rng.randrange(1, 3)
        return FuzzyTerm(field, word, maxdist=distance, prefixlength=1)

    def range(self) -> Query:
        """Return the words between two words."""
        field, word = self._word(_TERMS_OF_FIELD)
        other = self._rng.choice(_TERMS_OF_FIELD[field].split())
        low, high = sorted((word, other))
        return TermRange(field, low, high, *self._rng.choices((True, False), k=2))

    def every(self) -> Query:
        """Return all documents, or those that have anything in a field."""
        return Every(self._rng.choice((None, "source", "title")))

    def _word(self, of_field: dict[str, str]) -> tuple[str, str]:
        field = self._rng.choice(list(of_field))
        return field, self._rng.choice(of_field[field].split())


def _found(searcher: Searcher, query: Query) -> dict[int, float]:
    results = searcher.search(query, limit=None)
    return {hit.docnum: hit.score for hit in results}


def _assert_equal(ours: Searcher, theirs: Searcher, query: Query) -> int:
    """Return how many documents both find."""
    found = _found(ours, query)
    try:
        expected = _found(theirs, query)
    except IndexError:
        # Some nested queries fail over Whoosh's own segments.
        return 0
    assert found.keys() == expected.keys(), query
    assert found == pytest.approx(expected, rel=1e-6), query
    return len(expected)


@pytest.mark.parametrize("weighting", [TF_IDF(), Frequency()])
def test_random_queries_find_the_same_with_the_same_scores(
    ours: Index, stock: Index, weighting: TF_IDF | Frequency
) -> None:
    queries = _Queries(SEED)
    with (
        ours.searcher(weighting=weighting) as one,
        stock.searcher(weighting=weighting) as other,
    ):
        counts = [_assert_equal(one, other, queries.query()) for _ in range(150)]
    assert sum(count > 0 for count in counts) > 100


def test_scores_by_length_are_equal_where_whoosh_knows_the_lengths(
    tmp_path: Path,
) -> None:
    rng = random.Random(SEED)
    words = _PLAIN_WORDS.split()
    articles = [
        Article(
            str(number),
            " ".join(rng.choices(words, k=rng.choice(EXACT_LENGTHS))),
            " ".join(rng.choices(words, k=rng.choice(EXACT_LENGTHS))),
        )
        for number in range(300)
    ]
    edition = write_edition(tmp_path, [articles[:250], articles[250:]])
    stock = write_stock_index([articles[:250], articles[250:]])
    queries = _Queries(SEED)
    weighting = BM25F(B=0.75, title_B=0.3, K1=1.2)
    with (
        open_dir(edition).searcher(weighting=weighting) as one,
        stock.searcher(weighting=weighting) as other,
    ):
        for _ in range(100):
            _assert_equal(one, other, queries.query(2))


def test_the_best_are_the_first_of_all(ours: Index) -> None:
    """No hit is lost or miscounted, as it is where Whoosh skips by quality."""
    queries = _Queries(SEED)
    words = [Term("body", "oil"), Term("title", "said"), Term("body", "rare")]
    asked = [
        queries.term(),
        Or([queries.term(), queries.phrase(), queries.term()]),
        Or(words),
        And(words[:2]),
        And([Or(words), Not(queries.term())]),
        AndMaybe(*words[:2]),
        Require(words[0], Or(words[1:])),
    ]
    with ours.searcher() as searcher:
        for query in asked:
            scores = sorted(_found(searcher, query).values(), reverse=True)
            assert len(scores) > 7
            best = searcher.search(query, limit=7)
            assert [hit.score for hit in best] == pytest.approx(scores[:7])
            assert len(best) == len(scores)


def test_sorting_is_by_the_columns(ours: Index, stock: Index) -> None:
    facets = [
        FieldFacet("date_start"),
        FieldFacet("date_start", reverse=True),
        FieldFacet("id"),
        FieldFacet("id", reverse=True),
        FieldFacet("source", reverse=True),
        MultiFacet(["lang", "date_start"]),
    ]
    with ours.searcher() as one, stock.searcher() as other:
        for facet in facets:
            found, expected = (
                [hit.docnum for hit in each.search(Every(), sortedby=facet, limit=None)]
                for each in (one, other)
            )
            assert found == expected
            assert len(found) == 410


def test_grouping_is_by_the_values(ours: Index, stock: Index) -> None:
    facets = {
        "source": FieldFacet("source"),
        "tag": FieldFacet("tag", allow_overlap=True),
        "author": FieldFacet("author", allow_overlap=True),
        "lang": FieldFacet("lang"),
    }
    with ours.searcher() as one, stock.searcher() as other:
        query = Term("body", "oil")
        found, expected = (
            each.search(query, groupedby=facets, limit=None) for each in (one, other)
        )
        for name in facets:
            groups, same = found.groups(name), expected.groups(name)
            assert groups.keys() == same.keys()
            assert all(set(groups[each]) == set(same[each]) for each in groups)
        assert {"Reuters", "AP", "Le Monde", ""} == set(found.groups("source"))
        # Whole values, folded: what an article has more than one of.
        assert {"ann lee", "bob ray"} < set(found.groups("author"))


def test_a_column_can_be_asked(ours: Index, stock: Index) -> None:
    query = ColumnQuery("date_start", lambda start: start > 0)
    with ours.searcher() as one, stock.searcher() as other:
        found = sorted(query.docs(one))
        assert found == sorted(query.docs(other))
        assert 0 < len(found) < 410


def test_hits_show_and_mark_what_is_stored(
    ours: Index, many: tuple[list[Article], list[Article]]
) -> None:
    by_id = {article.id: article for articles in many for article in articles}
    with ours.searcher() as searcher:
        results = searcher.search(Term("body", "oil"), limit=5, terms=True)
        results.formatter = UppercaseFormatter()
        assert len(results.top_n) == 5
        for hit in results:
            article = by_id[hit["id"]]
            assert hit["title"] == article.title
            assert hit["body"] == article.body
            assert hit.get("source") == article.source
            assert tuple(hit.get("author", ())) == article.authors
            assert hit.get("url") == article.url
            assert "OIL" in hit.highlights("body")
            assert hit.matched_terms() == [("body", b"oil")]


@pytest.mark.parametrize("fragmenter", [ContextFragmenter(), PinpointFragmenter()])
def test_highlights_are_those_of_whoosh(
    ours: Index, stock: Index, fragmenter: Fragmenter
) -> None:
    """Be the text read again or the stored characters taken."""
    query = Or([Term("body", "oil"), Phrase("body", ["the", "of"])])
    shown = []
    for index in (ours, stock):
        with index.searcher() as searcher:
            results = searcher.search(query, limit=20, terms=True)
            results.fragmenter = fragmenter
            results.formatter = UppercaseFormatter()
            shown.append({hit["id"]: hit.highlights("body") for hit in results})
    common = shown[0].keys() & shown[1].keys()
    assert len(common) > 5
    assert all("OIL" in shown[0][each] for each in common)
    assert all(shown[0][each] == shown[1][each] for each in common)


def test_spelling_suggests_what_is_there(ours: Index, stock: Index) -> None:
    with ours.searcher() as one, stock.searcher() as other:
        for word in ("oyl", "prises", "councli", "sad"):
            found = one.suggest("body", word, limit=5)
            assert found == other.suggest("body", word, limit=5)
            assert found
        parser = QueryParser("body", one.schema)
        query = parser.parse("councli prices")
        corrected = one.correct_query(query, "councli prices")
        assert corrected.string == "council prices"


def test_values_are_parsed_whole(ours: Index) -> None:
    parser = QueryParser("body", ours.schema)
    with ours.searcher() as searcher:
        for text, term in (
            ("source:Reuters", Term("source", "reuters")),
            ("tag:Öl", Term("tag", "ol")),
        ):
            query = parser.parse(text)
            assert query == term
            assert set(query.docs(searcher))


def test_a_term_is_varied(ours: Index, stock: Index) -> None:
    query = Variations("body", "run")
    with ours.searcher() as one, stock.searcher() as other:
        assert set(query.docs(one)) == set(query.docs(other))


def test_one_searcher_serves_eight_threads(ours: Index) -> None:
    queries = _Queries(SEED)
    asked = [queries.query(2) for _ in range(15)]
    with ours.searcher(weighting=TF_IDF()) as searcher:
        expected = [_found(searcher, query) for query in asked]

    def ask(_thread: int) -> Iterator[dict[int, float]]:
        return [_found(shared, query) for query in asked]

    with ours.searcher(weighting=TF_IDF()) as shared, ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask, range(8)):
            assert answers == expected


def test_texts_are_read_as_they_were_indexed(ours: Index) -> None:
    with ours.searcher() as searcher:
        hit = searcher.search(Term("title", "élections"), limit=1)
        assert not hit.top_n
        hit = searcher.search(Term("title", "elections"), limit=1)[0]
        assert "elections" in tokenize(hit["title"]).forms
