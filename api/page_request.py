"""What a page is asked: as the API, but repaired, with a word on each repair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..search import FILTERS, SearchRequest, unknown_parameter
from .links import canonical_pairs
from .models import ArticlePageParameters, SearchParameters
from .parameters import known_names, repeated_names, to_model, url_values

if TYPE_CHECKING:
    from .parameter_types import Parameters
    from .parameters import Given

#: What a page asks for unless its address says otherwise.
PAGE_DEFAULTS = SearchRequest(
    syntax="lenient", facet=("source", "section", "lang"), interval="auto"
)

#: The parameters that decide what of an article is marked.
_MARKING = ("within", "op", "stem", "syntax", "tz", "lang")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A search as the address of a page states it."""

    asked: SearchRequest
    #: What was left out of the address, a sentence each.
    notices: tuple[str, ...]
    #: The article to show, where the address has it as a parameter.
    article_id: str = ""

    @classmethod
    def read(cls, model: type[SearchParameters] = SearchParameters) -> PageRequest:
        """Return what the current request's address asks for.

        Empty fields of a form are as if left out, unknown names are left out
        and told, and of a repeated value the last counts.

        :raises RequestError: if what is left cannot be used.
        """
        given, notices = repaired(model, url_values())
        values = to_model(model, given).given()
        article_id = values.pop("id", "")
        asked = SearchRequest.of(**(page_defaults() | values))
        return cls(asked, tuple(notices), article_id)

    @classmethod
    def of_article(cls) -> PageRequest:
        """Return what the address of an article's page asks for."""
        return cls.read(ArticlePageParameters)

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """Return the address's parameters after *changes*, on the first page."""
        changed = replace(self.asked, **{"page": 1, "cursor": None, **changes})
        return canonical_pairs(changed, PAGE_DEFAULTS)

    def marking(self) -> dict[str, Any]:
        """Return the parameters that decide what of an article is marked."""
        return {name: getattr(self.asked, name) for name in _MARKING}

    def filters(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return each filter in words, with the parameters without it."""
        found = []
        for name in FILTERS:
            values = getattr(self.asked, name)
            for value in values:
                rest = tuple(each for each in values if each != value)
                found.append((f"{name}: {value}", self.pairs(**{name: rest})))
            excluded = self.asked.exclude.get(name, ())
            for value in excluded:
                rest = tuple(each for each in excluded if each != value)
                left = {**self.asked.exclude, name: rest}
                found.append((f"not {name}: {value}", self.pairs(exclude=left)))
        for name in ("since", "undated"):
            value = getattr(self.asked, name)
            if value is not None:
                found.append((f"{name}: {value}", self.pairs(**{name: None})))
        return found


def page_defaults() -> dict[str, Any]:
    """Return what a page asks for by itself that an address of the API does not."""
    return {
        name: getattr(PAGE_DEFAULTS, name) for name in ("syntax", "facet", "interval")
    }


def repaired(model: type[Parameters], given: Given) -> tuple[Given, list[str]]:
    """Return what of *given* can be read as *model*, and what was left out.

    Empty fields of a form are as if left out; each note is a sentence.
    """
    filled = {
        name: [value for value in values if value or name in ("q", "facet")]
        for name, values in given.items()
    }
    known = known_names(model)
    notices = [
        f"The address was read without {name}: {unknown_parameter(name, known).detail}."
        for name in filled
        if name not in known
    ]
    kept = {name: filled[name] for name in filled if name in known and filled[name]}
    for name in repeated_names(model, kept):
        notices.append(f"Of the values of {name}, the last was taken.")
        kept[name] = kept[name][-1:]
    return kept, notices
