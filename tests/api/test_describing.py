"""Fields and readings over HTTP are the archive's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from broadsheet.search import Archive


def test_fields_are_those_of_the_archive(client: FlaskClient, archive: Archive) -> None:
    response = client.get("/v1/fields")
    assert response.get_json() == archive.fields().to_dict()
    headers = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/v1/fields", headers=headers).status_code == 304


def test_fields_take_no_parameter(client: FlaskClient, assert_problem: Any) -> None:
    assert_problem(client.get("/v1/fields?q=oil"), 400, "unknown_parameter")


def test_a_reading_is_that_of_the_archive(
    client: FlaskClient, archive: Archive
) -> None:
    got = client.get("/v1/query/parse?q=oil+-rates&source=AP&op=or")
    posted = client.post(
        "/v1/query/parse", json={"q": "oil -rates", "source": "AP", "op": "or"}
    )
    direct = archive.read_query("oil -rates", source="AP", op="or").to_dict()
    for answer in (got.get_json(), posted.get_json(), direct):
        answer["query"].pop("clock")
    assert got.get_json()["tree"] == direct["tree"]
    expected = json.loads(json.dumps(direct))
    assert got.get_json() | {"query": expected["query"]} == expected
    assert posted.get_json() == got.get_json() | {"query": posted.get_json()["query"]}


def test_a_query_that_cannot_be_read_is_a_problem_unless_lenient(
    client: FlaskClient, assert_problem: Any
) -> None:
    problem = assert_problem(client.get("/v1/query/parse?q=(oil"), 400, "invalid_query")
    assert problem["errors"][0]["suggestion"] == "oil"
    repaired = client.get("/v1/query/parse?q=(oil&syntax=lenient").get_json()
    assert repaired["canonical"] == "oil"
    assert repaired["query"]["warnings"][0]["code"] == "unbalanced_parenthesis"


def test_what_is_not_of_the_question_is_refused(
    client: FlaskClient, assert_problem: Any
) -> None:
    assert_problem(client.get("/v1/query/parse?page=2"), 400, "unknown_parameter")
