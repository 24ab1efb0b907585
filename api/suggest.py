"""The address of suggestions: how a query that is being typed may go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .answers import entity_tag, is_conditional, json_response, not_modified, tagged
from .models import SuggestParameters
from .parameters import read_parameters
from .paths import own_path

if TYPE_CHECKING:
    from flask import Response

    from ..search import Archive


@dataclass(frozen=True, slots=True)
class Suggesting:
    """The view of one archive's suggestions."""

    archive: Archive
    max_body_bytes: int

    def suggest(self) -> Response:
        """Answer completions and titles."""
        asked = read_parameters(SuggestParameters, self.max_body_bytes)
        path, pairs = own_path(), [("q", asked.q), ("size", str(asked.size))]
        if is_conditional():
            known = not_modified(entity_tag(self.archive.revision, path, pairs))
            if known is not None:
                return known
        found = self.archive.suggest(asked.q, asked.size)
        tag = entity_tag(found.revision, path, pairs)
        return tagged(json_response(found.to_dict()), tag)
