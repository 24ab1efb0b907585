"""The schema of an article as it is sent: what a record may hold.

Records are read by :func:`~broadsheet.index.article_from_record`, which takes far more
than one shape; a test holds the two against each other.
"""

from __future__ import annotations

from typing import Any

from .models import ID_ALLOWED

_TEXT = {"type": ["string", "null"]}
_TEXTS = {
    "anyOf": [
        {"type": "array", "items": {"type": ["string", "null"]}},
        {"type": ["string", "null"]},
    ]
}
ID_SCHEMA = {"type": "string", **ID_ALLOWED}
_FIELDS: dict[str, dict[str, Any]] = {
    "title": {**_TEXT, "examples": ["Harbour wall holds in record November storm"]},
    "body": {**_TEXT, "description": "Also `text` or `content`."},
    "published": {
        "description": "A date as precise as it is known, also `date`. One that cannot "
        "be read leaves the article undated and is kept in `extra`.",
        "examples": ["2024-11-23"],
    },
    "updated": {"description": "As `published`."},
    "authors": {**_TEXTS, "description": "Also `author`."},
    "source": _TEXT,
    "section": _TEXT,
    "tags": {**_TEXTS, "description": "Also `tag`."},
    "language": {**_TEXT, "description": "A code such as `en`, also `lang`."},
    "url": _TEXT,
    "extra": {
        "type": ["object", "null"],
        "description": "What else there is to keep; unknown names are added to it.",
    },
}


def record_schema(*, has_id: bool) -> dict[str, Any]:
    """Return the schema of an article.

    :param has_id: whether its id stands in it; else it stands in the address, and
        may be repeated.
    """
    given = {
        "anyOf": [ID_SCHEMA, {"type": ["integer", "null"]}],
        "description": "1 to 512 bytes of UTF-8 without control characters; unless "
        "given it is made of the address or text.",
        "examples": ["harbour-2024-11-storm"],
    }
    return {
        "type": "object",
        "description": "An article. Other names are kept in `extra`.",
        "properties": {**({"id": given} if has_id else {}), **_FIELDS},
        "additionalProperties": True,
    }
