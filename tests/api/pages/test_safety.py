"""Every page is sound HTML, and no text becomes a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/?q=oil",
        "/?q=oil&per_page=1&page=3",
        "/?q=zzzzz",
        "/?q=oil&date_from=1987-03-05&source=Reuters",
        "/articles/n8?q=oil",
        "/articles/n11",
        "/articles/n12?q=rose",
        "/articles?id=%3Cscript%3E",
    ],
)
def test_a_page_has_its_landmarks_and_labels(
    page: Callable[[str], Any], url: str
) -> None:
    shown = page(url)
    assert shown.every("html") == [{"lang": "en"}]
    assert len(shown.every("main")) == len(shown.every("h1")) == 1
    labelled = {each["for"] for each in shown.every("label")}
    for field in shown.every("input") + shown.every("select"):
        assert field.get("type") == "hidden" or field["id"] in labelled
    ids = [each["id"] for _, each in shown.tags if "id" in each]
    assert len(ids) == len(set(ids))
    assert "#content" in shown.hrefs()


_PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "<mark>oil</mark>",
    "{{ 12345679 * 9 }}",
    "javascript:alert(1)",
    "\x00<b>",
    "oil</main></body>",
]


@pytest.mark.parametrize("payload", _PAYLOADS)
@pytest.mark.parametrize(
    "name", ["q", "source", "date_from", "exclude.tag", "sort", "cursor", "tz", "zzz"]
)
def test_no_parameter_becomes_a_tag(
    client: FlaskClient, read_page: Callable[[Any], Any], payload: str, name: str
) -> None:
    for query in ({name: payload}, {payload: name}):
        for path in ("/", "/articles/n8"):
            response = client.get(path, query_string=query)
            assert response.status_code in (200, 400)
            shown = read_page(response)
            assert "111111111" not in shown.text


@pytest.mark.parametrize("url", ["/?q=oil", "/?q=script", "/?q=alert&within=title"])
def test_no_text_of_an_article_becomes_a_tag(
    page: Callable[[str], Any], url: str, articles: list[dict[str, Any]]
) -> None:
    shown = page(url + "&per_page=100")
    assert articles[7]["title"] in shown.text
