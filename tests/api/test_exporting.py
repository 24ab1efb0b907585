"""An export over HTTP is the archive's, as a file that shows its end."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.search import Archive, ExportText, export_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


def _lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("name", ["ndjson", "csv"])
def test_the_answer_is_the_text_of_the_archives_export(
    client: FlaskClient, archive: Archive, name: str
) -> None:
    got = client.get(f"/v1/export?q=oil&source=Reuters&sort=oldest&format={name}")
    assert got.status_code == 200
    with archive.export("oil", source="Reuters", sort="oldest") as export:
        assert got.data == b"".join(ExportText(export, export_format(name)))
        assert export.total > 2
    assert got.headers["Content-Disposition"] == (
        f'attachment; filename="broadsheet-{archive.revision}.{name}"'
    )


def test_the_types_are_those_of_the_formats(client: FlaskClient) -> None:
    for query, expected in (
        ("", "application/x-ndjson"),
        ("?format=ndjson", "application/x-ndjson"),
        ("?format=csv", "text/csv; charset=utf-8; header=present"),
    ):
        response = client.get(f"/v1/export{query}")
        assert response.headers["Content-Type"] == expected
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_every_article_comes_once_and_the_last_line_proves_it(
    client: FlaskClient, archive: Archive
) -> None:
    data = client.get("/v1/export").data
    *records, last = _lines(data)
    before = data[: data.rindex(b'{"end"')]
    assert last["end"] == {
        "rows": archive.ready().articles,
        "revision": archive.revision,
        "sha256": hashlib.sha256(before).hexdigest(),
    }
    ids = {record["id"] for record in records}
    assert len(ids) == len(records) == archive.ready().articles


def test_hostile_text_stays_in_its_cell(
    client: FlaskClient, articles: list[dict[str, Any]]
) -> None:
    data = client.get("/v1/export?format=csv&fields=title,source,authors").text
    header, *rows, end = csv.reader(io.StringIO(data, newline=""))
    assert header == ["id", "title", "source", "authors"]
    assert {len(row) for row in rows} == {len(end)} == {4}
    by_id = {row[0]: row for row in rows}
    xss = articles[10]["source"]
    assert by_id["n11"] == ["n11", "", xss, xss]
    assert by_id["n8"][1] == articles[7]["title"]


def test_a_post_is_answered_as_the_get_of_the_same_names(client: FlaskClient) -> None:
    got = client.get("/v1/export?q=oil&exclude.source=Reuters&fields=title")
    asked = {"q": "oil", "exclude": {"source": "Reuters"}, "fields": ["title"]}
    posted = client.post("/v1/export", json=asked)
    assert got.data == posted.data
    assert len(_lines(got.data)) > 2


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("page=2", "unknown_parameter", "page"),
        ("formt=csv", "unknown_parameter", "formt"),
        ("format=xml", "invalid_parameter", "format"),
        ("format=csv&format=csv", "repeated_parameter", "format"),
        ("fields=titel", "invalid_parameter", "fields"),
        ("sort=best", "invalid_parameter", "sort"),
        ("q=(oil", "invalid_query", "q"),
        ("date_from=1988&date_to=1987", "invalid_parameter", "date_to"),
    ],
)
def test_what_cannot_be_used_is_a_problem_before_the_first_byte(
    client: FlaskClient, assert_problem: Any, query: str, code: str, parameter: str
) -> None:
    problem = assert_problem(client.get(f"/v1/export?{query}"), 400, code)
    assert problem["errors"][0]["parameter"] == parameter


def test_what_a_client_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/v1/export?q=oil").headers["ETag"]
    again = client.get("/v1/export?q=oil", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    for other in ("q=oil&format=csv", "q=oil&fields=title", "q=rates"):
        got = client.get(f"/v1/export?{other}", headers={"If-None-Match": tag})
        assert got.status_code == 200
    assert "ETag" not in client.get("/v1/export?q=oil&since=7d").headers


@pytest.mark.parametrize("way", ["read", "head", "leave", "leave at once"])
def test_the_revision_is_let_go_of_when_the_client_is_gone(
    tmp_path: Any, make_client: Callable[..., FlaskClient], way: str
) -> None:
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.rebuild([{"id": str(n), "body": "oil " * 9_000} for n in range(20)])
        client = make_client(archive)
        method = "HEAD" if way == "head" else "GET"
        response = client.open("/v1/export?q=oil", method=method)
        (held,) = tmp_path.glob("archive/editions/*/pins/*")
        if way == "read":
            assert len(_lines(response.data)) == 21
        elif way == "leave":
            next(iter(response.response))
        for _ in range(3):
            archive.rebuild([{"id": "other"}])
        response.close()
        archive.rebuild([{"id": "other"}])
        assert not held.exists()
