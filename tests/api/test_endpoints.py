"""The JSON addresses answer what the archive answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


def _settled(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs between two answers to the same request."""
    query = {name: answer["query"][name] for name in answer["query"] if name != "clock"}
    left_out = ("took_ms", "next", "next_cursor")
    return {k: v for k, v in answer.items() if k not in left_out} | {"query": query}


def test_search_answers_the_results_of_the_archive(
    client: FlaskClient, archive: Archive
) -> None:
    response = client.get("/v1/search?q=crude+oil&per_page=2&facet=source&interval=day")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    direct = archive.search(
        "crude oil", per_page=2, facet=("source",), interval="day"
    ).to_dict()
    answer = response.get_json()
    assert answer["total"] > 2
    as_json = json.loads(json.dumps(direct))
    assert _settled(answer) == _settled(as_json) | {"previous": None}


def test_every_article_is_found_by_the_empty_query(
    client: FlaskClient, archive: Archive
) -> None:
    answer = client.get("/v1/search").get_json()
    assert answer["total"] == archive.ready().articles


def test_no_hits_are_an_answer(client: FlaskClient) -> None:
    response = client.get("/v1/search?q=zzzzzz")
    assert response.status_code == 200
    assert response.get_json()["results"] == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": '"crude oil"', "per_page": 3, "page": 2},
        {"q": "oil", "source": ["Reuters", "AP, New York"], "facet": ["source"]},
        {"q": "oil", "exclude.source": ["Reuters"], "explain": True},
        {"q": "oil", "highlight": False, "fields": ["title", "published"]},
        {"q": "oil", "snippets": "all", "snippet_size": 60, "sort": "oldest"},
        {
            "q": "oil",
            "date_from": "1987-03-02",
            "date_to": "1987-03",
            "tz": "Asia/Tokyo",
        },
        {"q": "(oil", "syntax": "lenient", "op": "or", "within": ["title"]},
        {"q": "oil", "undated": "only", "stem": "none"},
        {"q": "oil", "collapse": "story"},
    ],
)
def test_a_post_is_answered_as_the_get_of_the_same_names(
    client: FlaskClient, parameters: dict[str, Any]
) -> None:
    in_url = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in parameters.items()
    }
    got = client.get("/v1/search", query_string=in_url)
    posted = client.post("/v1/search", json=parameters)
    assert got.status_code == posted.status_code == 200, got.text
    assert _settled(got.get_json()) == _settled(posted.get_json())
    assert got.get_json()["results"]


def test_an_excluded_filter_may_be_an_object_in_a_body(client: FlaskClient) -> None:
    nested = client.post("/v1/search", json={"exclude": {"source": "Reuters"}})
    dotted = client.post("/v1/search", json={"exclude.source": ["Reuters"]})
    assert _settled(nested.get_json()) == _settled(dotted.get_json())
    assert "Reuters" not in {hit["source"] for hit in nested.get_json()["results"]}


def test_null_in_a_body_is_as_if_left_out(client: FlaskClient) -> None:
    given = client.post(
        "/v1/search", json={"q": "oil", "date_from": None, "page": None}
    )
    plain = client.post("/v1/search", json={"q": "oil"})
    assert _settled(given.get_json()) == _settled(plain.get_json())


def test_following_next_gives_every_article_once(
    client: FlaskClient, archive: Archive
) -> None:
    url, seen = "/v1/search?per_page=7&sort=newest&highlight=false", []
    while url:
        answer = client.get(url).get_json()
        seen += [hit["id"] for hit in answer["results"]]
        url = answer["next"]
    assert len(seen) == len(set(seen)) == archive.ready().articles


def test_previous_leads_back(client: FlaskClient) -> None:
    first = client.get("/v1/search?q=oil&per_page=2").get_json()
    second = client.get("/v1/search?q=oil&per_page=2&page=2").get_json()
    back = client.get(second["previous"]).get_json()
    assert first["previous"] is None
    assert back["results"] == first["results"] != second["results"]


def test_the_links_of_the_body_stand_in_the_link_header(client: FlaskClient) -> None:
    response = client.get("/v1/search?q=oil&per_page=2&page=2")
    answer = response.get_json()
    assert answer["next"]
    assert response.headers["Link"] == (
        f'<{answer["next"]}>; rel="next", <{answer["previous"]}>; rel="prev", '
        '</v1/search?q=oil&per_page=2>; rel="first"'
    )


def test_a_page_past_the_end_is_empty(client: FlaskClient) -> None:
    answer = client.get("/v1/search?q=oil&page=99999").get_json()
    assert answer["results"] == []
    assert answer["total"] > 0
    assert answer["next"] is None
    last = client.get(answer["previous"]).get_json()
    assert last["results"]
    assert last["next"] is None


def test_the_timeline_tells_hits_beside_all_articles(
    client: FlaskClient, archive: Archive
) -> None:
    answer = client.get("/v1/timeline?q=oil&interval=month").get_json()
    direct = archive.timeline("oil", interval="month").timeline
    assert direct is not None
    assert answer["timeline"] == direct.to_dict()
    assert "results" not in answer
    assert client.get("/v1/timeline?q=oil").get_json()["timeline"]["buckets"]
    posted = client.post("/v1/timeline", json={"q": "oil", "interval": "month"})
    assert posted.get_json()["timeline"] == answer["timeline"]


def test_an_article_is_answered_whole(
    client: FlaskClient, archive: Archive, articles: list[dict[str, Any]]
) -> None:
    answer = client.get("/v1/articles/n12").get_json()
    stored = articles[11]
    for name in ("id", "title", "body", "published", "source", "authors", "url"):
        assert answer[name] == stored[name]
    assert answer["date_precision"] == "minute"
    assert answer["extra"] == {"big": str(2**80)}
    assert answer["revision"] == archive.revision


def test_an_unknown_article_is_told(client: FlaskClient, assert_problem: Any) -> None:
    for url in ("/v1/articles/nope", "/v1/articles?id=nope", "/v1/articles/%00%0A"):
        assert_problem(client.get(url), 404, "article_not_found")
    assert_problem(client.get(f"/v1/articles/{'x' * 5000}"), 404, "article_not_found")


def test_health_asks_nothing_of_the_archive(
    failing_client: Callable[[Exception], FlaskClient],
) -> None:
    response = failing_client(RuntimeError("broken")).get("/health")
    assert response.get_json() == {"status": "ok"}
    assert response.headers["Cache-Control"] == "no-store"


def test_ready_tells_what_is_served(client: FlaskClient, archive: Archive) -> None:
    ready = archive.ready()
    assert client.get("/ready").get_json() == {
        "status": "ready",
        "revision": ready.revision,
        "articles": ready.articles,
        "damage": [],
    }
