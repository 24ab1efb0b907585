"""The page of a concordance: what its address asks, and the links around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from flask import url_for

from ..search import ConcordanceRequest, SearchRequest
from .concordances import line_pairs
from .links import PageLinks, canonical_pairs, numbered_links, with_query
from .marking import place_name
from .models import ConcordanceParameters
from .page_request import repaired
from .parameters import to_model, url_values
from .paths import article_url

if TYPE_CHECKING:
    from ..search import Concordance, ConcordanceLine

_QUESTION = SearchRequest(syntax="lenient", sort="oldest")
_Sort: TypeAlias = Literal["position", "left", "right"]
_ORDERS: tuple[tuple[_Sort, str], ...] = (
    ("position", "By date and place"),
    ("left", "By the words before"),
    ("right", "By the words behind"),
)


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the lines, and the address that asks for it."""

    text: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ConcordancePage:
    """A concordance as the address of its page states it."""

    asked: ConcordanceRequest
    #: The same, as the archive takes it.
    given: dict[str, Any]
    #: What was left out of the address, a sentence each.
    notices: tuple[str, ...]

    @classmethod
    def read(cls) -> ConcordancePage:
        """Return what the current request's address asks for.

        It is repaired as that of a search is.

        :raises RequestError: if what is left cannot be used.
        """
        given, notices = repaired(ConcordanceParameters, url_values())
        values = to_model(ConcordanceParameters, {"q": [""], **given}).given()
        values.pop("format", None)
        wanted = {"syntax": _QUESTION.syntax} | values
        return cls(ConcordanceRequest.of(**wanted), wanted, tuple(notices))

    def search_pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of the search page for the same articles."""
        return canonical_pairs(self.asked.question, _QUESTION)

    def links(self, found: Concordance) -> PageLinks:
        """Return the pages around this one."""
        path, pairs = url_for(".concordance_page"), self._pairs(self.asked.sort)
        return numbered_links(path, pairs, self.asked.page, found.last_page)

    def orders(self) -> list[Order]:
        """Return the orders that there are."""
        path = url_for(".concordance_page")
        return [
            Order(text, with_query(path, self._pairs(name)), name == self.asked.sort)
            for name, text in _ORDERS
        ]

    def file_url(self, form: str) -> str:
        """Return the address of every line, as a file of this form."""
        pairs = [pair for pair in self._pairs(self.asked.sort) if pair[0] != "per_page"]
        if self.asked.question.syntax == _QUESTION.syntax:
            # The API reads strictly unless it is told.
            pairs.append(("syntax", _QUESTION.syntax))
        return with_query(url_for(".concordance"), [*pairs, ("format", form)])

    def line_url(self, line: ConcordanceLine) -> str:
        """Return the address of the line's place in its article."""
        url = article_url(".article_page", line.id, self.search_pairs())
        return f"{url}#{place_name(line.field, line.start)}"

    def _pairs(self, sort: _Sort) -> list[tuple[str, str]]:
        """Return the parameters that are no defaults, in another order of lines."""
        return self.search_pairs() + line_pairs(replace(self.asked, sort=sort))
