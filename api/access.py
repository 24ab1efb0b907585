"""Access: views that ask for a key before they answer.

A key comes as ``Authorization: Bearer KEY`` (RFC 6750), or, to read, as the
password of HTTP Basic (RFC 7617), which is what a browser asks its user for. A
write never takes Basic: browsers send it along by themselves, whatever page the
request comes from.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from flask import request

from .errors import (
    ForbiddenError,
    UnauthorizedError,
    WriteUnauthorizedError,
    WritingOffError,
)
from .keys import Scope

if TYPE_CHECKING:
    from flask import Response

    from .keys import Keys
    from .routes import View


class Access:
    """Guards views with *keys*."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def reading(self, view: View) -> View:
        """Return *view*, which answers only who may read."""

        @wraps(view)
        def guarded(**values: str) -> Response:
            self._check_reading()
            return view(**values)

        return guarded

    def writing(self, view: View) -> View:
        """Return *view*, which answers only who may write."""

        @wraps(view)
        def guarded(**values: str) -> Response:
            self._check_writing()
            return view(**values)

        return guarded

    def _check_reading(self) -> None:
        secret = _secret(may_be_basic=True)
        if secret is None and not self._keys.guard_reading:
            return
        if secret is None or self._keys.find(secret) is None:
            raise UnauthorizedError(_NEEDED if secret is None else _UNKNOWN)

    def _check_writing(self) -> None:
        if not self._keys.allow_writing:
            raise WritingOffError(
                "Articles cannot be changed here: the server has no key that may "
                "write. 'broadsheet key' makes one."
            )
        secret = _secret(may_be_basic=False)
        if secret is None:
            raise WriteUnauthorizedError(_NEEDED)
        key = self._keys.find(secret)
        if key is None:
            raise WriteUnauthorizedError(_UNKNOWN)
        if key.scope is not Scope.WRITE:
            raise ForbiddenError(f"The key {key.name} may read, but not write.")


_NEEDED = "A key is needed here: send it as Authorization: Bearer KEY."
_UNKNOWN = "The key that was sent is not known here."


def _secret(*, may_be_basic: bool) -> str | None:
    """Return the key of the current request; None if it has none."""
    if "HTTP_AUTHORIZATION" not in request.environ:
        return None
    given = request.authorization
    if given is None:
        # Something that cannot be read is a wrong key, not a missing one.
        return ""
    if given.type == "bearer":
        return given.token or ""
    if given.type == "basic" and may_be_basic:
        return given.password or ""
    return None if given.type == "basic" else ""
