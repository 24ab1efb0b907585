"""Similar articles over HTTP are those of the archive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from broadsheet.search import Archive


def test_similar_articles_are_those_of_the_archive(
    client: FlaskClient, archive: Archive
) -> None:
    answer = client.get("/v1/similar?id=n1&size=3&source=Reuters").get_json()
    direct = archive.similar("n1", 3, source="Reuters").to_dict()
    as_json = json.loads(json.dumps(direct))
    assert len(answer["results"]) == 3
    assert "n1" not in [hit["id"] for hit in answer["results"]]
    assert answer | {"took_ms": 0} == as_json | {"took_ms": 0}


def test_filters_dates_and_fields_are_those_of_a_search(client: FlaskClient) -> None:
    url = "/v1/similar?id=n1&date_from=1987-03-04&exclude.source=Reuters&fields=title"
    hits = client.get(url).get_json()["results"]
    assert {"n4", "n6"} <= {hit["id"] for hit in hits}
    assert all(set(hit) == {"id", "title", "score", "words"} for hit in hits)


def test_an_id_that_is_awkward_in_a_path_is_a_parameter(client: FlaskClient) -> None:
    answer = client.get("/v1/similar", query_string={"id": "../x"})
    assert answer.get_json()["id"] == "../x"


def test_an_unknown_article_is_told(client: FlaskClient, assert_problem: Any) -> None:
    assert_problem(client.get("/v1/similar?id=nope"), 404, "article_not_found")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "invalid_parameter"),
        ("?id=n1&size=0", "invalid_parameter"),
        ("?id=n1&size=x", "invalid_parameter"),
        ("?id=n1&q=oil", "unknown_parameter"),
        ("?id=n1&date_from=yesterday", "invalid_parameter"),
        ("?id=n1&id=n2", "repeated_parameter"),
    ],
)
def test_what_cannot_be_asked_is_told(
    client: FlaskClient, assert_problem: Any, query: str, code: str
) -> None:
    assert_problem(client.get(f"/v1/similar{query}"), 400, code)


def test_an_answer_is_kept_until_the_archive_changes(client: FlaskClient) -> None:
    tag = client.get("/v1/similar?id=n1").headers["ETag"]
    kept = {"If-None-Match": tag}
    assert client.get("/v1/similar?id=n1", headers=kept).status_code == 304
    assert client.get("/v1/similar?id=n2", headers=kept).status_code == 200
    assert "ETag" not in client.get("/v1/similar?id=n1&since=1d").headers
