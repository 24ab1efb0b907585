"""Suggestions over HTTP are those of the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from broadsheet.search import Archive


def test_suggestions_are_those_of_the_archive(
    client: FlaskClient, archive: Archive
) -> None:
    answer = client.get("/v1/suggest?q=crude+o&size=3").get_json()
    direct = archive.suggest("crude o", 3)
    assert answer == {
        "q": "crude o",
        "completions": [
            {"q": each.q, "word": each.word, "total": each.total}
            for each in direct.completions
        ],
        "titles": [],
        "revision": archive.revision,
    }
    assert answer["completions"][0]["q"] == "crude oil"


def test_titles_are_suggested_with_the_id_of_their_article(client: FlaskClient) -> None:
    titles = client.get("/v1/suggest?q=oil+with").get_json()["titles"]
    assert titles == [{"id": "n9", "title": "Oil without a date", "published": None}]


@pytest.mark.parametrize("q", ["", "%20", "%22", "(", "%00", "!!", "*", "x" * 3_000])
def test_what_cannot_go_on_has_no_suggestions(client: FlaskClient, q: str) -> None:
    answer = client.get(f"/v1/suggest?q={q}").get_json()
    assert (answer["completions"], answer["titles"]) == ([], [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("q=oil&sise=3", "unknown_parameter"),
        ("q=oil&q=gas", "repeated_parameter"),
        ("q=oil&size=0", "invalid_parameter"),
        ("q=oil&size=21", "invalid_parameter"),
        ("q=oil&size=x", "invalid_parameter"),
        ("q=%FF", "invalid_encoding"),
    ],
)
def test_what_cannot_be_asked_is_told(
    client: FlaskClient, assert_problem: Any, query: str, code: str
) -> None:
    assert_problem(client.get(f"/v1/suggest?{query}"), 400, code)


def test_suggestions_are_kept_until_the_archive_changes(client: FlaskClient) -> None:
    tag = client.get("/v1/suggest?q=oil").headers["ETag"]
    again = client.get("/v1/suggest?q=oil", headers={"If-None-Match": tag})
    other = client.get("/v1/suggest?q=oi", headers={"If-None-Match": tag})
    assert (again.status_code, other.status_code) == (304, 200)


def test_a_search_that_finds_nothing_tells_what_would(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=crude+oli&source=Reuters").get_json()
    assert answer["did_you_mean"]["q"] == "crude oil"
    assert answer["no_hits"]["complete"] is True
    assert answer["no_hits"]["clauses"][1] == {
        "clause": "oli",
        "parameters": ["q"],
        "at": [6, 9],
        "total": 0,
    }
    nearest = answer["no_hits"]["nearest"]
    assert (nearest["q"], nearest["left_out"]) == ("crude", ["oli"])


def test_a_search_that_finds_enough_tells_no_more(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=oil").get_json()
    assert (answer["did_you_mean"], answer["no_hits"]) == (None, None)
    timeline = client.get("/v1/timeline?q=oli").get_json()
    assert not {"did_you_mean", "no_hits"} & set(timeline)
