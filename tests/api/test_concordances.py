"""A concordance over HTTP is the archive's, in pages or as a file."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.search import Archive, ExportText, Limits, export_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


def _timeless(answer: dict[str, Any]) -> dict[str, Any]:
    query = {k: v for k, v in answer["query"].items() if k != "clock"}
    return answer | {"query": query}


def test_a_page_is_that_of_the_archive(client: FlaskClient, archive: Archive) -> None:
    answer = client.get(
        "/v1/concordance?q=crude&sort=right&context=20&per_page=2&page=2&source=Reuters"
    ).get_json()
    direct = archive.concordance(
        "crude", sort="right", context=20, per_page=2, page=2, source="Reuters"
    )
    links = {name: answer.pop(name) for name in ("next", "previous")}
    assert _timeless(answer) == _timeless(json.loads(json.dumps(direct.to_dict())))
    assert len(direct) == 2
    assert links == {
        "next": "/v1/concordance?q=crude&source=Reuters&sort=right&context=20"
        "&per_page=2&page=3",
        "previous": "/v1/concordance?q=crude&source=Reuters&sort=right&context=20"
        "&per_page=2",
    }


def test_following_next_gives_every_line_once(
    client: FlaskClient, archive: Archive
) -> None:
    url, lines = "/v1/concordance?q=oil&per_page=4&sort=left", []
    while url:
        response = client.get(url)
        answer = response.get_json()
        lines += answer["lines"]
        assert 'rel="first"' in response.headers["Link"]
        url = answer["next"]
    with archive.export_concordance("oil", sort="left") as export:
        assert lines == list(export.records())
    assert len(lines) == answer["total"] > 10


@pytest.mark.parametrize("name", ["ndjson", "csv"])
def test_a_file_has_every_line(
    client: FlaskClient, archive: Archive, name: str
) -> None:
    got = client.get(f"/v1/concordance?q=oil&sort=left&format={name}")
    with archive.export_concordance("oil", sort="left") as export:
        assert got.data == b"".join(ExportText(export, export_format(name)))
    assert got.headers["Content-Disposition"] == (
        f'attachment; filename="concordance-{archive.revision}.{name}"'
    )


def test_hostile_text_stays_in_its_place(
    client: FlaskClient, articles: list[dict[str, Any]]
) -> None:
    got = client.get("/v1/concordance?q=quoted+id:n8&context=500&format=csv").text
    header, row, _end = csv.reader(io.StringIO(got, newline=""))
    line = dict(zip(header, row, strict=True))
    assert line["title"] == articles[7]["title"]
    assert line["left"] + line["keyword"] + line["right"] == articles[7]["body"]
    as_json = client.get("/v1/concordance?q=quoted+id:n8&context=500")
    assert as_json.mimetype == "application/json"
    assert as_json.get_json()["lines"][0]["right"] == line["right"]


def test_a_post_is_answered_as_the_get_of_the_same_names(client: FlaskClient) -> None:
    got = client.get("/v1/concordance?q=oil&exclude.source=Reuters&per_page=2")
    asked = {"q": "oil", "exclude": {"source": "Reuters"}, "per_page": 2}
    posted = client.post("/v1/concordance", json=asked)
    assert _timeless(got.get_json()) == _timeless(posted.get_json())


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("", "invalid_parameter", "q"),
        ("q=source:reuters", "invalid_parameter", "q"),
        ("q=oil&cursor=x", "unknown_parameter", "cursor"),
        ("q=oil&format=xml", "invalid_parameter", "format"),
        ("q=oil&sort=newest", "invalid_parameter", "sort"),
        ("q=oil&context=1", "invalid_parameter", "context"),
        ("q=oil&format=csv&page=2", "invalid_parameter", "page"),
        ("q=oil&format=csv&per_page=2", "invalid_parameter", "per_page"),
        ("q=(oil", "invalid_query", "q"),
    ],
)
def test_what_cannot_be_used_is_a_problem(
    client: FlaskClient, assert_problem: Any, query: str, code: str, parameter: str
) -> None:
    problem = assert_problem(client.get(f"/v1/concordance?{query}"), 400, code)
    assert problem["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("form", ["json", "csv"])
def test_too_many_places_are_a_problem(
    tmp_path: Any,
    make_client: Callable[..., FlaskClient],
    assert_problem: Any,
    form: str,
) -> None:
    limits = Limits(occurrences=3)
    with Archive.open(tmp_path / "archive", create=True, limits=limits) as archive:
        archive.add([{"id": "1", "body": "oil " * 4}])
        got = make_client(archive).get(f"/v1/concordance?q=oil&format={form}")
        assert_problem(got, 400, "too_many_occurrences")


def test_what_a_client_has_is_not_sent_again(client: FlaskClient) -> None:
    for query in ("q=oil", "q=oil&format=csv"):
        tag = client.get(f"/v1/concordance?{query}").headers["ETag"]
        headers = {"If-None-Match": tag}
        assert client.get(f"/v1/concordance?{query}", headers=headers).status_code == (
            304
        )
        for other in ("q=oil&page=2", "q=oil&sort=left", "q=oil&context=61"):
            got = client.get(f"/v1/concordance?{other}", headers=headers)
            assert got.status_code == 200
