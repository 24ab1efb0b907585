"""The list of fields counts what articles have, and says what can be done."""

from __future__ import annotations

from dataclasses import fields

import pytest

from broadsheet.search import FILTERS, Archive, Article

ARTICLES = [
    {"id": "1", "title": "Oil", "body": "rose", "published": "1987", "tags": ["a"]},
    {"id": "2", "title": "!?", "body": "fell", "authors": ["Lee", "Bo"]},
    {"id": "3", "body": "stood", "source": "AP", "language": "en", "url": "x"},
    {"id": "4", "title": "Deleted", "source": "AP"},
]


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    with Archive.open(tmp_path_factory.mktemp("archive"), create=True) as archive:
        archive.add(ARTICLES[:2])
        archive.add(ARTICLES[2:])
        archive.delete(["4"])
        yield archive.fields()


def test_every_field_of_an_article_is_listed(listed):
    assert [each.name for each in listed.fields] == [
        each.name for each in fields(Article)
    ]


def test_articles_that_have_a_field_are_counted(listed):
    assert listed.articles == 3
    assert {each.name: each.articles for each in listed.fields} == {
        "id": 3,
        "title": 1,
        "body": 3,
        "published": 1,
        "date_precision": 1,
        "date_source": 3,
        "updated": None,
        "authors": 1,
        "source": 1,
        "section": 0,
        "tags": 1,
        "language": 1,
        "url": None,
        "extra": None,
    }


def test_what_can_be_done_with_a_field_can_be_done(listed, tmp_path):
    filters = [each.filter for each in listed.fields if each.filter]
    assert sorted(filters) == sorted(FILTERS)
    with Archive.open(tmp_path / "archive", create=True) as archive:
        for each in listed.fields:
            if each.query:
                value = "1987" if each.query == "date" else "x"
                archive.search(f"{each.query}:{value}")


def test_the_json_has_the_share_of_all(listed):
    told = {each["name"]: each for each in listed.to_dict()["fields"]}
    assert told["authors"] == {
        "name": "authors",
        "type": "texts",
        "query": "author",
        "filter": "author",
        "searchable": True,
        "facetable": True,
        "sortable": False,
        "articles": 1,
        "coverage": 1 / 3,
    }
    assert told["url"]["coverage"] is None
    assert told["url"]["searchable"] is told["url"]["facetable"] is False


def test_an_empty_archive_has_fields_too(tmp_path):
    with Archive.open(tmp_path / "archive", create=True) as archive:
        told = archive.fields().to_dict()
    assert told["articles"] == 0
    assert {each["coverage"] for each in told["fields"]} == {0.0, None}
