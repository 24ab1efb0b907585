"""The files beside the pages: their style and icon."""

from __future__ import annotations

from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound

_FOLDER = Path(__file__).parent / "static"
_TYPES = {"broadsheet.css": "text/css", "icon.svg": "image/svg+xml"}
_MAX_AGE_SECONDS = 3600


def static_file(filename: str) -> Response:
    """Answer the file *filename* of the folder ``static``."""
    if filename not in _TYPES:
        raise NotFound
    response = Response((_FOLDER / filename).read_bytes(), mimetype=_TYPES[filename])
    response.cache_control.max_age = _MAX_AGE_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response
