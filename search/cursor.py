"""Cursors: where a page ended, signed, so that the next goes on exactly there.

A cursor names the revision that the page was made from, the clock that its
relative dates were counted from, the position of its last row and a digest of
the query. It is signed with the edition's secret (HMAC-SHA-256): it cannot be
made up, and goes with the edition.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import orjson

from .errors import ParameterError, Problem
from .plan import Position
from .request import PARAMETERS

if TYPE_CHECKING:
    from .request import SearchRequest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SIGNATURE_BYTES = 16
_FORMAT = 1
#: Parameters that change what a page shows but not which rows there are.
_SHOWING = frozenset(
    {
        "page",
        "per_page",
        "cursor",
        "fields",
        "highlight",
        "snippets",
        "snippet_size",
        "facet",
        "facet_size",
        "interval",
        "explain",
    }
)
_DECIDING = sorted(name for name in PARAMETERS if name not in _SHOWING)
_deciding_values = attrgetter(*_DECIDING)
_EXCLUDE = _DECIDING.index("exclude")
#: What is digested: the names with their values' places.
_DIGESTED = f"[{', '.join(f'({name!r}, %r)' for name in _DECIDING)}]"


class Cursor(NamedTuple):
    """The end of a page."""

    revision: str
    clock: datetime
    position: Position
    #: :func:`query_digest` of the request.
    digest: str

    def sign(self, secret: bytes) -> str:
        """Return the cursor as text, safe in a URL."""
        payload = _payload(self)
        return _encode(payload + _signature(payload, secret))


class Continuation(NamedTuple):
    """How a page goes on: a cursor that is signed when it is asked for."""

    request: SearchRequest
    revision: str
    clock: datetime
    position: Position
    secret: bytes

    def cursor(self) -> str:
        """Return the cursor."""
        digest = query_digest(self.request)
        cursor = Cursor(self.revision, self.clock, self.position, digest)
        return cursor.sign(self.secret)


def read_cursor(text: str) -> Cursor:
    """Return what *text* says; :func:`verify_cursor` tells whether to believe it.

    :raises ParameterError: if it is not a cursor.
    """
    try:
        payload = _decode(text)[:-_SIGNATURE_BYTES]
        form, revision, micros, key, article_id, digest = orjson.loads(payload)
        texts = (revision, article_id, digest)
        if form != _FORMAT or not all(isinstance(each, str) for each in texts):
            raise _bad_cursor()
        clock = _EPOCH + timedelta(microseconds=micros)
        value = float.fromhex(key) if isinstance(key, str) else key
        return Cursor(revision, clock, Position(value, article_id), digest)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise _bad_cursor() from error


def verify_cursor(text: str, request: SearchRequest, secret: bytes) -> None:
    """Return if *text* was signed with *secret* for the query of *request*.

    :raises ParameterError: if it was not.
    """
    signed = _decode(text)
    payload, signature = signed[:-_SIGNATURE_BYTES], signed[-_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(payload, secret)):
        raise _bad_cursor()
    if read_cursor(text).digest != query_digest(request):
        raise ParameterError(
            Problem(
                "cursor",
                "cursor_of_another_query",
                "the cursor belongs to another query; repeat its parameters, "
                "or leave the cursor out to begin anew",
            )
        )


def query_digest(request: SearchRequest) -> str:
    """Return a digest of all that decides which rows there are and their order."""
    values = _deciding_values(request)
    if request.exclude:
        exclude = {name: list(x) for name, x in sorted(request.exclude.items())}
        values = (*values[:_EXCLUDE], exclude, *values[_EXCLUDE + 1 :])
    text = (_DIGESTED % values).encode("utf-8", "backslashreplace")
    return hashlib.sha256(text).hexdigest()[:16]


def _payload(cursor: Cursor) -> bytes:
    key = cursor.position.key
    return orjson.dumps(
        [
            _FORMAT,
            cursor.revision,
            (cursor.clock - _EPOCH) // _MICROSECOND,
            key.hex() if isinstance(key, float) else key,
            cursor.position.id,
            cursor.digest,
        ]
    )


def _signature(payload: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, payload, "sha256")[:_SIGNATURE_BYTES]


def _encode(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    """Return the bytes of *text*, which must be what :func:`_encode` gives."""
    try:
        signed = base64.b64decode(
            text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error) as error:
        raise _bad_cursor() from error
    if _encode(signed) != text:
        raise _bad_cursor()
    return signed


def _bad_cursor() -> ParameterError:
    detail = "this is not a cursor of this archive; leave it out to begin anew"
    return ParameterError(Problem("cursor", "bad_cursor", detail))
