"""The address of similar articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..search import SearchRequest
from .answers import (
    entity_tag,
    is_clock_bound,
    is_conditional,
    json_response,
    not_modified,
    tagged,
)
from .links import canonical_pairs
from .models import SimilarParameters
from .parameters import read_parameters
from .paths import own_path

if TYPE_CHECKING:
    from flask import Response

    from ..search import Archive


@dataclass(frozen=True, slots=True)
class Likening:
    """The view of the articles that are similar to one."""

    archive: Archive
    max_body_bytes: int

    def similar(self) -> Response:
        """Answer the articles that are similar to the one whose id is given."""
        asked = read_parameters(SimilarParameters, self.max_body_bytes)
        if is_conditional():
            known = not_modified(_tag(self.archive.revision, asked))
            if known is not None:
                return known
        found = self.archive.similar(asked.id, asked.size, **asked.narrowing())
        return tagged(json_response(found.to_dict()), _tag(found.revision, asked))


def _tag(revision: str, asked: SimilarParameters) -> str | None:
    """Return the entity tag of what is asked; None if it changes by the clock."""
    narrowing = SearchRequest.of(**asked.narrowing())
    if is_clock_bound(narrowing):
        return None
    pairs = [("id", asked.id), ("size", str(asked.size)), *canonical_pairs(narrowing)]
    return entity_tag(revision, own_path(), pairs)
