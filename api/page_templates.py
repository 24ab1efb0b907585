"""The templates of the pages, apart from those of the application around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .routes import PAGE_POLICY
from .shown import (
    capitalised,
    counted,
    shown_date,
    shown_day,
    shown_parameter,
    web_address,
)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals.update(
    counted=counted,
    shown_date=shown_date,
    shown_day=shown_day,
    shown_parameter=shown_parameter,
    web_address=web_address,
)
_TEMPLATES.filters["capitalised"] = capitalised


def page_response(template: str, status: int = 200, **context: Any) -> Response:
    """Return the page that *template* makes of *context*."""
    html = _TEMPLATES.get_template(template).render(
        home=url_for(".search_page"),
        style=url_for(".static_file", filename="broadsheet.css"),
        icon=url_for(".static_file", filename="icon.svg"),
        script=url_for(".static_file", filename="broadsheet.js"),
        suggest=url_for(".suggest"),
        article_address=url_for(".article_page_by_parameter"),
        description=url_for(".description"),
        **context,
    )
    response = Response(html, status=status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    response.headers["Cache-Control"] = "no-cache" if status == 200 else "no-store"
    return response
