"""Route: one address of the blueprint, from method to finished answer.

Each route takes every method itself and answers its own errors, so nothing of
the application around it is touched: its error handlers never see our errors,
and ours never see its.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import BaseConverter

from .errors import failure_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Blueprint
    from flask.blueprints import BlueprintSetupState

    from .errors import Failure
    from .watch import Watch

View: TypeAlias = "Callable[..., Response]"

#: Among the methods of a route: whatever else there may be.
ANY = "*"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LOGGER = logging.getLogger(__name__)

#: Every answer has these headers; pages may load their own style, script and icon.
_HEADERS = {
    name.lower(): (name, value)
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    )
}
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class AnyTextConverter(BaseConverter):
    """The rest of a path, whatever it is: slashes at either end, dots, line ends."""

    NAME = "broadsheet_text"

    regex = r"[\s\S]+"
    part_isolating = False
    weight = 300

    def to_url(self, value: str) -> str:
        """Return *value* as one percent-encoded piece of a path."""
        return quote(value, safe="")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its views by method and how it shows a failure."""

    rule: str
    endpoint: str
    views: Mapping[str, View]
    #: Makes the answer to a failure, given the request's id.
    show_failure: Callable[[Failure, str], Response]

    def add_to(self, blueprint: Blueprint, watch: Watch) -> None:
        """Register this route with *blueprint*; *watch* is told of each answer."""
        blueprint.add_url_rule(
            self.rule,
            self.endpoint,
            partial(self.answer, watch),
            provide_automatic_options=False,
        )
        blueprint.record(self._take_every_method)

    def answer(self, watch: Watch, **values: str) -> Response:
        """Answer the current request; an error is answered too, never raised."""
        started = time.perf_counter()
        request_id = request_id_of()
        try:
            response = self._view()(**values)
        except Exception as error:  # the border of the request
            response = answer_failure(error, request_id, self.show_failure)
        response = finished(response, request_id)
        watch.tell(self.rule, request_id, response, started)
        return response

    def _take_every_method(self, state: BlueprintSetupState) -> None:
        # Flask takes a list of methods, and would tell it to who asks by another.
        endpoint = f"{state.name_prefix}.{state.name}.{self.endpoint}".lstrip(".")
        for rule in state.app.url_map.iter_rules(endpoint):
            rule.methods = None

    def _view(self) -> View:
        method = request.method
        view = self.views.get("GET" if method == "HEAD" else method)
        view = view or self.views.get(ANY)
        if view is not None:
            return view
        allowed = {*self.views, "OPTIONS"}
        if "GET" in allowed:
            allowed.add("HEAD")
        if method == "OPTIONS":
            return lambda **_: Response(
                status=204, headers={"Allow": ", ".join(sorted(allowed))}
            )
        raise MethodNotAllowed(sorted(allowed))


def answer_failure(
    error: Exception, request_id: str, show: Callable[[Failure, str], Response]
) -> Response:
    """Return what *show* makes of *error*, and log it if the client is not to blame.

    A fault of ours is told with its traceback; a bound that is reached is a warning.
    """
    failure = failure_of(error)
    if failure.status >= 500:
        _LOGGER.log(
            logging.ERROR if failure.is_fault else logging.WARNING,
            "request %s: %s %s: %s",
            request_id,
            failure.status,
            failure.code,
            type(error).__name__,
            exc_info=error if failure.is_fault else None,
        )
    return show(failure, request_id)


def finished(response: Response, request_id: str) -> Response:
    """Return *response* with the headers that every answer has."""
    given = {name.lower() for name, _value in response.headers}
    for name, header in _HEADERS.items():
        if name not in given:
            response.headers.add(*header)
    if response.status_code == 304:
        # Its headers replace those of what the client has kept, and a page keeps
        # a policy of its own.
        del response.headers["Content-Security-Policy"]
    response.headers.add("X-Request-ID", request_id)
    return response


def request_id_of() -> str:
    """Return the id of the current request: the client's, if usable, or a new one."""
    given = request.environ.get("HTTP_X_REQUEST_ID", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
