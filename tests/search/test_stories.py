"""Stories: one hit for all copies of an article, and both totals."""

from __future__ import annotations

import pytest

from broadsheet.search import Archive, ParameterError
from broadsheet.search.stories import Member, story_id, story_key, tell_story

WIRE = (
    "Governments agreed on Tuesday to cap the emissions of heavy lorries from 2030, "
    "ending nine months of talks in which two of them had held out for a later date. "
    "Makers must halve the emissions of new vehicles within five years or pay a fine "
    "for every gram above the limit, which analysts said could cost the two largest "
    "of them up to 1.4 billion euros a year unless they sell twice as many electric "
    "vehicles as they plan. The rules take effect when they have been published."
)


def article(number, source, published, body=WIRE, title="Emissions of lorries"):
    return {
        "id": f"w{number}",
        "title": title,
        "body": body,
        "source": source,
        "published": published,
    }


ARTICLES = [
    article(1, "Reuters", "2016-07-04T09:30:00Z"),
    article(2, "The Herald", "2016-07-05", title="Lorries: emissions capped"),
    article(3, "Skellerby Courier", "2016-07-06", WIRE[:300]),
    article(4, "the herald", None, "EAST HARBOUR - " + WIRE),
    article(5, None, "2016-07-07", WIRE.upper()),
    article(6, "Reuters", "2017-01-02", "Emissions of lorries fell, of cars too."),
    article(7, "AP", "2017-01-03", "Nobody measured the emissions of lorries then."),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The copies stand in two segments."""
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as archive:
        archive.rebuild(ARTICLES[::2])
        archive.add(ARTICLES[1::2])
        yield archive


def test_both_totals_are_told_and_one_hit_for_each_story(archive):
    results = archive.search("emissions", collapse="story", sort="oldest")
    assert [hit.id for hit in results] == ["w1", "w6", "w7"]
    assert (results.total, results.stories) == (7, 3)
    plain = archive.search("emissions", sort="oldest")
    assert (plain.total, plain.stories, len(plain.hits)) == (7, None, 7)
    assert all(hit.story is None for hit in plain)


def test_a_hit_tells_where_else_and_where_first_its_story_is(archive):
    hit, *others = archive.search("emissions", collapse="story", sort="newest")[::-1]
    assert [each.story for each in others] == [None, None]
    assert hit.id == "w5"
    found = hit.story.to_dict()
    assert story_key(found.pop("id")) is not None
    assert found == {
        "copies": 4,
        "sources": ("Reuters", "The Herald", "Skellerby Courier"),
        "first": {"id": "w1", "source": "Reuters", "published": "2016-07-04T09:30:00Z"},
    }


def test_only_what_matches_is_told_of(archive):
    parameters = {"q": "", "collapse": "story", "sort": "oldest"}
    (hit,) = archive.search(**parameters, source="The Herald")
    assert (hit.id, hit.story.copies, hit.story.sources) == ("w2", 1, ())
    (hit, _later) = archive.search(
        **parameters, date_from="2016-07-06", date_to="2017-01-02"
    )
    assert (hit.id, hit.story.copies) == ("w3", 1)
    assert hit.story.first.id == "w3"
    (hit,) = archive.search(**parameters, source="Skellerby Courier")
    assert hit.story is None


def test_a_story_is_searched_by_its_name(archive):
    name = archive.search(collapse="story", sort="oldest")[0].story.id
    results = archive.search("published", story=name, sort="oldest")
    assert [hit.id for hit in results] == ["w1", "w2", "w5", "w4"]
    assert results.query.read_as.endswith(f" AND story={name}")
    assert archive.search(story=name).total == 5
    assert archive.search(story="0" * 16).total == 0
    assert archive.timeline("", story=name).total == 5
    with archive.export("", story=name) as export:
        assert {each.id for each in export} == {"w1", "w2", "w3", "w4", "w5"}
    assert archive.concordance("lorries", story=name).articles == 5


def test_on_no_hits_the_story_is_one_of_the_conditions(archive):
    name = archive.search(collapse="story", sort="oldest")[0].story.id
    found = archive.search("nobody", story=name, collapse="story").no_hits
    assert [(each.clause, each.total) for each in found.clauses] == [
        ("nobody", 1),
        (f"story={name}", 5),
    ]


def test_facets_and_timeline_count_articles(archive):
    asked = {"facet": "source", "interval": "year", "tz": "UTC"}
    plain = archive.search("emissions", **asked)
    found = archive.search("emissions", collapse="story", **asked)
    assert found.facets == plain.facets
    assert found.timeline == plain.timeline


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("q", ["", "emissions OR cars", '"of lorries"'])
def test_pages_and_cursors_give_every_story_once(archive, q, sort):
    asked = {"q": q, "sort": sort, "collapse": "story"}
    whole = archive.search(**asked)
    assert len(whole.hits) == whole.stories == 3
    pages = [archive.search(**asked, per_page=1, page=each) for each in range(1, 5)]
    assert told(hit for page in pages for hit in page) == told(whole)
    page = archive.search(**asked, per_page=1)
    found = list(page)
    while page.next:
        page = archive.search(**asked, per_page=1, cursor=page.next)
        found += page
    assert told(found) == told(whole)


def told(hits):
    return [hit.to_dict() for hit in hits]


def test_a_cursor_of_a_collapsed_search_is_of_no_other(archive):
    cursor = archive.search(collapse="story", per_page=1).next
    with pytest.raises(ParameterError):
        archive.search(per_page=1, cursor=cursor)


def test_an_export_is_of_all_articles(archive):
    with pytest.raises(ParameterError, match="collapse"):
        archive.export("oil", collapse="story")


def test_copies_that_are_deleted_are_not_told_of(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.rebuild(ARTICLES[:3])
        archive.delete(["w1"])
        results = archive.search("emissions", collapse="story", sort="oldest")
        assert (results.total, results.stories) == (2, 1)
        assert results[0].story.first.id == "w2"
        archive.delete(["w2"])
        (hit,) = archive.search("emissions", collapse="story")
        assert hit.story is None


def test_a_story_without_dates_has_no_first():
    members = [Member(1, "a", "X", None), Member(2, "b", "Y", None)]
    assert tell_story(7, 2, members) == (7, 1, ("X",), None)


def test_sources_are_told_from_the_first_to_publish_on():
    members = [
        Member(1, "d", "Late", 9),
        Member(2, "c", "Undated", None),
        Member(3, "b", "Early", 2),
        Member(4, "a", "early", 3),
        Member(5, "e", None, -1),
        Member(6, "f", "Own", 5),
        Member(7, "g", "OWN", 1),
    ]
    story = tell_story(1, 6, members)
    assert story == (1, 6, ("Early", "Late", "Undated"), 5)


def test_names_are_sixteen_digits():
    assert story_id(10) == "000000000000000a"
    assert story_key("000000000000000a") == 10
    assert [story_key(each) for each in ("a", "A" * 16, "", "0x" + "a" * 14)] == [
        None
    ] * 4
