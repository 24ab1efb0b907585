"""The files beside the pages: their style, script and icon."""

from __future__ import annotations

from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound

_FOLDER = Path(__file__).parent / "static"
#: By name, with their media types.
STATIC_FILES = {
    "broadsheet.css": "text/css",
    "broadsheet.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_MAX_AGE_SECONDS = 3600


def static_file(filename: str) -> Response:
    """Answer the file *filename* of the folder ``static``."""
    if filename not in STATIC_FILES:
        raise NotFound
    found = (_FOLDER / filename).read_bytes()
    response = Response(found, mimetype=STATIC_FILES[filename])
    response.cache_control.max_age = _MAX_AGE_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response
