"""The search page shows what is found and how it was read, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


def test_pages_lead_on_and_back(page: Callable[[str], Any]) -> None:
    def link(shown: Any, rel: str) -> str | None:
        found = [each["href"] for each in shown.every("a") if each.get("rel") == rel]
        return found[0] if found else None

    first = page("/?q=oil&per_page=4")
    assert link(first, "prev") is None
    after = link(first, "next")
    assert after
    second = page(after)
    before = link(second, "prev")
    assert before
    assert page(before).text == first.text
    url, pages = "/?q=oil&per_page=4", 0
    while url:
        pages += 1
        url = link(page(url), "next") or ""
    assert pages > 2


def test_a_page_past_the_end_leads_back(page: Callable[[str], Any]) -> None:
    shown = page("/?q=oil&per_page=4&page=77")
    assert "There is no page 77" in shown.text
    assert "/?q=oil&per_page=4" in shown.hrefs()


@pytest.mark.parametrize("path", ["/", "/concordance"])
def test_no_page_is_counted_that_there_is_not(
    page: Callable[[str], Any], path: str
) -> None:
    behind = page(f"{path}?q=oil&per_page=4&page=77")
    assert "Page 77" not in behind.text
    assert "Previous page" in behind.text
    nothing = page(f"{path}?q=zyx&page=2")
    assert "Page 2" not in nothing.text
    assert "Previous page" not in nothing.text


def test_a_page_by_cursor_goes_on_by_cursor(
    client: FlaskClient, page: Callable[[str], Any]
) -> None:
    query = "q=oil&per_page=2&facet=source,section,lang&interval=auto&syntax=lenient"
    answer = client.get(f"/v1/search?{query}").get_json()
    shown = page(f"/?q=oil&per_page=2&cursor={answer['next_cursor']}")
    assert any("cursor=" in url for url in shown.hrefs() if url.startswith("/?"))


def test_a_facet_narrows_and_its_filter_is_removable(
    page: Callable[[str], Any],
) -> None:
    shown = page("/?q=oil")
    narrow = next(url for url in shown.hrefs() if "source=AP" in url)
    assert parse_qs(urlsplit(narrow).query)["source"] == ["AP, New York"]
    narrowed = page(narrow)
    removal = [
        each["href"]
        for each in narrowed.every("a")
        if each.get("aria-label") == "Remove the filter source: AP, New York"
    ]
    assert removal == ["/?q=oil"]


def test_a_span_up_to_now_is_removable_too(page: Callable[[str], Any]) -> None:
    shown = page("/?q=oil&since=7d&exclude.source=Reuters")
    labels = {each.get("aria-label") for each in shown.every("a")}
    assert "Remove the filter since: 7d" in labels
    assert "Remove the filter not source: Reuters" in labels
    assert {"/?q=oil&since=7d", "/?q=oil&exclude.source=Reuters"} <= set(shown.hrefs())


def test_the_form_keeps_what_it_has_no_field_for(page: Callable[[str], Any]) -> None:
    shown = page(
        "/?q=oil&source=Reuters&sort=newest&date_from=1987&tz=Asia/Tokyo&page=1"
    )
    fields = {
        each["name"]: each["value"] for each in shown.every("input") if each.get("name")
    }
    assert fields == {
        "q": "oil",
        "source": "Reuters",
        "date_from": "1987",
        "date_to": "",
        "tz": "Asia/Tokyo",
    }
    chosen = [each["value"] for each in shown.every("option") if "selected" in each]
    assert chosen == ["newest"]


def test_a_form_sent_empty_is_a_search_for_everything(
    page: Callable[[str], Any],
) -> None:
    empty = page("/?q=&date_from=&date_to=&sort=relevance&source=")
    assert empty.text == page("/").text


def test_what_was_left_out_is_told(page: Callable[[str], Any]) -> None:
    undated = page("/?q=oil&date_from=1987-03-01&date_to=1987-04-15").text
    assert "1 more article matches but has no date" in undated
    assert "1 more article matches but its date, a month or a year" in undated
    assert "10 articles" in page("/?q=oil&undated=exclude").text


def test_a_broken_query_is_repaired_and_told(page: Callable[[str], Any]) -> None:
    shown = page("/?q=%28oil")
    assert "Read as" in shown.text
    assert 'aria-label="Notes on the search"' not in page("/?q=oil").text
    assert {"class": "notices", "aria-label": "Notes on the search"} in shown.every(
        "ul"
    )


def test_what_was_meant_is_a_link_to_it(page: Callable[[str], Any]) -> None:
    shown = page("/?q=crude+oli&source=Reuters")
    assert "Did you mean crude oil" in " ".join(shown.text.split())
    (link,) = [url for url in shown.hrefs() if "q=crude%20oil" in url]
    assert "source=Reuters" in link
    assert page(link).every("mark")
    assert "Did you mean" not in page("/?q=oil").text


def test_where_nothing_is_found_each_clause_is_counted(
    page: Callable[[str], Any],
) -> None:
    shown = page("/?q=oil+zyxw&section=Markets")
    text = " ".join(shown.text.split())
    assert "zyxw: 0 articles" in text
    assert "without zyxw" in text
    (link,) = [url for url in shown.hrefs() if url == "/?q=oil&section=Markets"]
    assert page(link).every("mark")


def test_a_search_is_a_feed_and_files_too(
    client: FlaskClient, page: Callable[[str], Any]
) -> None:
    shown = page("/?q=oil&source=Reuters&page=2&per_page=2")
    total = client.get("/v1/search?q=oil&source=Reuters").get_json()["total"]
    files = [url for url in shown.hrefs() if url.startswith("/v1/export")]
    assert [url.rpartition("=")[2] for url in files] == ["csv", "ndjson"]
    assert len(client.get(files[1]).data.splitlines()) == total + 1
    feed = next(url for url in shown.hrefs() if url.startswith("/v1/search.atom"))
    assert client.get(feed).data.count(b"<entry>") == min(total, 10)
    assert not any("/v1/export" in url for url in page("/?q=zyxw").hrefs())


def test_unknown_and_repeated_parameters_are_told(page: Callable[[str], Any]) -> None:
    shown = page("/?q=gas&q=oil&fbclid=x&sorce=y")
    assert "fbclid" in shown.text
    assert "did you mean 'source'?" in shown.text
    assert "Of the values of q, the last was taken." in shown.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=oil&date_from=soon", "From:"),
        ("q=oil&page=x", "page: Page must be a whole number"),
        ("q=%22oil&syntax=strict", "Search:"),
        ("q=%FF", "not UTF-8"),
        ("q=oil&since=7d&date_from=2016", "since: Since cannot stand"),
    ],
)
def test_an_error_is_a_readable_page(
    client: FlaskClient, read_page: Callable[[Any], Any], query: str, told: str
) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert response.mimetype == "text/html"
    shown = read_page(response)
    assert told in shown.text
    if "q=oil" in query:
        assert {"oil"} == {
            each["value"] for each in shown.every("input") if each.get("name") == "q"
        }


def test_a_value_that_nothing_has_stands_as_it_was_asked_for(
    page: Callable[[str], Any],
) -> None:
    shown = page("/?q=zzz&source=AP,+New+York")
    assert "AP, New York 0" in " ".join(shown.text.split())


def test_values_beyond_the_first_of_a_facet_are_a_link_away(
    page: Callable[[str], Any],
) -> None:
    shown = page("/?q=&facet=tag,author,source&facet_size=1")
    more = [url for url in shown.hrefs() if "facet_size=100" in url]
    assert more
    shown = page(more[0])
    assert "more" not in [each.get("aria-label", "")[2:6] for each in shown.every("a")]
    assert "Ids" in shown.text
