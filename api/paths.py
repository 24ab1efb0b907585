"""An article's id in a path, both ways.

An id may hold anything but control characters: slashes, dots, percent signs.
In a path it is one percent-encoded piece, ``a/b`` as ``a%2Fb``. A server
hands the path over decoded once, and the rest of it after the fixed part is
the id, exactly. Only ``.`` and ``..`` have no form in a path that clients
leave alone; their addresses carry the id as a parameter.
"""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from flask import request, url_for

from ..search import Problem
from .errors import EncodingError
from .links import with_query

_DOTS = (".", "..")
#: What stands as it is in a path, as werkzeug writes paths.
_SAFE = "!$&'()*+,/:;=@"


def own_path() -> str:
    """Return the address of the current request, from the server's root.

    Of an address without variable parts that is what ``url_for`` makes.
    """
    return quote(request.root_path + request.path, safe=_SAFE)


def article_id_of_path(article_id: str) -> str:
    """Return *article_id*, the rest of the current request's path.

    :raises EncodingError: if the path is not UTF-8 once percent-decoded.
    """
    if not _is_utf8_path():
        raise EncodingError(
            Problem(
                parameter="id",
                code="invalid_utf8",
                detail="the id in the path is not UTF-8; percent-encode it as UTF-8",
            )
        )
    return article_id


def _is_utf8_path() -> bool:
    # Some servers put U+FFFD for what is not UTF-8 and tell the path as it came
    # under another name; it would stand for an id that has that character.
    environ = request.environ
    as_it_came: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    try:
        environ["PATH_INFO"].encode("latin-1").decode()
        unquote_to_bytes(as_it_came.partition("?")[0].encode("latin-1")).decode()
    except UnicodeError:
        return False
    return True


def article_url(
    endpoint: str, article_id: str, pairs: list[tuple[str, str]] | None = None
) -> str:
    """Return the address of an article at *endpoint*, with *pairs* as its query."""
    if article_id in _DOTS:
        path = url_for(f"{endpoint}_by_parameter")
        return with_query(path, [("id", article_id), *(pairs or ())])
    return with_query(url_for(endpoint, article_id=article_id), pairs or ())
