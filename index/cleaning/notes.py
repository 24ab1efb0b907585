"""Notes: what cleaning says in an article's ``extra`` of what it did.

``cut`` has what was cut from the body, by step; ``given`` has title and body as they
were, where markup was taken out of them; ``derived`` says of a field that was not given
where it is from. What a record has under these keys itself is never changed: then the
note stands under the key with an underscore after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def noted(extra: Mapping[str, Any], key: str, name: str, value: Any) -> dict[str, Any]:
    """Return *extra* with *value* under *name* in the object that *key* has."""
    while not _is_free(extra.get(key, {}), name, value):
        key += "_"
    return {**extra, key: {**extra.get(key, {}), name: value}}


def has_note(extra: Mapping[str, Any], key: str, name: str) -> bool:
    """Whether there is a note of *name* under *key*."""
    notes = extra.get(key)
    return isinstance(notes, dict) and name in notes


def _is_free(notes: object, name: str, value: Any) -> bool:
    return isinstance(notes, dict) and notes.get(name, value) == value
