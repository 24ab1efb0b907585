"""The addresses that stream: all that a search finds, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response

from ..search import ExportText, export_format, export_request
from .answers import entity_tag, is_clock_bound, not_modified, tagged
from .links import canonical_pairs
from .models import ExportParameters
from .parameters import read_parameters
from .paths import own_path

if TYPE_CHECKING:
    from ..search import Archive, Export, ExportFormat, SearchRequest


@dataclass(frozen=True, slots=True)
class Exporting:
    """The views of one archive's exports."""

    archive: Archive
    max_body_bytes: int

    def export(self) -> Response:
        """Answer every hit of a search."""
        given = read_parameters(ExportParameters, self.max_body_bytes).given()
        form = export_format(given.pop("format", "ndjson"))
        asked = export_request(given.pop("q", ""), given)
        known = not_modified(_tag(self.archive.revision, asked, form))
        if known is not None:
            return known
        export = self.archive.export(asked.q, **given)
        tag = _tag(export.revision, asked, form)
        return tagged(streamed(export, form, "broadsheet"), tag)


def streamed(export: Export[Any], form: ExportFormat, name: str) -> Response:
    """Return *export* as a file to keep, read while it is sent.

    Its revision is held until all is sent or the client leaves.
    """
    response = Response(iter(ExportText(export, form)), content_type=form.media_type)
    response.call_on_close(export.close)
    filename = f"{name}-{export.revision}.{form.name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tag(revision: str, asked: SearchRequest, form: ExportFormat) -> str | None:
    if is_clock_bound(asked):
        return None
    pairs = [*canonical_pairs(asked), ("format", form.name)]
    return entity_tag(revision, own_path(), pairs)
