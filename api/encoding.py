"""JSON out, for every answer."""

from __future__ import annotations

import json
from typing import Any

import orjson


def to_json(value: Any) -> bytes:
    """Return *value* as UTF-8 JSON.

    Whole numbers beyond 64 bits, which an article's ``extra`` may hold, are
    written in full too.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=True, allow_nan=False).encode()
