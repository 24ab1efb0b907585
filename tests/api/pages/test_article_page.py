"""An article's page has its text whole, the matches of its search marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from flask.testing import FlaskClient

    from broadsheet.search import Similar


def test_an_articles_page_has_its_text_whole(
    page: Callable[[str], Any], articles: list[dict[str, Any]]
) -> None:
    for article in articles:
        shown = page(f"/articles/{article['id']}?q=oil")
        for paragraph in article["body"].split("\n\n"):
            assert paragraph in shown.text
        assert article["title"] in shown.text
    shown = page("/articles/n1?q=%22crude+oil%22")
    assert len(shown.every("mark")) == 1


def test_only_web_addresses_are_linked(page: Callable[[str], Any]) -> None:
    assert "https://example.org/?a=1&b=2" in page("/articles/n12").hrefs()
    assert "javascript:alert(3)" not in page("/articles/n11").hrefs()


def test_results_lead_to_their_articles_and_back(page: Callable[[str], Any]) -> None:
    results = page("/?q=rose&page=2&per_page=3&source=Reuters&sort=oldest")
    link = next(url for url in results.hrefs() if url.startswith("/articles/"))
    article = page(link)
    assert article.every("mark")
    back = next(url for url in article.hrefs() if "page=2" in url)
    assert page(back).text == results.text


def test_a_missing_article_is_a_readable_page(
    client: FlaskClient, read_page: Callable[[Any], Any]
) -> None:
    response = client.get("/articles/nope?q=oil")
    assert response.status_code == 404
    assert "There is no such article" in read_page(response).text


def test_times_are_told_by_the_zone_of_the_search(page: Callable[[str], Any]) -> None:
    assert "19 October 1987, 23:30 UTC" in page("/articles/n12").text
    assert "20 October 1987, 08:30 Asia/Tokyo" in page("/?q=rose&tz=Asia/Tokyo").text
    assert "20 October 1987" in page("/articles/n12?tz=Asia/Tokyo").text


def test_similar_articles_are_led_to(page: Callable[[str], Any]) -> None:
    shown = page("/articles/n1")
    assert "Similar articles" in shown.text
    assert any(url.startswith("/articles/n") for url in shown.hrefs())
    assert "/articles/n1" not in shown.hrefs()


def test_a_page_of_two_revisions_has_no_tag(
    make_client: Callable[..., FlaskClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its text may be older than its list of similar articles."""
    before = Archive.similar
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add([{"id": "n1", "title": "Crude oil"}])
        client = make_client(archive)
        assert "ETag" in client.get("/articles/n1").headers

        def similar(self: Archive, *asked: Any) -> Similar:
            archive.add([{"id": "n2", "title": "Crude oil rises"}])
            return before(self, *asked)

        monkeypatch.setattr(Archive, "similar", similar)
        answer = client.get("/articles/n1")
        assert "Crude oil rises" in answer.text
        assert "ETag" not in answer.headers
