"""A feed is valid Atom whatever the articles hold, and its entries keep their ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import flask
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.api import blueprint
from broadsheet.api.feed import _instant
from broadsheet.api.xml import element, written
from broadsheet.search import Archive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient

_ATOM = "{http://www.w3.org/2005/Atom}"
_OS = "{http://a9.com/-/spec/opensearch/1.1/}"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def _read(response: Any) -> ET.Element:
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.data)  # noqa: S314 - our own
    assert feed.tag == f"{_ATOM}feed"
    for holder in (feed, *feed.findall(f"{_ATOM}entry")):
        for name in ("title", "id", "updated"):
            assert len(holder.findall(f"{_ATOM}{name}")) == 1
        assert _RFC_3339.fullmatch(_text(holder, "updated"))
        links = holder.findall(f"{_ATOM}link")
        assert [each.get("rel") for each in links].count("alternate") == 1
        assert all(urlsplit(each.get("href")).scheme for each in links)
    # RFC 4287, 4.1.1: without an author of its own an entry has the feed's.
    assert feed.find(f"{_ATOM}author/{_ATOM}name") is not None
    return feed


def _text(holder: ET.Element, name: str) -> str:
    return holder.findtext(f"{_ATOM}{name}") or ""


def _entries(feed: ET.Element) -> list[ET.Element]:
    return feed.findall(f"{_ATOM}entry")


def _link(holder: ET.Element, rel: str) -> str | None:
    for each in holder.findall(f"{_ATOM}link"):
        if each.get("rel") == rel:
            return each.get("href")
    return None


def test_entries_are_the_hits_the_newest_first(
    client: FlaskClient, archive: Archive
) -> None:
    feed = _read(client.get("/v1/search.atom?q=oil&source=Reuters"))
    hits = archive.search("oil", source="Reuters", sort="newest", per_page=20)
    assert [_text(each, "title") for each in _entries(feed)] == [
        hit.title for hit in hits
    ]
    assert _text(feed, "title") == "oil – Broadsheet"
    assert feed.findtext(f"{_OS}totalResults") == str(hits.total)
    assert (
        _text(feed, "updated")
        == "1987-03-07T00:00:00Z"
        == max(_text(each, "updated") for each in _entries(feed))
    )


def test_an_order_may_be_asked_for(client: FlaskClient, archive: Archive) -> None:
    feed = _read(client.get("/v1/search.atom?q=oil&sort=oldest"))
    hits = archive.search("oil", sort="oldest", per_page=20)
    assert [_text(each, "title") for each in _entries(feed)] == [
        hit.title for hit in hits
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("1987", "1987-01-01T00:00:00Z"),
        ("1987-10", "1987-10-01T00:00:00Z"),
        ("1987-10-19", "1987-10-19T00:00:00Z"),
        ("1987-10-19T15:03Z", "1987-10-19T15:03:00Z"),
        ("1987-10-19T15:03:27Z", "1987-10-19T15:03:27Z"),
        ("1987-10-19T15:03:27.5Z", "1987-10-19T15:03:27.5Z"),
    ],
)
def test_a_date_is_the_beginning_of_its_span(told: str, expected: str) -> None:
    assert _instant(told) == expected


def test_an_entry_tells_when_it_was_updated(
    tmp_path: Path, make_client: Callable[..., FlaskClient]
) -> None:
    with Archive.open(tmp_path / "archive", create=True) as archive:
        archive.add(
            [
                {"id": "1", "published": "1987-10", "updated": "1988-01-02T03:04Z"},
                {"id": "2", "published": "1987-10"},
                {"id": "3"},
            ]
        )
        feed = _read(make_client(archive).get("/v1/search.atom?sort=oldest"))
    told = [
        (_text(each, "updated"), _text(each, "published")) for each in _entries(feed)
    ]
    assert told == [
        ("1988-01-02T03:04:00Z", "1987-10-01T00:00:00Z"),
        ("1987-10-01T00:00:00Z", "1987-10-01T00:00:00Z"),
        ("1970-01-01T00:00:00Z", ""),
    ]


def test_hostile_text_is_text(
    client: FlaskClient, articles: list[dict[str, Any]]
) -> None:
    feed = _read(client.get("/v1/search.atom?q=quoted+id:n8"))
    (entry,) = _entries(feed)
    assert _text(entry, "title") == articles[7]["title"]
    summary = entry.find(f"{_ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    assert "<mark>Quoted</mark>" in (summary.text or "")
    assert "<script" not in (summary.text or "")
    feed = _read(client.get("/v1/search.atom?q=id:n11"))
    (entry,) = _entries(feed)
    xss = articles[10]["source"]
    assert entry.findtext(f"{_ATOM}author/{_ATOM}name") == xss
    # The article's address is a script's.
    assert _link(entry, "via") is None
    assert _text(entry, "title") == "Untitled"


def test_the_query_stands_in_the_title_as_text(client: FlaskClient) -> None:
    feed = _read(
        client.get("/v1/search.atom?q=%22%3Cscript%3E%26%01%22&syntax=lenient")
    )
    assert _text(feed, "title") == '"<script>&\N{REPLACEMENT CHARACTER}" – Broadsheet'


@given(st.text())
def test_any_text_makes_a_document(text: str) -> None:
    data = written(element("a", {"b": text}, element("c", text=text), text=text))
    root = ET.fromstring(data)  # noqa: S314 - our own
    said = root.findtext("c") or ""
    assert len(said) in (len(text), len(text) - text.count("\r\n"))


def test_control_characters_of_articles_are_replaced(
    tmp_path: Path, make_client: Callable[..., FlaskClient]
) -> None:
    with Archive.open(tmp_path / "archive", create=True) as archive:
        hostile = "\x00\x01\x0b\x1b[31m\ufffe\uffff\x7f\x85 oil ]]> <!-- &#0;"
        archive.add([{"id": "1", "title": hostile, "body": hostile, "tags": [hostile]}])
        feed = _read(make_client(archive).get("/v1/search.atom?q=oil"))
    (entry,) = _entries(feed)
    assert " oil ]]> <!-- &#0;" in _text(entry, "title")


def test_entries_keep_their_ids(client: FlaskClient, archive: Archive) -> None:
    one = _read(client.get("/v1/search.atom?per_page=100"))
    other = _read(client.get("/v1/search.atom?per_page=100&sort=relevance&op=or"))
    ids = [_text(each, "id") for each in _entries(one)]
    assert len(set(ids)) == len(ids) == archive.ready().articles
    assert sorted(ids) == sorted(_text(each, "id") for each in _entries(other))
    assert "tag:localhost,2026:/v1/articles/a%2Fb" in ids
    assert all(re.fullmatch(r"tag:localhost,2026:/[!-~]+", each) for each in ids)
    assert _text(one, "id") != _text(other, "id")


def test_entries_lead_to_their_articles(client: FlaskClient) -> None:
    feed = _read(client.get("/v1/search.atom?per_page=100"))
    for entry in _entries(feed):
        parts = urlsplit(_link(entry, "alternate") or "")
        page = client.get(f"{parts.path}?{parts.query}")
        assert page.status_code == 200
        assert page.mimetype == "text/html"


def test_pages_of_a_feed_are_linked(client: FlaskClient, archive: Archive) -> None:
    url: str | None = "/v1/search.atom?per_page=10"
    titles = []
    while url:
        feed = _read(client.get(url.removeprefix("http://localhost")))
        titles += [_text(each, "id") for each in _entries(feed)]
        url = _link(feed, "next")
    assert len(titles) == len(set(titles)) == archive.ready().articles


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    feed = _read(client.get("/v1/search.atom?q=zzzzz"))
    assert _entries(feed) == []


@pytest.mark.parametrize("host", ["example.org", "example.org:8080", "EXAMPLE.org"])
def test_the_port_of_the_host_is_no_part_of_an_id(
    client: FlaskClient, host: str
) -> None:
    feed = _read(client.get("/v1/search.atom?q=id:n1", headers={"Host": host}))
    (entry,) = _entries(feed)
    assert _text(entry, "id") == "tag:example.org,2026:/v1/articles/n1"


@pytest.mark.parametrize("host", ["[::1]:80", "a<b>", "", "a b"])
def test_a_host_without_a_name_makes_no_broken_feed(
    client: FlaskClient, host: str
) -> None:
    response = client.get("/v1/search.atom?q=id:n1", headers={"Host": host})
    if response.status_code == 200:
        (entry,) = _entries(ET.fromstring(response.data))  # noqa: S314 - our own
        assert re.fullmatch(r"tag:[a-z0-9.-]+,2026:/v1/articles/n1", _text(entry, "id"))


def test_what_cannot_be_used_is_a_problem(
    client: FlaskClient, assert_problem: Any
) -> None:
    assert_problem(client.get("/v1/search.atom?q=(oil"), 400, "invalid_query")
    assert_problem(client.get("/v1/search.atom?facet=x"), 400, "unknown_parameter")


def test_what_a_reader_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/v1/search.atom?q=oil").headers["ETag"]
    headers = {"If-None-Match": tag}
    assert client.get("/v1/search.atom?q=oil", headers=headers).status_code == 304
    assert client.get("/v1/search.atom?q=gas", headers=headers).status_code == 200


def test_a_browser_can_add_the_archive(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(response.data)  # noqa: S314 - our own
    assert root.tag == f"{_OS}OpenSearchDescription"
    assert len(root.findtext(f"{_OS}ShortName") or "") <= 16
    assert root.findtext(f"{_OS}Description")
    templates = {
        each.get("type"): each.get("template") for each in root.iter(f"{_OS}Url")
    }
    assert templates["text/html"] == "http://localhost/?q={searchTerms}"
    assert templates["application/atom+xml"] == (
        "http://localhost/v1/search.atom?q={searchTerms}"
    )
    for template in templates.values():
        path = (template or "").removeprefix("http://localhost")
        assert client.get(path.replace("{searchTerms}", "oil")).status_code == 200


def test_pages_name_the_description_and_the_feed(client: FlaskClient) -> None:
    page = client.get("/?q=(oil&source=Reuters&page=2").text
    assert 'rel="search" href="/opensearch.xml"' in page
    href = re.search(r'rel="alternate" href="([^"]+)"', page)
    assert href is not None
    url = href[1].replace("&amp;", "&")
    assert url == "/v1/search.atom?q=%28oil&syntax=lenient&source=Reuters"
    assert _entries(_read(client.get(url)))


def test_a_prefix_is_kept(archive: Archive) -> None:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, name="news"), url_prefix="/news")
    client = app.test_client()
    feed = _read(client.get("/news/v1/search.atom?q=oil"))
    for holder in (feed, *_entries(feed)):
        for link in holder.findall(f"{_ATOM}link"):
            if link.get("rel") != "via":
                assert (link.get("href") or "").startswith("http://localhost/news/")
    description = client.get("/news/opensearch.xml").text
    assert "http://localhost/news/?q={searchTerms}" in description
