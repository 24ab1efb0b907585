"""Hits as JSON, made in one call from what is stored and shown of them.

What a build makes so is its own affair: all else is made from the dictionaries of the
hits, with the same result. This build makes nothing so.
"""

from __future__ import annotations

from typing import TypeAlias

#: Start, text, HTML and marked spans of a part of a text.
Passage: TypeAlias = tuple[int, str, str, tuple[tuple[int, int], ...]]


def tell_hits(
    hits: list[tuple[str, float, bytes, Passage | None, list[Passage]]],  # noqa: ARG001
    scores: list[bytes],  # noqa: ARG001
    names: tuple[str, ...],  # noqa: ARG001
) -> bytes | None:
    """Return the JSON list of *hits*; None if this build does not make it.

    :param hits: of each its id, its score, what is stored of it, its title marked, if
        that is to be told, and then passages of its body.
    :param scores: of each, as JSON.
    :param names: the article's fields that are told, each once and not the id.
    """
    return None
