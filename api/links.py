"""Addresses of searches: the canonical query string, next, previous and first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from ..search import FILTERS, PARAMETERS, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A Link header above this is left out: proxies refuse long headers, and the
#: same links stand in the body.
_MAX_HEADER_BYTES = 4_000

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
    """Return *path* with *pairs* as its query string."""
    query = urlencode(list(pairs), quote_via=quote)
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
    path: str, asked: SearchRequest, total: int, cursor: str | None
) -> PageLinks:
    """Return the links around the answer to *asked* at *path*.

    :param total: of all that was found.
    :param cursor: of the next page.
    """
    pairs = [
        (name, value)
        for name, value in canonical_pairs(asked)
        if name not in ("page", "cursor")
    ]
    # Behind the end, the page before is the last one there is.
    last = -(-total // asked.per_page)
    before = min(asked.page - 1, max(last, 1))
    return PageLinks(
        first=with_query(path, pairs),
        previous=_numbered(path, pairs, before) if before >= 1 else None,
        next=None if cursor is None else with_query(path, [*pairs, ("cursor", cursor)]),
    )


def numbered_links(
    path: str, pairs: list[tuple[str, str]], page: int, last: int
) -> PageLinks:
    """Return the links around a page that is reached by its number alone.

    :param pairs: the parameters of all the pages.
    :param last: the number of the last page; 0 if there is none.
    """
    before = min(page - 1, max(last, 1))
    return PageLinks(
        first=with_query(path, pairs),
        previous=_numbered(path, pairs, before) if before >= 1 else None,
        next=_numbered(path, pairs, page + 1) if page < last else None,
    )


def _numbered(path: str, pairs: list[tuple[str, str]], page: int) -> str:
    return with_query(path, [*pairs, ("page", str(page))] if page > 1 else pairs)


def _written(name: str, value: object) -> str:
    if name in _COMMA_SEPARATED and isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
