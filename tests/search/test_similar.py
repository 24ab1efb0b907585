"""Similar articles share the words that tell an article from others."""

from __future__ import annotations

import random

import pytest

from broadsheet.index import ArchiveSettings
from broadsheet.search import Archive, ArticleNotFoundError, ParameterError

FILLER = ["the", "town", "said", "year", "people", "council", "week", "new"]
TOPICS = {
    "harbour": ["harbour", "dredging", "trawlers", "quay", "lighthouse"],
    "school": ["school", "pupils", "teacher", "classroom", "timetable"],
    "orchard": ["orchard", "apples", "cider", "harvest", "grafting"],
}


def make_article(rng, topic, number):
    words = rng.choices(FILLER, k=60) + rng.choices(TOPICS[topic], k=12)
    rng.shuffle(words)
    return {
        "id": f"{topic}{number}",
        "title": f"{rng.choice(TOPICS[topic]).title()} {rng.choice(FILLER)}",
        "body": " ".join(words),
        "source": "Reuters" if number % 2 else "AP",
        "published": f"20{10 + number}-01-01",
        "language": "en",
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    rng = random.Random(5)
    settings = ArchiveSettings(language="en")
    path = tmp_path_factory.mktemp("similar")
    with Archive.open(path, create=True, settings=settings) as archive:
        for topic in TOPICS:
            archive.add([make_article(rng, topic, number) for number in range(8)])
        archive.add(
            [
                {"id": "empty"},
                {"id": "alone", "body": "xylophones, 1987 and 3.5%"},
                {"id": "who", "title": "WHO WARNS", "body": "The WHO warned the US."},
                {"id": "who2", "body": "The WHO of the US warns again."},
                {"id": "gone", "body": "harbour dredging trawlers quay"},
                {"id": "forms", "body": "A lighthouses keeper taught at schools."},
            ]
        )
        archive.delete(["gone"])
        yield archive


def ids(found):
    return [each.hit.id for each in found.hits]


@pytest.mark.parametrize("topic", TOPICS)
def test_articles_of_the_same_matter_are_the_most_similar(archive, topic):
    found = archive.similar(f"{topic}3", size=7)
    others = [f"{topic}{number}" for number in range(8) if number != 3]
    assert sorted(ids(found)) == others
    scores = [each.hit.score for each in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert {word.lower() for word in found.words[:5]} <= {
        *TOPICS[topic],
        *(f"{word}s" for word in TOPICS[topic]),
    }


def test_each_says_by_which_words_it_is_similar(archive):
    found = archive.similar("harbour3")
    for each in found.hits:
        assert each.words
        assert set(each.words) <= set(found.words)
        held = archive.search(" OR ".join(each.words), per_page=100)
        assert each.hit.id in [hit.id for hit in held]


def test_an_article_is_not_similar_to_itself(archive):
    for article_id in ("harbour3", "who", "forms"):
        assert article_id not in ids(archive.similar(article_id, size=100))


def test_inflections_are_one_word(archive):
    found = archive.similar("forms")
    assert [word for word in found.words if "light" in word] == ["lighthouses"]
    assert any("lighthouses" in each.words for each in found.hits)


def test_acronyms_are_told_from_words(archive):
    found = archive.similar("who2")
    assert ids(found)[0] == "who"
    assert {"WHO", "US"} <= set(found.words)


@pytest.mark.parametrize("article_id", ["empty", "alone"])
def test_what_has_no_word_in_common_has_nothing_similar(archive, article_id):
    found = archive.similar(article_id)
    assert "xylophones" not in found.words
    assert not [each for each in found.hits if each.words == ()]
    if article_id == "empty":
        assert (found.words, found.hits) == ((), ())


def test_filters_and_dates_narrow_what_is_given(archive):
    found = archive.similar("harbour3", size=7, source="AP")
    assert all(each.hit.article.source == "AP" for each in found.hits)
    assert ids(found)[:4] == [
        each
        for each in ids(archive.similar("harbour3", size=7))
        if int(each[-1]) % 2 == 0
    ]
    recent = archive.similar("harbour3", date_from="2014", exclude={"source": "AP"})
    assert {each.hit.published[:4] for each in recent.hits} == {"2015", "2017"}
    assert archive.similar("harbour3", undated="only").hits[0].hit.id == "forms"


@pytest.mark.parametrize("size", [1, 5])
def test_no_more_are_given_than_asked_for(archive, size):
    assert len(archive.similar("harbour3", size).hits) == size


@pytest.mark.parametrize(
    "asked", [{"size": 0}, {"size": 101}, {"page": 2}, {"source": 3}, {"facet": "tag"}]
)
def test_what_cannot_be_asked_is_refused(archive, asked):
    with pytest.raises(ParameterError):
        archive.similar("harbour3", **asked)


@pytest.mark.parametrize("article_id", ["gone", "nope", ""])
def test_an_unknown_article_is_told(archive, article_id):
    with pytest.raises(ArticleNotFoundError):
        archive.similar(article_id)
