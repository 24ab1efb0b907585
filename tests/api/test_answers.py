"""An entity tag names an answer: the same as long as the answer is the same."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

import pytest

from broadsheet.search import Archive
from broadsheet.search import deadline as deadline_module

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

_TAGGED = [
    "/v1/search?q=oil",
    "/v1/search",
    "/v1/search?q=oil&date_from=1987-03&date_to=1987",
    "/v1/timeline?q=oil",
    "/v1/articles/n1",
    "/v1/articles?id=n1",
    "/?q=oil",
    "/articles/n1?q=oil",
    "/concordance?q=oil",
    "/concordance?q=oil&sort=left",
]


@pytest.mark.parametrize("url", _TAGGED)
def test_a_client_that_has_the_answer_is_told_so(client: FlaskClient, url: str) -> None:
    first = client.get(url)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "no-cache"
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(url, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == tag
        assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_other_questions_have_other_tags(client: FlaskClient) -> None:
    urls = ["", "?q=oil", "?q=oil&page=2", "?q=oil&source=a", "?q=oil&exclude.source=a"]
    tags = {client.get(f"/v1/search{query}").headers["ETag"] for query in urls}
    assert len(tags) == len(urls)


def test_one_question_has_one_tag_however_it_is_written(client: FlaskClient) -> None:
    urls = ["?q=oil&page=2", "?page=2&q=%6Fil&sort=relevance&highlight=1"]
    tags = {client.get(f"/v1/search{query}").headers["ETag"] for query in urls}
    assert len(tags) == 1


def test_a_change_of_the_archive_changes_every_tag(
    tmp_path: Path, make_client: Callable[..., FlaskClient]
) -> None:
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": "n1", "title": "oil"}])
        client = make_client(archive)
        before = {url: client.get(url).headers["ETag"] for url in _TAGGED}
        archive.add([{"id": "n2", "title": "oil again"}])
        for url, tag in before.items():
            again = client.get(url, headers={"If-None-Match": tag})
            assert again.status_code == 200
            assert again.headers["ETag"] != tag


@pytest.mark.parametrize(
    "query",
    [
        "since=7d",
        "date_from=7d",
        "date_to=1d",
        "recency=30d",
        "q=date:7d",
        "q=oil+DATE:7d",
    ],
)
@pytest.mark.parametrize("path", ["/v1/search", "/"])
def test_what_the_clock_changes_is_not_kept(
    client: FlaskClient, path: str, query: str
) -> None:
    response = client.get(f"{path}?{query}", headers={"If-None-Match": "*"})
    assert response.status_code == 200, response.text
    assert "ETag" not in response.headers


@pytest.mark.parametrize("path", ["/v1/search", "/"])
def test_what_is_not_complete_is_not_kept(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    url = f"{path}?q=oil+zzz+gas+storm+calm+spill+coal+crude"
    assert client.get(url).headers["ETag"]
    seconds = chain([0.0] * 30, count(1.0, 60.0))
    monkeypatch.setattr(deadline_module.time, "monotonic", lambda: next(seconds))
    response = client.get(url)
    assert response.status_code == 200
    assert b'"complete":true' not in response.data
    assert "ETag" not in response.headers


def test_a_page_by_cursor_is_named_by_its_own_revision(client: FlaskClient) -> None:
    url = client.get("/v1/search?q=oil&per_page=2").get_json()["next"]
    response = client.get(url)
    revision = response.get_json()["revision"]
    assert response.headers["ETag"].startswith(f'W/"{revision}-')


def test_a_post_is_not_kept(client: FlaskClient) -> None:
    response = client.post(
        "/v1/search", json={"q": "oil"}, headers={"If-None-Match": "*"}
    )
    assert response.status_code == 200
    assert "ETag" not in response.headers


def test_errors_have_no_tag(client: FlaskClient, assert_problem: Any) -> None:
    response = client.get("/v1/search?page=x", headers={"If-None-Match": "*"})
    assert_problem(response, 400, "invalid_parameter")
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search",
        "/v1/timeline",
        "/v1/concordance",
        "/v1/export",
        "/v1/search.atom",
        "/v1/query/parse",
    ],
)
def test_an_error_is_told_to_a_client_that_has_any_answer(
    client: FlaskClient, assert_problem: Any, path: str
) -> None:
    """RFC 9110, 13.2.1: a condition counts where there would be an answer without."""
    response = client.get(f"{path}?q=(", headers={"If-None-Match": "*"})
    assert_problem(response, 400, "invalid_query")
