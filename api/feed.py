"""A search as an Atom feed (RFC 4287), and its description for browsers (OpenSearch).

An entry's id is a tag URI (RFC 4151) of the host and the article's address there: it
stays the same whatever is searched, rebuilt or changed. A date without a time stands
for the beginning of its day, month or year in UTC; an article without any date is
told as of 1970, so that it is never news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Response, request, url_for

from ..search import SearchRequest
from .answers import is_conditional, not_modified, search_tag, tagged
from .links import canonical_pairs, page_links, with_query
from .models import FeedParameters, NoParameters
from .parameters import read_parameters
from .paths import article_url, own_path
from .shown import web_address
from .xml import Element, element, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..search import Archive, Article, Hit, Results

_ATOM = "http://www.w3.org/2005/Atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_ATOM_TYPE = "application/atom+xml"
_DESCRIPTION_TYPE = "application/opensearchdescription+xml"
#: What a feed asks for unless its address says otherwise.
_DEFAULTS: dict[str, Any] = {"sort": "newest", "per_page": 20}
#: The year from which hosts are taken to be whose they are now.
_TAG_YEAR = 2026
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Feeds:
    """The views of one archive's feeds and of its description."""

    archive: Archive
    max_body_bytes: int

    def feed(self) -> Response:
        """Answer a page of hits, the newest first, as a feed."""
        given = read_parameters(FeedParameters, self.max_body_bytes).given()
        asked = SearchRequest.of(**(_DEFAULTS | given))
        path = own_path()
        if is_conditional() and asked.cursor is None:
            known = not_modified(search_tag(self.archive.revision, path, asked))
            if known is not None:
                return known
        results = self.archive.answer(asked)
        response = _xml(_feed(path, asked, results), _ATOM_TYPE)
        return tagged(response, search_tag(results.revision, path, asked))

    def description(self) -> Response:
        """Answer how a browser searches here."""
        read_parameters(NoParameters, self.max_body_bytes)
        return _xml(_description(), _DESCRIPTION_TYPE)


def _xml(root: Element, media_type: str) -> Response:
    response = Response(written(root), content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _feed(path: str, asked: SearchRequest, results: Results) -> Element:
    pairs = canonical_pairs(asked)
    links = page_links(path, asked, pairs, results.total, results.next)
    shown = [pair for pair in pairs if pair[0] not in ("page", "per_page", "cursor")]
    related = {
        "self": with_query(path, pairs),
        "first": links.first,
        "previous": links.previous,
        "next": links.next,
    }
    entries = [_entry(hit) for hit in results]
    updated = max((_updated(hit.article) for hit in results), default=_NEVER)
    return element(
        "feed",
        {"xmlns": _ATOM, "xmlns:os": _OPENSEARCH},
        element("title", text=f"{asked.q} – Broadsheet" if asked.q else "Broadsheet"),
        element("id", text=_tag_uri(with_query(path, shown))),
        element("updated", text=updated),
        element("author", None, element("name", text="Broadsheet")),
        _link("alternate", with_query(url_for(".search_page"), shown), "text/html"),
        *(_link(rel, url, _ATOM_TYPE) for rel, url in related.items() if url),
        _link("search", url_for(".description"), _DESCRIPTION_TYPE),
        element("os:totalResults", text=str(results.total)),
        element("os:itemsPerPage", text=str(results.per_page)),
        *entries,
    )


def _entry(hit: Hit) -> Element:
    article = hit.article
    page = article_url(".article_page", article.id)
    return element(
        "entry",
        None,
        element("title", text=article.title.strip() or "Untitled"),
        element("id", text=_tag_uri(article_url(".article", article.id))),
        _link("alternate", page, "text/html"),
        *_facts(article),
        # Of the marked text, escaped once more: it is HTML in XML.
        element(
            "summary",
            {"type": "html"},
            text=" … ".join(snippet.html for snippet in hit.snippets),
        ),
    )


def _facts(article: Article) -> Iterator[Element]:
    """Yield what is only told of an article that has it, and when it was updated."""
    yield element("updated", text=_updated(article))
    if article.published:
        yield element("published", text=_instant(article.published))
    for author in article.authors:
        yield element("author", None, element("name", text=author))
    for tag in article.tags:
        yield element("category", {"term": tag})
    url = web_address(article.url)
    if url is not None:
        yield element("link", {"rel": "via", "href": url})


def _description() -> Element:
    page, feed = _absolute(url_for(".search_page")), _absolute(url_for(".feed"))
    return element(
        "OpenSearchDescription",
        {"xmlns": _OPENSEARCH},
        element("ShortName", text="Broadsheet"),
        element("Description", text="Search the articles of this archive."),
        element("InputEncoding", text="UTF-8"),
        element(
            "Image",
            {"type": "image/svg+xml", "width": "16", "height": "16"},
            text=_absolute(url_for(".static_file", filename="icon.svg")),
        ),
        element("Url", {"type": "text/html", "template": f"{page}?q={{searchTerms}}"}),
        element("Url", {"type": _ATOM_TYPE, "template": f"{feed}?q={{searchTerms}}"}),
        element(
            "Url",
            {
                "type": _DESCRIPTION_TYPE,
                "rel": "self",
                "template": _absolute(url_for(".description")),
            },
        ),
    )


def _link(rel: str, path: str, media_type: str) -> Element:
    return element("link", {"rel": rel, "type": media_type, "href": _absolute(path)})


def _absolute(path: str) -> str:
    return request.host_url.removesuffix("/") + path


def _tag_uri(path: str) -> str:
    host = urlsplit(request.host_url).hostname or ""
    if not _HOST.fullmatch(host):
        host = "localhost"
    return f"tag:{host},{_TAG_YEAR}:{path}"


def _updated(article: Article) -> str:
    told = article.updated or article.published
    return _instant(told) if told else _NEVER


def _instant(told: str) -> str:
    """Return an article's date as RFC 3339 has it.

    >>> _instant("1987-10"), _instant("1987-10-19T15:03Z")
    ('1987-10-01T00:00:00Z', '1987-10-19T15:03:00Z')
    """
    day, _t, time = told.partition("T")
    day = "-".join([*day.split("-"), "01", "01"][:3])
    clock = time.removesuffix("Z") or "00:00:00"
    return f"{day}T{clock if clock.count(':') > 1 else f'{clock}:00'}Z"
