"""The files beside the pages: their style and icon."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import send_from_directory

if TYPE_CHECKING:
    from flask import Response

_FOLDER = Path(__file__).parent / "static"
_MAX_AGE_SECONDS = 3600


def static_file(filename: str) -> Response:
    """Answer the file *filename* of the folder ``static``."""
    return send_from_directory(_FOLDER, filename, max_age=_MAX_AGE_SECONDS)
