"""The addresses of concordances: a page of lines, or all of them as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..search import (
    ConcordanceRequest,
    ParameterError,
    Problem,
    check_format,
    export_format,
)
from .answers import entity_tag, is_clock_bound, json_response, not_modified, tagged
from .exporting import streamed
from .links import canonical_pairs, numbered_links
from .models import ConcordanceParameters
from .parameters import read_parameters
from .paths import own_path

if TYPE_CHECKING:
    from flask import Response

    from ..search import Archive

#: What only a page has.
_PAGED = ("page", "per_page")


@dataclass(frozen=True, slots=True)
class Concordances:
    """The views of one archive's concordances."""

    archive: Archive
    max_body_bytes: int

    def concordance(self) -> Response:
        """Answer a page of lines, or all of them in another format."""
        given = read_parameters(ConcordanceParameters, self.max_body_bytes).given()
        form = given.pop("format", "json")
        check_format(form, ConcordanceParameters.FORMATS)
        asked = ConcordanceRequest.of(**given)
        if form == "json":
            return self._page(asked, given)
        return self._file(asked, given, form)

    def _page(self, asked: ConcordanceRequest, given: dict[str, Any]) -> Response:
        known = not_modified(concordance_tag(self.archive.revision, asked, "json"))
        if known is not None:
            return known
        found = self.archive.concordance(**given)
        links = numbered_links(own_path(), _pairs(asked), found.page, found.last_page)
        response = json_response(
            found.to_dict() | {"next": links.next, "previous": links.previous}
        )
        header = links.header()
        if header is not None:
            response.headers["Link"] = header
        return tagged(response, concordance_tag(found.revision, asked, "json"))

    def _file(
        self, asked: ConcordanceRequest, given: dict[str, Any], form: str
    ) -> Response:
        refused = [_of_a_page(name, form) for name in _PAGED if name in given]
        if refused:
            raise ParameterError(*refused)
        known = not_modified(concordance_tag(self.archive.revision, asked, form))
        if known is not None:
            return known
        export = self.archive.export_concordance(**given)
        response = streamed(export, export_format(form), "concordance")
        return tagged(response, concordance_tag(export.revision, asked, form))


def concordance_tag(revision: str, asked: ConcordanceRequest, form: str) -> str | None:
    """Return the entity tag of lines as *form* at the current request's path.

    None if they change by the clock.
    """
    if is_clock_bound(asked.question):
        return None
    pairs = [*_pairs(asked), ("page", str(asked.page)), ("format", form)]
    return entity_tag(revision, own_path(), pairs)


def _of_a_page(name: str, form: str) -> Problem:
    detail = f"{name} cannot stand beside format={form}, which gives every line"
    return Problem(name, "conflicting_parameters", detail)


def _pairs(asked: ConcordanceRequest) -> list[tuple[str, str]]:
    """Return the parameters of *asked* that are no defaults, but for the page."""
    pairs = [pair for pair in canonical_pairs(asked.question) if pair[0] != "sort"]
    return pairs + line_pairs(asked)


def line_pairs(asked: ConcordanceRequest) -> list[tuple[str, str]]:
    """Return the parameters that say how lines are told, but for the page.

    Those that are defaults are left out.
    """
    defaults = ConcordanceRequest(question=asked.question)
    return [
        (name, str(getattr(asked, name)))
        for name in ("sort", "context", "per_page")
        if getattr(asked, name) != getattr(defaults, name)
    ]
