"""A correction is a query that finds more than the one that was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index import ArchiveSettings
from broadsheet.search import Archive
from broadsheet.search.query import parse

COMMON = [
    {
        "id": f"c{number}",
        "title": "Harbour wall raised",
        "body": "The president of the government spoke of crude oil prices. "
        "A newspaper in the data centre told of a well-known harbour; Gorbachev came. "
        "O’Brien, हिन्दी.",
        "authors": ["Ann Amadi"],
        "section": "Harbour News",
        "source": "Reuters",
        "language": "en",
        "published": "2016-07-04",
    }
    for number in range(60)
]
RARE = [
    {"id": "r1", "title": "presidnet", "body": "A slip: goverment and harbuor."},
    {"id": "r2", "body": "database and 1987"},
    {"id": "gone", "body": "xylophone"},
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    settings = ArchiveSettings(language="en")
    path = tmp_path_factory.mktemp("corrections")
    with Archive.open(path, create=True, settings=settings) as archive:
        archive.add([*COMMON, *RARE])
        archive.delete(["gone"])
        yield archive


@pytest.mark.parametrize(
    ("q", "corrected"),
    [
        ("prezident", "president"),
        ("presidnet", "president"),
        ("persident", "president"),
        ("oli", "oil"),
        ("O.L.I.", "oil"),
        ("crude oli", "crude oil"),
        ("goverment presidnt", "government president"),
        ('"crude oli prices"', '"crude oil prices"'),
        ('"crude oli prcies"', '"crude oil prices"'),
        ('"crude prcies"~3', '"crude prices"~3'),
        ("title:harbuor", "title:harbour"),
        ("author:amady", "author:amadi"),
        ('author:"Ann Amady"', 'author:"Ann Amadi"'),
        ("section:harbor", "section:harbour"),
        ("prezident -oil OR harbuor", "president -oil OR harbour"),
        ("oil AND prezident AND date:2016", "oil AND president AND date:2016"),
        ("+prezident^2 (oil OR gas)", "+president^2 (oil OR gas)"),
        ("well-knwon", "well-known"),
        ("Gorbachov", "Gorbachev"),
        ("GORBACHOV", "GORBACHEV"),
        ("O'Brein", "O'brien"),
        ("हिन्दि", "हिन्दी"),
        ("harbourwall", '"harbour wall"'),
        ('"raised harbourwall"', None),
        ("news paper", "newspaper"),
        ("told news paper", "told newspaper"),
        ('"a news paper"', '"a newspaper"'),
        ("crude (news paper)", "crude newspaper"),
    ],
)
def test_what_is_hardly_there_is_corrected(archive, q, corrected):
    found = archive.search(q).did_you_mean
    assert (found and found.q) == corrected
    if found:
        assert found.total == archive.search(found.q).total == 60


@pytest.mark.parametrize(
    "q",
    [
        "",
        "oil",
        "oil OR prezident",
        "president -harbuor",
        "-prezident",
        "xylophon",
        "1978",
        "zz",
        "database",
        "wort*",
        "oil~",
        "id:c99",
        "lang:em",
        "date:1900",
        "zzzzzzzzzz",
    ],
)
def test_where_nothing_is_wrong_or_nothing_helps_nothing_is_said(archive, q):
    assert archive.search(q).did_you_mean is None


def test_all_else_that_was_asked_counts(archive):
    ask = {"q": "prezident", "source": "Reuters", "date_from": "2016"}
    assert archive.search(**ask).did_you_mean.total == 60
    assert archive.search(**ask | {"source": "AP"}).did_you_mean is None
    assert archive.search("harbuor", within="title").did_you_mean.q == "harbour"
    assert archive.search("newspapre", within="title").did_you_mean is None
    alternatives = archive.search("prezident zzzz", op="or").did_you_mean
    assert (alternatives.q, alternatives.total) == ("president zzzz", 60)


def test_a_field_that_is_named_several_times_counts_once(archive):
    once = archive.search("presidnet", within=["title", "body"])
    several = archive.search("presidnet", within=["title", "body", "title", "body"])
    assert several.did_you_mean == once.did_you_mean
    assert several.did_you_mean is not None


def test_a_query_that_is_repaired_is_corrected_too(archive):
    found = archive.search('(crude "oli', syntax="lenient").did_you_mean
    assert found.q == 'crude "oil"'


WORDS = ["harbour", "wall", "crude", "oil", "prices", "newspaper", "data", "centre"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.data())
def test_a_correction_finds_more_and_is_read_strictly(archive, words, data):
    letters = list(" ".join(words))
    place = data.draw(st.integers(0, len(letters) - 1))
    letters[place : place + 1] = data.draw(st.text('aeiorst "-:*', max_size=2))
    results = archive.search("".join(letters), syntax="lenient")
    found = results.did_you_mean
    if found is not None:
        parse(found.q)
        assert archive.search(found.q).total == found.total > results.total


def test_nothing_is_worked_out_where_enough_is_found(archive, monkeypatch):
    def fail(*_):
        raise AssertionError

    monkeypatch.setattr("broadsheet.search.advice.correct", fail)
    monkeypatch.setattr("broadsheet.search.advice.explain_no_hits", fail)
    assert archive.search("oil").did_you_mean is None
    assert archive.timeline("prezident").did_you_mean is None
    # Nor before anybody asks.
    assert archive.search("prezident").total == 0
