"""Markdown: front matter, then a text whose marks are taken out."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UnusableRecordError
from .frontmatter import split_front_matter
from .libraries import library
from .plaintext import dated, text_of
from .unparsed import unparsed_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rawrecord import RawRecord
    from .unparsed import Decode, UnparsedRecord

#: It takes a second for each MiB.
_MOST_BYTES = 4 * 2**20
#: The time that a paragraph takes is that of its marks squared.
_MOST_MARKS = {"[": 2_000, "*": 10_000, "_": 10_000, "`": 10_000, "<": 10_000}
_BLOCKS = re.compile(r"\n\s*\n")
_BREAKS = ("softbreak", "hardbreak")
_KEPT_LINES = ("code_block", "fence", "html_block")
#: Keys of the generators of sites, and our field.
_FIELDS = {
    "updated": ("lastmod", "last_modified_at", "modified", "date_modified"),
    "published": ("pubDate", "pubdate", "publishDate", "date_published"),
    "section": ("category",),
    "language": ("locale",),
    "url": ("canonical", "canonical_url", "canonicalURL", "permalink", "link"),
}
_NAMES = ("name", "title")


def read_markdown(
    chunks: Iterable[bytes], path: str, declared: str | None
) -> Iterator[UnparsedRecord | RawRecord]:
    """Yield the one record of a file; its title is the front matter's or a heading."""
    parse = partial(_parse, path=path, declared=declared)
    return unparsed_file(chunks, parse, _MOST_BYTES)


def _parse(
    raw: bytes, decode: Decode, path: str, declared: str | None
) -> dict[str, Any]:
    given, text = split_front_matter(text_of(raw, decode, declared))
    if given.pop("draft", False) is True or given.get("published") is False:
        raise UnusableRecordError("a draft, by its front matter; it is not published")
    if isinstance(given.get("published"), bool):
        del given["published"]
    value = _named(given)
    plain = plain_markdown(text)
    derived = {}
    if not value.get("title") and plain.heading:
        value["title"] = plain.heading
        derived["title"] = "first heading"
        text = plain.text
    elif plain.heading == value.get("title"):
        text = plain.text
    else:
        text = "\n\n".join(filter(None, (plain.heading, plain.text)))
    value["body"] = text
    if not any(value.get(key) for key in ("published", "date")):
        value = {**dated(path), **value}
    extra = value.get("extra")
    notes = {**(extra.get("derived", {}) if isinstance(extra, dict) else {}), **derived}
    if notes and (extra is None or isinstance(extra, dict)):
        value["extra"] = {**(extra or {}), "derived": notes}
    return value


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields *given* under our names, as far as they are known."""
    value = dict(given)
    for name, keys in _FIELDS.items():
        for key in keys:
            if value.get(name) is None and isinstance(value.get(key), str):
                value[name] = value.pop(key)
    categories = value.get("categories")
    if not value.get("section") and categories:
        first = categories[0] if isinstance(categories, list) else categories
        value["section"] = str(first)
    for name in ("title", "section", "source", "language", "url"):
        if isinstance(value.get(name), (int, float)):
            value[name] = str(value[name])
        elif isinstance(value.get(name), list):
            value[name] = ", ".join(map(str, value[name]))
    for name in ("author", "authors", "tag", "tags"):
        if name in value:
            value[name] = _names(value[name])
    return value


def _names(given: Any) -> list[str]:
    """Return the names in a string, an object or a list of them."""
    match given:
        case list():
            return [name for each in given for name in _names(each)]
        case dict():
            return [str(given[key]) for key in _NAMES if given.get(key)][:1]
        case None:
            return []
        case _:
            return [each.strip() for each in str(given).split(",") if each.strip()]


class PlainMarkdown(NamedTuple):
    """A text without marks."""

    #: The heading that it begins with, if it does.
    heading: str
    #: What follows.
    text: str


def plain_markdown(text: str) -> PlainMarkdown:
    """Return the heading and the text of *text*, a blank line between paragraphs.

    HTML in it stays: that is for cleaning.

    :raises UnusableRecordError: if it would take very long.
    """
    for block in _BLOCKS.split(text):
        if any(block.count(mark) > most for mark, most in _MOST_MARKS.items()):
            raise UnusableRecordError("a paragraph has more marks than Markdown has")
    markdown = library("markdown_it", "ingest", "Markdown")
    tokens = markdown.MarkdownIt("commonmark").enable("table").parse(text)
    blocks: list[str] = []
    heading = ""
    is_title = False
    row: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                is_title = token.tag == "h1" and not blocks and not heading
            case "tr_open":
                row = []
            case "tr_close":
                blocks.append(" ".join(filter(None, row or ())))
                row = None
            case "inline" if row is not None:
                row.append(_inline(token))
            case "inline" if is_title:
                heading, is_title = _inline(token), False
            case "inline":
                blocks.append(_inline(token))
            case kind if kind in _KEPT_LINES:
                blocks.append(token.content.strip("\n"))
    return PlainMarkdown(heading, "\n\n".join(filter(None, blocks)))


def _inline(token: Any) -> str:
    parts = (
        "\n" if child.type in _BREAKS else child.content
        for child in token.children or ()
    )
    return "".join(parts).strip()
