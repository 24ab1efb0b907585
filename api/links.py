"""Addresses of searches: the canonical query string, next, previous and first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..search import FILTERS, PARAMETERS, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A Link header above this is left out: proxies refuse long headers, and the
#: same links stand in the body.
_MAX_HEADER_BYTES = 4_000

#: Where in the list of hits a page begins: in no link but for its own place.
_PLACES = ("page", "cursor")

#: Their values stand in one parameter, separated by commas.
_COMMA_SEPARATED = ("within", "fields", "facet")

_DEFAULTS = SearchRequest()


def canonical_pairs(
    asked: SearchRequest, defaults: SearchRequest = _DEFAULTS
) -> list[tuple[str, str]]:
    """Return the parameters of *asked* that differ from *defaults*.

    They stand in the order of SearchRequest, so equal requests are equal texts.
    """
    pairs: list[tuple[str, str]] = []
    given, usual = vars(asked), vars(defaults)
    for name in PARAMETERS:
        value = given[name]
        if value == usual[name]:
            continue
        if name == "exclude":
            for each in FILTERS:
                pairs += [(f"exclude.{each}", text) for text in value.get(each, ())]
        elif name in FILTERS:
            pairs += [(name, text) for text in value]
        else:
            pairs.append((name, _written(name, value)))
    return pairs


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return *path* with *pairs*, whose names need no escapes, as its query string."""
    query = "&".join([f"{name}={quote(value, safe='')}" for name, value in pairs])
    return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The pages around one page of results, as URLs from the server's root."""

    first: str
    previous: str | None
    next: str | None

    def header(self) -> str | None:
        """Return the Link header (RFC 8288), or None where it would be too long."""
        named = (("next", self.next), ("prev", self.previous), ("first", self.first))
        text = ", ".join(f'<{url}>; rel="{name}"' for name, url in named if url)
        return text if len(text) <= _MAX_HEADER_BYTES else None


def page_links(
    path: str,
    asked: SearchRequest,
    pairs: Iterable[tuple[str, str]],
    total: int,
    cursor: str | None,
) -> PageLinks:
    """Return the links around the answer to *asked* at *path*.

    :param pairs: those of *asked*.
    :param total: of all that was found.
    :param cursor: of the next page.
    """
    first = with_query(path, [each for each in pairs if each[0] not in _PLACES])
    return PageLinks(
        first=first,
        previous=_previous(first, asked.page, -(-total // asked.per_page)),
        next=None if cursor is None else _with_one(first, "cursor", cursor),
    )


def numbered_links(
    path: str, pairs: list[tuple[str, str]], page: int, last: int
) -> PageLinks:
    """Return the links around a page that is reached by its number alone.

    :param pairs: the parameters of all the pages.
    :param last: the number of the last page; 0 if there is none.
    """
    first = with_query(path, pairs)
    return PageLinks(
        first=first,
        previous=_previous(first, page, last),
        next=_with_one(first, "page", str(page + 1)) if page < last else None,
    )


def _previous(first: str, page: int, last: int) -> str | None:
    # Behind the end, the page before is the last one there is.
    before = min(page - 1, max(last, 1))
    if before > 1:
        return _with_one(first, "page", str(before))
    return first if before == 1 else None


def _with_one(url: str, name: str, value: str) -> str:
    """Return *url* with one parameter more, which needs no escapes."""
    return f"{url}{'&' if '?' in url else '?'}{name}={value}"


def _written(name: str, value: object) -> str:
    if name in _COMMA_SEPARATED and isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
