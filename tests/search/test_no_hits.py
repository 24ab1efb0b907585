"""Where nothing is found, it is told why, and what does find something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import ArchiveSettings
from broadsheet.search import Archive
from broadsheet.search import deadline as deadline_module
from broadsheet.search.query import parse

ARTICLES = [
    {"id": "1", "title": "Oil and gas", "body": "crude storm", "published": "2016"},
    {"id": "2", "title": "Oil", "body": "storm at sea", "source": "AP"},
    {"id": "3", "title": "Gas", "body": "spill of oil", "source": "Reuters"},
    {"id": "4", "title": "Sea", "body": "calm", "tags": ["weather"]},
    {"id": "5", "title": "Sea", "body": "calm coal", "published": "2017"},
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    settings = ArchiveSettings(language="en")
    path = tmp_path_factory.mktemp("no_hits")
    with Archive.open(path, create=True, settings=settings) as archive:
        archive.add(ARTICLES)
        yield archive


def clauses(results):
    return [(each.clause, each.at, each.total) for each in results.no_hits.clauses]


def test_each_clause_is_counted_by_itself(archive):
    results = archive.search(
        'oil zzz -"storm at" (sea OR coal)',
        source=["AP", "Reuters"],
        exclude={"tag": "weather"},
        date_from="2016",
        date_to="2017",
    )
    assert clauses(results) == [
        ("oil", (0, 3), 3),
        ("zzz", (4, 7), 0),
        ('-"storm at"', (8, 19), 4),
        ("sea OR coal", (20, 33), 3),
        ("source=AP OR source=Reuters", None, 2),
        ("NOT tag=weather", None, 4),
        ("date_from=2016 date_to=2017", None, 2),
    ]
    assert [each.parameters for each in results.no_hits.clauses][3:] == [
        ("q",),
        ("source",),
        ("exclude.tag",),
        ("date_from", "date_to"),
    ]
    assert results.no_hits.is_complete


@pytest.mark.parametrize(
    ("ask", "q", "left_out", "total"),
    [
        ({"q": "oil zzz"}, "oil", ["zzz"], 3),
        ({"q": "zzz storm oil"}, "storm oil", ["zzz"], 2),
        ({"q": "oil AND zzz AND gas"}, "oil AND gas", ["zzz"], 2),
        ({"q": "oil calm"}, "oil", ["calm"], 3),
        ({"q": "sea oil calm"}, "sea calm", ["oil"], 2),
        ({"q": "oil calm spill"}, "oil spill", ["calm"], 1),
        ({"q": "storm spill crude"}, "storm crude", ["spill"], 1),
        ({"q": "oil -storm -spill -gas"}, "oil -spill -gas", ["-storm"], 1),
        ({"q": "coal", "source": "AP"}, "coal", ["source=AP"], 1),
        ({"q": "coal", "since": "1d"}, "coal", ["since=1d"], 1),
        ({"q": "calm", "undated": "only", "tag": "x"}, "calm", ["tag=x"], 1),
        ({"q": "coal date:2016"}, "coal", ["date:2016"], 1),
        ({"q": "crude date:2017"}, "crude", ["date:2017"], 1),
        ({"q": "source:AP calm"}, "calm", ["source:AP"], 2),
        ({"q": "oil (sea zzz)"}, "oil sea", ["zzz"], 1),
        ({"q": "title:storm oil"}, "oil", ["title:storm"], 3),
        ({"q": "", "source": "AP", "tag": "weather"}, "", ["tag=weather"], 1),
        ({"q": "(oil zzz", "syntax": "lenient"}, "oil", ["zzz"], 3),
    ],
)
def test_as_little_as_can_be_is_left_out(archive, ask, q, left_out, total):
    nearest = archive.search(**ask).no_hits.nearest
    assert (nearest.q, list(nearest.left_out)) == (q, left_out)
    assert nearest.total == archive.answer(nearest.request).total == total


@pytest.mark.parametrize(
    "q", ["zzz", "zzz OR yyy", "zzz -oil", "title:zzz", "zzz yyy", "!?", "-++"]
)
def test_without_what_is_looked_for_there_is_no_nearest_search(archive, q):
    results = archive.search(q, source="AP", syntax="lenient")
    assert results.no_hits.nearest is None
    assert results.no_hits.is_complete


def test_words_of_a_phrase_are_nearer_than_no_phrase(archive):
    nearest = archive.search('sea "storm oil"').no_hits.nearest
    assert (nearest.q, nearest.unquoted) == ("sea storm oil", ('"storm oil"',))
    assert (nearest.left_out, nearest.total) == ((), 1)
    scoped = archive.search('title:"gas oil"').no_hits.nearest
    assert (scoped.q, scoped.total) == ("title:gas title:oil", 1)
    assert archive.search('oil "storm zzz"').no_hits.nearest.left_out == (
        '"storm zzz"',
    )


def test_alternatives_are_one_clause(archive):
    results = archive.search("zzz yyy", op="or")
    assert clauses(results) == [("zzz yyy", (0, 7), 0)]
    assert archive.search('"storm oil"', op="or").no_hits.nearest.q == "storm AND oil"


def test_a_search_with_hits_has_no_explanation(archive):
    assert archive.search("oil").no_hits is None
    assert archive.search("oil", page=99).no_hits is None
    assert archive.search("oil").to_dict()["no_hits"] is None


def test_what_is_not_found_out_in_time_is_left_out_and_told(archive, monkeypatch):
    looked = []

    def late():
        looked.append(0)
        return max(0.0, len(looked) - 30.0)

    monkeypatch.setattr(deadline_module.time, "monotonic", late)
    results = archive.search("oil zzz gas storm calm spill coal crude")
    assert results.total == 0
    assert not results.no_hits.is_complete
    assert results.no_hits.nearest is None
    assert results.to_dict()["no_hits"]["complete"] is False


WORDS = ["oil", "gas", "storm", "zzz", '"storm oil"', "-calm", "title:sea", "date:2016"]


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    st.sampled_from([" ", " AND ", " OR "]),
    st.sampled_from(["and", "or"]),
    st.sampled_from([{}, {"source": "AP"}, {"undated": "only"}, {"tag": "zzz"}]),
)
def test_the_nearest_search_finds_what_it_says(archive, words, between, op, ask):
    results = archive.search(between.join(words), op=op, **ask)
    if results.total:
        assert results.no_hits is None
        return
    nearest = results.no_hits.nearest
    assert any(each.total == 0 for each in results.no_hits.clauses) or (
        len(results.no_hits.clauses) > 1
    )
    if nearest is not None:
        parse(nearest.q)
        assert archive.answer(nearest.request).total == nearest.total > 0
        assert nearest.left_out or nearest.unquoted


def test_many_clauses_are_left_out_too(archive):
    words = [f"zzz{number}" for number in range(30)]
    words += ["oil", "gas", "storm", "sea", "calm", "coal", "crude", "spill", "weather"]
    nearest = archive.search(" ".join(words)).no_hits.nearest
    assert nearest.total == archive.search(nearest.q).total > 0
    assert "oil" in nearest.q


def test_a_phrase_of_too_many_words_for_a_query_is_left_in_its_quotes(archive):
    phrase = f'"{"sea oil " * 40}"'
    assert archive.search(phrase).no_hits.nearest is None
    assert archive.search(f"storm {phrase}").no_hits.nearest.q == "storm"
