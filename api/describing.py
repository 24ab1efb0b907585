"""The addresses that describe: the fields there are, and how a query is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..search import SearchRequest
from .answers import entity_tag, json_response, not_modified, search_tag, tagged
from .models import NoParameters, QuestionParameters
from .parameters import read_parameters
from .paths import own_path

if TYPE_CHECKING:
    from flask import Response

    from ..search import Archive


@dataclass(frozen=True, slots=True)
class Describing:
    """The views that describe one archive."""

    archive: Archive
    max_body_bytes: int

    def fields(self) -> Response:
        """Answer what articles have, and how many of them."""
        read_parameters(NoParameters, self.max_body_bytes)
        found = self.archive.fields()
        tag = entity_tag(found.revision, own_path(), [])
        return not_modified(tag) or tagged(json_response(found.to_dict()), tag)

    def parse(self) -> Response:
        """Answer how a query is read, without searching for it."""
        given = read_parameters(QuestionParameters, self.max_body_bytes).given()
        asked = SearchRequest.of(**given)
        reading = self.archive.read_query(**given)
        tag = search_tag(reading.revision, own_path(), asked)
        return not_modified(tag) or tagged(json_response(reading.to_dict()), tag)
