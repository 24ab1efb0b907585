"""The JSON of a page of hits, made at once from what is stored and shown of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..index import Kernels
    from .results import Hit


def json_of_hits(hits: Sequence[Hit], kernels: Kernels) -> bytes:
    """Return the JSON list of what ``to_dict`` gives of *hits*, all of one search."""
    return _told(hits, kernels) or orjson.dumps([hit.to_dict() for hit in hits])


def _told(hits: Sequence[Hit], kernels: Kernels) -> bytes | None:
    """Return what the kernel makes of *hits*; None if there is more to tell of them."""
    shown = []
    for row, stored, title, passages, _fields, story in hits:
        if story is not None or row.parts is not None:
            return None
        shown.append((row.position.id, row.score, stored.payload, title, passages))
    if not shown:
        return None
    scores = orjson.dumps([each[1] for each in shown])[1:-1].split(b",")
    names = tuple(dict.fromkeys(hits[0].fields))
    told: bytes | None = kernels.hits.tell_hits(shown, scores, names)
    return told
