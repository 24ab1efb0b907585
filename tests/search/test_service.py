"""Laws of an answer, over random articles and queries and a real index."""

from __future__ import annotations

import random
import re
from html import escape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import tokenize
from broadsheet.search import Archive
from broadsheet.search import deadline as deadline_module
from broadsheet.search.engines import ColumnarEngine

WORDS = ["oil", "gas", "coal", "price", "prices", "US", "us", "C++", "AT&T", "O’Brien"]
WORDS += [
    "<b>",
    "&amp;",
    "“oil",
    "gas”",
    "well-known",
    "3.5%",
    "東京都",
    "港",
    "e\u0301t",
]
BETWEEN = [" ", " ", " ", " ", ", ", ". ", "\n\n", " — ", " 🎉 "]
PLAIN = ["oil", "gas", "coal", "price"]
MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def make_text(rng, most):
    words = rng.choices(WORDS, k=rng.randint(0, most))
    return "".join(word + rng.choice(BETWEEN) for word in words)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    rng = random.Random(7)
    with Archive.open(tmp_path_factory.mktemp("random"), create=True) as archive:
        articles = [
            {
                "id": f"{n}",
                "title": make_text(rng, 5),
                "body": make_text(rng, rng.choice([3, 20, 120])),
                "published": rng.choice([None, "2016", "2016-07", "2016-07-04"]),
            }
            for n in range(40)
        ]
        for start in (0, 15, 30):
            archive.add(articles[start : start + 15])
        yield archive


words = st.sampled_from([*WORDS[:10], "well-known", "3.5%", "東京", "港", "running"])
phrases = st.tuples(
    st.lists(words, min_size=1, max_size=3).map(" ".join), st.sampled_from(["", "~2"])
).map(lambda x: f'"{x[0]}"{x[1]}')
leaves = st.one_of(
    words, phrases, st.sampled_from(["pri*", "oi?l", "title:oil", "gsa~"])
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda x: f"({x[0]} OR {x[1]})"),
        st.tuples(inner, inner).map(lambda x: f"({x[0]} AND {x[1]})"),
        st.tuples(inner, inner).map(lambda x: f"({x[0]} AND NOT {x[1]})"),
    ),
    max_leaves=5,
)


@given(
    queries,
    st.sampled_from([0, 1, 3, 20, "all"]),
    st.sampled_from([20, 40, 160, 1_000]),
)
def test_a_snippet_is_the_escaped_text_with_marks_and_nothing_else(
    archive, q, snippets, size
):
    results = archive.search(q, snippets=snippets, snippet_size=size, per_page=40)
    for hit in results:
        pieces = [(hit.title, hit.title_highlight)]
        pieces += [(hit.article.body, snippet) for snippet in hit.snippets]
        for text, snippet in pieces:
            end = snippet.start + len(snippet.text)
            assert text[snippet.start : end] == snippet.text
            bare = snippet.html.replace("<mark>", "").replace("</mark>", "")
            assert bare == escape(snippet.text)
            assert bare in escape(text)
            assert MARKED.findall(snippet.html) == [
                escape(snippet.text[start:end]) for start, end in snippet.matches
            ]
        if snippets != "all":
            assert len(hit.snippets) <= snippets
        ends = [(x.start, x.start + len(x.text)) for x in hit.snippets]
        assert all(one[1] <= two[0] for one, two in pairwise(ends))
        assert all(len(x.text) <= size for x in hit.snippets if x.matches)


@given(st.lists(st.sampled_from(PLAIN), min_size=2, max_size=3))
def test_a_phrase_is_marked_as_one_span(archive, phrase):
    """Overlapping occurrences, as of "oil oil", may be one longer span."""
    q = f'"{" ".join(phrase)}"'
    for hit in archive.search(q, snippets="all", per_page=40):
        marked = [
            list(tokenize(snippet.text[start:end]).forms)
            for snippet in (hit.title_highlight, *hit.snippets)
            for start, end in snippet.matches
        ]
        assert marked
        assert all(
            each[: len(phrase)] == phrase == each[-len(phrase) :] for each in marked
        )


def forms_of(hit):
    return {form for x in (hit.title, hit.article.body) for form in tokenize(x).forms}


@given(st.permutations(PLAIN), st.permutations(PLAIN))
def test_a_word_is_marked_only_where_its_clause_took_part(archive, one, other):
    (a, b), (c, d) = one[:2], other[:2]
    q = f'("{a}" AND "{b}") OR ("{c}" AND NOT "{d}")'
    for hit in archive.search(q, snippets="all", per_page=40):
        there = forms_of(hit)
        took_part = {a, b} if {a, b} <= there else set()
        took_part |= {c} if c in there and d not in there else set()
        marked = {
            tokenize(snippet.text[start:end]).forms[0]
            for snippet in (hit.title_highlight, *hit.snippets)
            for start, end in snippet.matches
        }
        assert marked == took_part


@given(queries)
def test_whole_articles_are_marked_as_their_snippets_are(archive, q):
    for hit in archive.search(q, snippets="all", per_page=3):
        whole = archive.highlight(hit.id, q)
        assert whole.title == hit.title_highlight
        in_snippets = {
            (x.start + start, x.start + end)
            for x in hit.snippets
            for start, end in x.matches
        }
        assert in_snippets <= set(whole.body.matches)


@given(queries, st.sampled_from(["relevance", "newest", "oldest"]), st.integers(1, 15))
def test_every_row_is_on_one_page_whichever_way_they_are_turned(
    archive, q, sort, per_page
):
    ask = {"q": q, "sort": sort, "per_page": per_page, "highlight": False}
    page = archive.search(**ask)
    by_cursor = [hit.id for hit in page]
    by_number, number = list(by_cursor), 1
    while page.next:
        page = archive.search(**ask, cursor=page.next)
        number += 1
        by_cursor += [hit.id for hit in page]
        by_number += [hit.id for hit in archive.search(**ask, page=number)]
    assert by_cursor == by_number
    assert len(set(by_cursor)) == len(by_cursor) == page.total
    assert len(archive.search(**ask, page=number + 1)) == 0


@given(queries, st.booleans())
def test_scores_fall_and_their_parts_add_up(archive, q, recent):
    recency = "10000d" if recent else None
    hits = archive.search(q, explain=True, recency=recency, per_page=40).hits
    order = [(-hit.score, hit.id) for hit in hits]
    assert order == sorted(order)
    if not recent:
        for hit in hits:
            assert sum(part.score for part in hit.explanation) == hit.score


@given(queries)
def test_what_a_range_finds_and_leaves_out_is_all_there_is(archive, q):
    """The dates of the articles are a year, a month and a day inside July 2016."""
    every = archive.search(q, per_page=40)
    july = archive.search(q, date_from="2016-07", date_to="2016-07", per_page=40)
    years = sum(hit.article.date_precision == "year" for hit in every)
    undated = sum(hit.published is None for hit in every)
    assert (july.imprecise_excluded, july.undated_excluded) == (years, undated)
    assert july.total + years + undated == every.total


@given(queries)
def test_an_echoed_query_can_be_asked_again(archive, q):
    first = archive.search(q)
    again = archive.search(first.query.q, tz=first.query.tz)
    assert [hit.id for hit in first] == [hit.id for hit in again]
    assert first.query.read_as == again.query.read_as


@pytest.mark.parametrize("q", ["_*", "…*", '"*"', "() !"])
def test_a_wildcard_without_a_letter_finds_nothing(archive, q):
    results = archive.search(q, syntax="lenient")
    assert (results.total, results.query.read_as) == (0, "nothing")
    assert results.query.warnings


@pytest.mark.parametrize("within", [("title",), ("body",), ("body", "title")])
def test_a_field_named_twice_is_searched_once(traps, within):
    once = traps.search("run", within=within)
    twice = traps.search("run", within=[*within, *within])
    assert twice.query.read_as == once.query.read_as
    assert [(hit.id, hit.score) for hit in twice] == [
        (hit.id, hit.score) for hit in once
    ]


def test_a_long_article_does_not_keep_the_others_from_being_shown(traps, monkeypatch):
    """The deadline is for finding: one long article must not fail every search."""
    show = ColumnarEngine.show
    late = []

    def slow(*given):
        late.append(100.0)
        return show(*given)

    monkeypatch.setattr(ColumnarEngine, "show", slow)
    monkeypatch.setattr(
        deadline_module.time, "monotonic", lambda: late[-1] if late else 0.0
    )
    assert traps.search().hits
    assert late
