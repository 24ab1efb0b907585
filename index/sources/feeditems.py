"""RSS, Atom and WordPress exports: an article an item or entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..identity import is_printable_id
from .rawrecord import too_long
from .textblocks import text_in_blocks
from .wholefile import found, refused
from .wordpress import Authors, export_fields, is_article, why_unpublished
from .xmlelements import XmlBrokenError, read_elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rawrecord import RawRecord
    from .xmlelements import Element, FoundElement

#: How deep below each root the items are, and what is told of all of them.
_DEPTHS = {"rss": 2, "rdf:RDF": 1, "atom:feed": 1, "atom:entry": 0}
_ITEMS = ("item", "atom:entry")


def read_feed(chunks: Iterable[bytes]) -> Iterator[RawRecord]:
    """Yield the record of each item, at its line."""
    feed = _Feed()
    read = False
    try:
        for each in read_elements(chunks, _DEPTHS):
            read = True
            if each.element.name in _ITEMS:
                if (record := feed.record(each)) is not None:
                    yield record
            else:
                feed.tell(each.element)
    except XmlBrokenError as error:
        yield refused(error.raw, str(error), error.line, error.offset)
    else:
        if not read:
            yield refused(b"", "has no items: it is no RSS, no Atom and no export")


class _Feed:
    """What was told of a feed before its items."""

    def __init__(self) -> None:
        self._title = ""
        self._language = ""
        self._authors = Authors()

    def tell(self, element: Element) -> None:
        """Take note of what *element* says of all items."""
        match element.name:
            case "title" | "atom:title":
                self._title = element.text.strip()
            case "language" | "dc:language":
                self._language = element.text.strip()
            case "channel":
                self._title = element.text_of("title")
                self._language = element.text_of("dc:language")
            case "wp:author":
                self._authors.add(element)

    def record(self, each: FoundElement) -> RawRecord | None:
        """Return the record of an item; None if it is of a kind that is no article."""
        item = each.element
        if each.size > len(each.raw):
            return too_long(each.line, each.raw, each.size, each.offset)
        if not is_article(item):
            return None
        if reason := why_unpublished(item):
            return refused(each.raw, reason, each.line, each.offset)
        is_atom = item.name.startswith("atom:")
        value = _entry(item) if is_atom else self._item(item)
        value = {"source": self._title, "language": self._language, **value}
        return found(each.raw, value, each.line, each.offset)

    def _item(self, item: Element) -> dict[str, Any]:
        guid = item.child("guid")
        identity = item.text_of("guid") or item.attributes.get("rdf:about", "")
        link = item.text_of("link")
        is_link = guid is None or guid.attributes.get("isPermaLink") != "false"
        if not link and is_link and identity.startswith(("http://", "https://")):
            link = identity
        content = item.text_of("content:encoded")
        summary = item.text_of("description")
        authors = [each.text.strip() for each in item.children("dc:creator")]
        value: dict[str, Any] = {
            "title": item.text_of("title"),
            "body": content or summary,
            "published": item.text_of("pubDate") or item.text_of("dc:date"),
            "updated": item.text_of("dcterms:modified"),
            "authors": authors or _of_address(item.text_of("author")),
            "tags": _texts(item, "category") or _texts(item, "dc:subject"),
            "url": link,
            **_id(identity, link),
        }
        if source := item.text_of("source"):
            value["source"] = source
        if language := item.text_of("dc:language"):
            value["language"] = language
        if content and summary:
            value["extra"] = {"summary": summary}
        return {**value, **export_fields(item, self._authors)}


def _entry(entry: Element) -> dict[str, Any]:
    content = _content(entry.child("atom:content"))
    summary = _content(entry.child("atom:summary"))
    link = _atom_link(entry)
    identity = entry.text_of("atom:id")
    value: dict[str, Any] = {
        "title": _content(entry.child("atom:title")),
        "body": content or summary,
        "published": entry.text_of("atom:published") or entry.text_of("atom:issued"),
        "updated": entry.text_of("atom:updated") or entry.text_of("atom:modified"),
        "authors": [
            each.text_of("atom:name") for each in entry.children("atom:author")
        ],
        "tags": [
            each.attributes.get("label") or each.attributes.get("term", "")
            for each in entry.children("atom:category")
        ],
        "url": link,
        **_id(identity, link),
    }
    if source := entry.text_of("atom:source", "atom:title"):
        value["source"] = source
    if language := entry.attributes.get("xml:lang"):
        value["language"] = language
    if content and summary:
        value["extra"] = {"summary": summary}
    return value


def _content(element: Element | None) -> str:
    """Return the text of a construct of Atom, or its HTML."""
    if element is None:
        return ""
    if element.attributes.get("type") in ("xhtml", "application/xhtml+xml"):
        return text_in_blocks(element)
    return element.text.strip()


def _atom_link(entry: Element) -> str:
    links = list(entry.children("atom:link"))
    for link in links:
        if link.attributes.get("rel", "alternate") == "alternate":
            return link.attributes.get("href", "").strip()
    return ""


def _id(identity: str, link: str) -> dict[str, str]:
    """Return an id where there is no address to make one of."""
    return {"id": identity} if not link and is_printable_id(identity) else {}


def _texts(item: Element, name: str) -> list[str]:
    return [each.text.strip() for each in item.children(name)]


def _of_address(author: str) -> list[str]:
    """Return the name in ``jane@example.org (Jane Doe)``, else what stands there."""
    address, _, name = author.partition(" (")
    if "@" in address and name.endswith(")"):
        return [name[:-1]]
    return [author] if author else []
