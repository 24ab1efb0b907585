"""HTML: the article of a page, as trafilatura finds it, and what is said of it."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UnusableRecordError
from .libraries import library
from .pagemetadata import page_metadata
from .unparsed import unparsed_file
from .wholefile import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rawrecord import RawRecord
    from .unparsed import Decode, UnparsedRecord

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))

_LOOKED_AT = 4_096
_CHARSET = re.compile(
    rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})"""
    rb"""|<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
#: What a page is saved from, in a comment that browsers write.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+) -->")
#: Pictures that are written into a page.
_DATA = re.compile(r"""data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{256,}""")
#: A text so short may be the wrong part of the page.
_SHORT_TEXT = 250
#: Elements of a page; the longest of live blogs have a third of them.
_MOST_ELEMENTS = 50_000
#: So many short lines may stand above the headline, such as its author and date.
_MOST_LINES_ABOVE = 5
_SHORT_LINE = 60
_NO_TEXT = "no article was found in the page"
_NOWHERE = logging.NullHandler()


class Origin(NamedTuple):
    """Where a page is from, as far as that is known."""

    address: str = ""
    #: When it was had from there.
    captured: str = ""


NOT_KNOWN = Origin()


def read_page(
    chunks: Iterable[bytes], declared: str | None
) -> Iterator[UnparsedRecord | RawRecord]:
    """Yield the one record of a page."""
    return unparsed_file(chunks, partial(parse_page, declared=declared))


def parse_page(
    raw: bytes,
    decode: Decode,
    declared: str | None,
    origin: Origin = NOT_KNOWN,
) -> dict[str, Any]:
    """Return the fields of the article in the page *raw*.

    :param declared: its encoding, if it was told beside the page.
    :raises UnusableRecordError: if there is none.
    """
    if len(raw) > MAX_FILE_BYTES:
        reason = f"{len(raw):,} bytes long; a page has at most {MAX_FILE_BYTES:,}"
        raise UnusableRecordError(reason)
    # What it finds wrong with a page is told by us, once, where it matters.
    logging.getLogger("trafilatura").addHandler(_NOWHERE)
    value = _article(decode(raw, declared or _declared(raw)).text, origin.address)
    extra = {"summary": value.pop("summary"), "captured": origin.captured}
    value["extra"] = {key: each for key, each in extra.items() if each}
    return value


def _declared(raw: bytes) -> str | None:
    match = _CHARSET.search(raw[:_LOOKED_AT])
    name = match and (match[1] or match[2])
    return name.decode() if name else None


def _article(text: str, address: str) -> dict[str, Any]:
    """Return the fields of the article in the page *text*.

    :raises UnusableRecordError: if there is none.
    """
    saved = _SAVED_FROM.search(text[:_LOOKED_AT])
    address = address or (saved[1] if saved else "")
    try:
        tree = library("trafilatura", "ingest", "HTML").load_html(_DATA.sub("", text))
        is_too_large = tree is not None and _is_too_large(tree)
        is_read = tree is not None and not is_too_large
        value = page_metadata(tree, address) if is_read else {}
        body = _body(tree, value.pop("articleBody")) if is_read else ""
    except Exception as error:
        # Pages are whatever anybody wrote, and the libraries say nothing of what
        # they raise: one page is not to end the run.
        reason = f"the page cannot be read: {type(error).__name__}: {error}"[:300]
        raise UnusableRecordError(reason) from error
    if is_too_large:
        reason = f"a page of more than {_MOST_ELEMENTS:,} elements; split it"
        raise UnusableRecordError(reason)
    if not body:
        raise UnusableRecordError(_NO_TEXT)
    return {**value, "body": _without_title(body, value["title"])}


def _is_too_large(tree: Any) -> bool:
    return any(count >= _MOST_ELEMENTS for count, _ in enumerate(tree.iter()))


def _without_title(body: str, title: str) -> str:
    """Return *body* without the headline and the few words that stand above it."""
    lines = body.split("\n")
    for place, line in enumerate(lines[:_MOST_LINES_ABOVE]):
        if line.strip() == title.strip():
            return "\n".join(lines[place + 1 :]).lstrip() or body
        if len(line) > _SHORT_LINE:
            break
    return body


def _body(tree: Any, told: str) -> str:
    """Return the text of the article, from what is *told* where none is found."""
    extract = library("trafilatura", "ingest", "HTML").bare_extraction
    best = ""
    for fast in (True, False):
        # It takes elements out of the tree that it is given.
        result = extract(
            deepcopy(tree), fast=fast, include_comments=False, with_metadata=False
        )
        text = (result.text or "").strip() if result is not None else ""
        best = max(best, text, key=len)
        if len(best) >= _SHORT_TEXT:
            break
    return best or told
