"""Warning: what was repaired, or read otherwise than typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """Something the reader should know about how the query was read."""

    #: A stable snake_case name, such as ``unbalanced_quote``.
    code: str
    #: A sentence for the reader.
    detail: str
    #: Half-open span of code points in the query, if it has a place.
    at: tuple[int, int] | None = None
    #: A query that says the same without the warning, if one can be told.
    suggestion: str | None = None
