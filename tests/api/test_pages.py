"""The pages show what is there, without a script, and no text becomes a tag."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

_TAG_NAMES = (
    "html head meta title link body a header p form div label input button span "
    "select option small main h1 h2 code ul ol li figure svg rect figcaption "
    "details summary table thead tbody tr th td article mark nav aside footer "
    "strong dl dt dd q pre "
)
_TAGS = frozenset(_TAG_NAMES.split())
_VOID = frozenset(("meta", "link", "input"))
_ATTRIBUTE_NAMES = (
    "lang charset name content rel href type class id for value autocomplete "
    "spellcheck placeholder size selected role method action aria-label "
    "aria-describedby aria-current aria-hidden focusable tabindex viewbox "
    "preserveaspectratio x y width height scope start "
)
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())


class _Page(HTMLParser):
    """A page as its tags and its text; unbalanced tags are an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def hrefs(self) -> list[str]:
        return [each["href"] or "" for each in self.every("a")]

    def check_safe(self) -> None:
        for tag, attributes in self.tags:
            assert tag in _TAGS
            assert attributes.keys() <= _ATTRIBUTES, (tag, attributes)
            for name in ("href", "action"):
                target = attributes.get(name) or ""
                assert urlsplit(target).scheme in ("", "https"), target


@pytest.fixture
def page(client: FlaskClient) -> Callable[[str], _Page]:
    """Ask for a page that is there, and check that it is safe."""

    def ask(url: str) -> _Page:
        response = client.get(url)
        assert response.status_code == 200, response.text
        assert response.mimetype == "text/html"
        parsed = _Page(response.text)
        parsed.check_safe()
        return parsed

    return ask


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
    page: Callable[[str], _Page], url: str
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
    client: FlaskClient, payload: str, name: str
) -> None:
    for query in ({name: payload}, {payload: name}):
        for path in ("/", "/articles/n8"):
            response = client.get(path, query_string=query)
            assert response.status_code in (200, 400)
            shown = _Page(response.text)
            shown.check_safe()
            assert "111111111" not in shown.text


@pytest.mark.parametrize("url", ["/?q=oil", "/?q=script", "/?q=alert&within=title"])
def test_no_text_of_an_article_becomes_a_tag(
    page: Callable[[str], _Page], url: str, articles: list[dict[str, Any]]
) -> None:
    shown = page(url + "&per_page=100")
    assert articles[7]["title"] in shown.text


def test_an_articles_page_has_its_text_whole(
    page: Callable[[str], _Page], articles: list[dict[str, Any]]
) -> None:
    for article in articles:
        shown = page(f"/articles/{article['id']}?q=oil")
        for paragraph in article["body"].split("\n\n"):
            assert paragraph in shown.text
        assert article["title"] in shown.text
    shown = page("/articles/n1?q=%22crude+oil%22")
    assert len(shown.every("mark")) == 1


def test_only_web_addresses_are_linked(page: Callable[[str], _Page]) -> None:
    assert "https://example.org/?a=1&b=2" in page("/articles/n12").hrefs()
    assert "javascript:alert(3)" not in page("/articles/n11").hrefs()


def test_results_lead_to_their_articles_and_back(page: Callable[[str], _Page]) -> None:
    results = page("/?q=rose&page=2&per_page=3&source=Reuters&sort=oldest")
    link = next(url for url in results.hrefs() if url.startswith("/articles/"))
    article = page(link)
    assert article.every("mark")
    back = next(url for url in article.hrefs() if "page=2" in url)
    assert page(back).text == results.text


def test_pages_lead_on_and_back(page: Callable[[str], _Page]) -> None:
    def link(shown: _Page, rel: str) -> str | None:
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


def test_a_page_past_the_end_leads_back(page: Callable[[str], _Page]) -> None:
    shown = page("/?q=oil&per_page=4&page=77")
    assert "There is no page 77" in shown.text
    assert "/?q=oil&per_page=4" in shown.hrefs()


def test_a_page_by_cursor_goes_on_by_cursor(
    client: FlaskClient, page: Callable[[str], _Page]
) -> None:
    query = "q=oil&per_page=2&facet=source,section,lang&interval=auto&syntax=lenient"
    answer = client.get(f"/v1/search?{query}").get_json()
    shown = page(f"/?q=oil&per_page=2&cursor={answer['next_cursor']}")
    assert any("cursor=" in url for url in shown.hrefs() if url.startswith("/?"))


def test_a_facet_narrows_and_its_filter_is_removable(
    page: Callable[[str], _Page],
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


def test_the_form_keeps_what_it_has_no_field_for(page: Callable[[str], _Page]) -> None:
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
    page: Callable[[str], _Page],
) -> None:
    empty = page("/?q=&date_from=&date_to=&sort=relevance&source=")
    assert empty.text == page("/").text


def test_what_was_left_out_is_told(page: Callable[[str], _Page]) -> None:
    undated = page("/?q=oil&date_from=1987-03-01&date_to=1987-04-15").text
    assert "1 more article matches but has no date" in undated
    assert "1 more article matches but its date, a month or a year" in undated
    assert "10 articles" in page("/?q=oil&undated=exclude").text


def test_a_broken_query_is_repaired_and_told(page: Callable[[str], _Page]) -> None:
    shown = page("/?q=%28oil")
    assert "Read as" in shown.text
    assert 'aria-label="Notes on the search"' not in page("/?q=oil").text
    assert {"class": "notices", "aria-label": "Notes on the search"} in shown.every(
        "ul"
    )


def test_unknown_and_repeated_parameters_are_told(page: Callable[[str], _Page]) -> None:
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
    client: FlaskClient, query: str, told: str
) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert response.mimetype == "text/html"
    shown = _Page(response.text)
    shown.check_safe()
    assert told in shown.text
    if "q=oil" in query:
        assert {"oil"} == {
            each["value"] for each in shown.every("input") if each.get("name") == "q"
        }


def test_a_missing_article_is_a_readable_page(client: FlaskClient) -> None:
    response = client.get("/articles/nope?q=oil")
    assert response.status_code == 404
    assert "There is no such article" in _Page(response.text).text


def test_times_are_told_by_the_zone_of_the_search(page: Callable[[str], _Page]) -> None:
    assert "19 October 1987, 23:30 UTC" in page("/articles/n12").text
    assert "20 October 1987, 08:30 Asia/Tokyo" in page("/?q=rose&tz=Asia/Tokyo").text
    assert "20 October 1987" in page("/articles/n12?tz=Asia/Tokyo").text
