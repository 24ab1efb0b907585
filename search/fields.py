"""Fields: what articles may have, what can be done with it, and how many have it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..index import DateKind, reading

if TYPE_CHECKING:
    from ..index import OpenSegment, Snapshot


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of an article."""

    name: str
    #: ``text``, ``texts``, ``date``, ``word`` (one of a few) or ``object``.
    type: str
    #: Its name in a query, as in ``author:lee``; None if it cannot be searched.
    query: str | None
    #: The parameter that filters by it and the name of its facet, if it has them.
    filter: str | None
    #: Whether hits can be put into its order.
    sortable: bool
    #: Articles that have it, title and body if there is a word in them; None if that
    #: is not counted.
    articles: int | None


@dataclass(frozen=True, slots=True)
class FieldList:
    """The fields of the articles of one revision."""

    revision: str
    #: Articles there are.
    articles: int
    fields: tuple[FieldInfo, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of this list."""
        return {
            "revision": self.revision,
            "articles": self.articles,
            "fields": [
                {
                    **asdict(each),
                    "searchable": each.query is not None,
                    "facetable": each.filter is not None,
                    "coverage": self._coverage(each),
                }
                for each in self.fields
            ],
        }

    def _coverage(self, field: FieldInfo) -> float | None:
        if field.articles is None:
            return None
        return field.articles / self.articles if self.articles else 0.0


#: Of each field its type, its name in a query and the filter of it.
_FIELDS: dict[str, tuple[str, str | None, str | None]] = {
    "id": ("text", "id", None),
    "title": ("text", "title", None),
    "body": ("text", "body", None),
    "published": ("date", "date", None),
    "date_precision": ("word", None, None),
    "date_source": ("word", None, None),
    "updated": ("date", None, None),
    "authors": ("texts", "author", "author"),
    "source": ("text", "source", "source"),
    "section": ("text", "section", "section"),
    "tags": ("texts", "tag", "tag"),
    "language": ("word", "lang", "lang"),
    "url": ("text", None, None),
    "extra": ("object", None, None),
}
_SORTABLE = ("published",)


def list_fields(snapshot: Snapshot) -> FieldList:
    """Return what the articles of *snapshot* have."""
    infos = tuple(
        FieldInfo(name, kind, query, by, name in _SORTABLE, _count(snapshot, name, by))
        for name, (kind, query, by) in _FIELDS.items()
    )
    return FieldList(snapshot.revision, snapshot.doc_count, infos)


def _count(snapshot: Snapshot, name: str, by: str | None) -> int | None:
    """Return how many articles have the field *name*; None if it is not counted."""
    if name in ("id", "date_source"):
        return snapshot.doc_count
    if by is None and name not in ("title", "body", "published", "date_precision"):
        return None
    return sum(_count_in(segment, by or name) for segment in snapshot.segments)


def _count_in(segment: OpenSegment, name: str) -> int:
    file = segment.file
    with reading(file.path):
        if name in ("title", "body"):
            having = file.array(f"{name}.lengths") > 0
        elif name in ("published", "date_precision"):
            having = file.array("date.kind") != DateKind.UNDATED
        else:
            having = np.diff(file.values(name).doc_offsets) > 0
        return int(np.count_nonzero(having & segment.live.mask))
