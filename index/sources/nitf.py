"""NITF: the XML of the wires, an article a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..identity import is_printable_id
from .rawrecord import too_long
from .textblocks import text_in_blocks
from .wholefile import found, refused
from .xmlelements import XmlBrokenError, read_elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rawrecord import RawRecord
    from .xmlelements import Element

_LEFT_OUT = frozenset(("media", "media-metadata", "media-caption", "media-producer"))
_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?)?")


def read_nitf(chunks: Iterable[bytes]) -> Iterator[RawRecord]:
    """Yield the one record of a document."""
    read = False
    try:
        for each in read_elements(chunks, {"nitf": 0}):
            read = True
            if each.size > len(each.raw):
                yield too_long(each.line, each.raw, each.size, each.offset)
            else:
                yield found(each.raw, _value(each.element), each.line, each.offset)
    except XmlBrokenError as error:
        yield refused(error.raw, str(error), error.line, error.offset)
    else:
        if not read:
            yield refused(b"", "has no nitf element, so it is no NITF")


def _value(nitf: Element) -> dict[str, Any]:
    head = nitf.child("body", "body.head")
    body = nitf.child("body", "body.content")
    facts = nitf.child("head", "docdata")
    publication = nitf.child("head", "pubdata")
    headline = nitf.text_of("body", "body.head", "hedline", "hl1")
    section = _attribute(publication, "position.section") or _meta(
        nitf, "section", "online_sections", "category"
    )
    value: dict[str, Any] = {
        "title": " ".join((headline or nitf.text_of("head", "title")).split()),
        "body": text_in_blocks(body, _LEFT_OUT) if body else "",
        "published": _published(facts, publication, head),
        "authors": _authors(head),
        "source": _attribute(publication, "name")
        or (head.text_of("distributor") if head else ""),
        "section": section,
        "tags": _tags(facts),
        "url": _attribute(publication, "ex-ref"),
        "language": (body.attributes.get("xml:lang") if body else None)
        or nitf.attributes.get("xml:lang"),
    }
    identity = _attribute(facts.child("doc-id") if facts else None, "id-string")
    if is_printable_id(identity):
        value["id"] = identity
    extra = {
        "summary": text_in_blocks(abstract)
        if head and (abstract := head.child("abstract"))
        else "",
        "dateline": head.text_of("dateline") if head else "",
        "subheadline": nitf.text_of("body", "body.head", "hedline", "hl2"),
    }
    value["extra"] = {key: each for key, each in extra.items() if each}
    return value


def _published(
    facts: Element | None,
    publication: Element | None,
    head: Element | None,
) -> str:
    date = head.child("dateline", "story.date") if head else None
    candidates = (
        _attribute(facts.child("date.issue") if facts else None, "norm"),
        _attribute(publication, "date.publication"),
        _attribute(date, "norm"),
        _attribute(facts.child("date.release") if facts else None, "norm"),
    )
    return next((_iso(each) for each in candidates if each), "")


def _iso(date: str) -> str:
    """Return *date* with the marks of ISO 8601, which NITF may leave out."""
    match = _COMPACT.fullmatch(date.strip())
    if match is None:
        return date
    year, month, day, hour, minute, second, zone = match.groups()
    time = f"T{hour}:{minute}:{second}{zone or ''}" if hour else ""
    return f"{year}-{month}-{day}{time}"


def _authors(head: Element | None) -> list[str]:
    if head is None:
        return []
    bylines = list(head.children("byline"))
    people = [
        " ".join(person.text.split())
        for byline in bylines
        for person in byline.within("person")
    ]
    if people:
        return people
    names = []
    for byline in bylines:
        texts = (part if isinstance(part, str) else "" for part in byline.parts)
        name = " ".join("".join(texts).split())
        names.append(_BY.sub("", name))
    return [name for name in names if name]


def _tags(facts: Element | None) -> list[str]:
    if facts is None:
        return []
    keys = [_attribute(key, "key") for key in facts.within("keyword")]
    terms = [
        " ".join(each.text.split())
        for each in facts.within("classifier", "identified-content.classifier")
    ]
    return list(dict.fromkeys(each for each in (*keys, *terms) if each))


def _meta(nitf: Element, *names: str) -> str:
    head = nitf.child("head")
    for each in head.children("meta") if head else ():
        if each.attributes.get("name") in names:
            return each.attributes.get("content", "").strip()
    return ""


def _attribute(element: Element | None, name: str) -> str:
    return element.attributes.get(name, "").strip() if element else ""
