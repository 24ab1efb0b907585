"""What a page says of its article: JSON-LD first, then ``<meta>``, then its marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..dates import parse_date
from .jsonld import article_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The names that pages give a field in ``<meta>``, best first.
_META = {
    "title": ("og:title", "parsely-title", "sailthru.title", "dc.title",
              "dcterms.title", "twitter:title", "title"),
    "published": ("article:published_time", "og:published_time", "datepublished",
                  "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
                  "article.published", "published-date", "publication_date",
                  "publish-date", "publishdate", "pubdate", "dc.date.issued",
                  "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date",
                  "date", "citation_publication_date"),
    "updated": ("article:modified_time", "og:updated_time", "datemodified",
                "dcterms.modified", "last-modified"),
    "authors": ("parsely-author", "sailthru.author", "author", "article:author", "byl",
                "dc.creator", "dcterms.creator", "citation_author"),
    "source": ("og:site_name", "application-name", "dc.publisher"),
    "section": ("article:section", "parsely-section", "section"),
    "tags": ("article:tag", "news_keywords", "parsely-tags", "sailthru.tags",
             "keywords"),
    "language": ("dc.language", "language", "og:locale"),
    "url": ("og:url", "parsely-link"),
    "summary": ("og:description", "description", "twitter:description"),
}  # fmt: skip
_SUFFIX = re.compile(r"\s+[|\-–—:·»]\s+([^|–—·»]{1,60})$")
_BY = re.compile(r"^\s*(?:by|von|par|por|di|door)\s+", re.IGNORECASE)
_MOST_NAME = 100
_HINTS = (
    "published",
    "entry-date",
    "post-date",
    "dateline",
    "pubdate",
    "date-published",
)


def page_metadata(tree: Any, address: str) -> dict[str, Any]:
    """Return the fields of the article that the page *tree* is of.

    :param address: where the page is from, if that is known.
    """
    told = article_of(_scripts(tree))
    meta = _meta(tree)
    marked = _Marked(tree)
    source = told.get("source") or _first(meta, "source")
    title = told.get("title") or _title(tree, meta, source)
    dates = (told.get("published", ""), *_all(meta, "published"), *marked.dates())
    changes = (told.get("updated", ""), *_all(meta, "updated"), *marked.changes())
    return {
        "title": title,
        "published": _date(dates),
        "updated": _date(changes),
        "authors": told.get("authors") or _authors(meta) or marked.authors(),
        "source": source,
        "section": told.get("section") or _first(meta, "section"),
        "tags": told.get("tags") or _tags(meta),
        "language": told.get("language")
        or (tree.get("lang") or "").strip()
        or _first(meta, "language"),
        "url": _url(tree, told, meta, address),
        "articleBody": told.get("body", ""),
        "summary": told.get("summary") or _first(meta, "summary"),
    }


def _base(tree: Any, address: str) -> str:
    """Return what the addresses in the page begin at."""
    given: str = next((each.get("href") or "" for each in tree.iter("base")), "")
    try:
        joined: str = urljoin(address, given.strip())
        return joined
    except ValueError:
        return address


def _scripts(tree: Any) -> Iterator[str]:
    for script in tree.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json":
            yield script.text or ""


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in tree.iter("meta"):
        content = (each.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            name = (each.get(key) or "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _all(meta: dict[str, list[str]], field: str) -> Iterator[str]:
    for name in _META[field]:
        yield from meta.get(name, ())


def _first(meta: dict[str, list[str]], field: str) -> str:
    return next(_all(meta, field), "")


def _title(tree: Any, meta: dict[str, list[str]], source: str) -> str:
    title = _first(meta, "title")
    headings = [text for each in tree.iter("h1") if (text := _text(each))]
    if not title and len(headings) == 1:
        return headings[0]
    if not title:
        title = next((_text(each) for each in tree.iter("title")), "")
    # What a page is headed with tells where the name of the site begins.
    for heading in headings:
        if title.startswith(heading) and _SUFFIX.fullmatch(title, len(heading)):
            return heading
    suffix = _SUFFIX.search(title)
    is_site = suffix and suffix[1].strip().lower() == source.strip().lower()
    return title[: suffix.start()] if suffix and is_site else title


def _date(candidates: Iterable[str]) -> str:
    """Return the first of *candidates* that can be read, else the first."""
    given = [each for each in candidates if each]
    readable = (each for each in given if parse_date(each) is not None)
    return next(readable, given[0] if given else "")


def _authors(meta: dict[str, list[str]]) -> list[str]:
    for name in _META["authors"]:
        authors = [
            text
            for each in meta.get(name, ())
            if (text := _BY.sub("", each).strip()) and "://" not in text
        ]
        if authors:
            return list(dict.fromkeys(authors))
    return []


def _tags(meta: dict[str, list[str]]) -> list[str]:
    for name in _META["tags"]:
        if values := meta.get(name):
            parts = (part.strip() for value in values for part in value.split(","))
            return list(dict.fromkeys(part for part in parts if part))
    return []


def _url(
    tree: Any, told: dict[str, Any], meta: dict[str, list[str]], address: str
) -> str:
    base = _base(tree, address)
    links = (
        each.get("href") or ""
        for each in tree.iter("link")
        if "canonical" in (each.get("rel") or "").lower().split()
    )
    for candidate in (*links, told.get("url", ""), _first(meta, "url"), address):
        try:
            url = urljoin(base, candidate.strip()) if candidate.strip() else ""
            if urlsplit(url).scheme in ("http", "https"):
                return url
        except ValueError:
            continue
    return ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


class _Marked:
    """What the elements around the text are marked as."""

    def __init__(self, tree: Any) -> None:
        heading = next(tree.iter("h1"), None)
        above = heading.iterancestors("article", "main") if heading is not None else ()
        #: Where the article is; None if that is not marked.
        self._article = next(iter(above), None)
        self._tree = tree

    def dates(self) -> Iterator[str]:
        """Yield the times that are said to be that of publication, best first."""
        yield from self._property("datePublished")
        times = [each for each in self._tree.iter("time") if each.get("datetime")]
        for each in times:
            words = f"{each.get('class') or ''} {each.get('id') or ''}".lower()
            if "updated" in words and "published" not in words:
                continue
            if each.get("pubdate") is not None or any(hint in words for hint in _HINTS):
                yield each.get("datetime").strip()
        if self._article is not None:
            first = next(self._article.iter("time"), None)
            if first is not None and first.get("datetime"):
                yield first.get("datetime").strip()

    def changes(self) -> Iterator[str]:
        """Yield the times that are said to be those of the last change."""
        yield from self._property("dateModified")

    def authors(self) -> list[str]:
        """Return who is said to have written it."""
        links = [
            each
            for each in self._tree.iter("a")
            if "author" in (each.get("rel") or "").lower().split()
        ]
        names = [*self._property("author"), *(_text(each) for each in links)]
        return list(dict.fromkeys(filter(None, map(_name, names))))

    def _property(self, name: str) -> Iterator[str]:
        for each in self._tree.iterfind(f".//*[@itemprop='{name}']"):
            inner = each.find(".//*[@itemprop='name']")
            value = each.get("datetime") or each.get("content")
            yield (value or _text(each if inner is None else inner)).strip()


def _name(text: str) -> str:
    name = _BY.sub("", text)
    return name if len(name) <= _MOST_NAME and "://" not in name else ""
