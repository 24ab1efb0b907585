"""The stored form of an article: its two texts as they are, all else as JSON.

::

    uint32   bytes of the title, little-endian
    uint32   bytes of the body
    title    UTF-8
    body     UTF-8
    JSON     an object of the other fields, as in article_to_record: keys sorted,
             none without a value

So the texts are read, cut and counted without parsing anything, and two articles
have the same bytes exactly if they are the same.
"""

from __future__ import annotations

import struct
from hashlib import blake2b
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import orjson

from ..article import make_article
from ..errors import UnusableRecordError
from ..records import article_to_record
from ..schema import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..article import Article

_LENGTHS = struct.Struct("<II")


def encode_stored(article: Article) -> bytes:
    """Return the stored form of *article*, before it is compressed.

    :raises UnusableRecordError: if a string of it is not Unicode text or a value
        is none that JSON has.
    """
    rest = article_to_record(article)
    try:
        title = rest.pop("title", "").encode()
        body = rest.pop("body", "").encode()
        lengths = _LENGTHS.pack(len(title), len(body))
        return b"".join((lengths, title, body, _to_json(rest)))
    except (TypeError, UnicodeEncodeError, struct.error) as error:
        raise _refusal(article, error) from error


def digest(payload: bytes) -> bytes:
    """Return what is equal exactly for articles with equal content."""
    return blake2b(payload, digest_size=DIGEST_BYTES).digest()


class StoredArticle:
    """An article in its stored form, of which each part is read when asked for.

    Safe to share between threads: two that ask for the same part at once read it
    twice, and the same.

    :param payload: what :func:`encode_stored` returned.
    """

    __slots__ = ("_article", "_record", "payload")

    def __init__(self, payload: bytes) -> None:
        #: As it is stored.
        self.payload = payload
        self._record: dict[str, Any] | None = None
        self._article: Article | None = None

    @property
    def title_bytes(self) -> bytes:
        """The title in UTF-8."""
        return self.payload[_LENGTHS.size : self._body_start]

    @property
    def body_bytes(self) -> bytes:
        """The body in UTF-8."""
        return self.payload[self._body_start : self._body_end]

    @property
    def title(self) -> str:
        """The title."""
        return self.title_bytes.decode()

    @property
    def body(self) -> str:
        """The body."""
        return self.body_bytes.decode()

    @property
    def record(self) -> dict[str, Any]:
        """All but title and body, as in article_to_record; to be read only."""
        if self._record is None:
            self._record = orjson.loads(self.payload[self._body_end :])
        return self._record

    @property
    def is_empty(self) -> bool:
        """Whether it has neither title nor body."""
        return _LENGTHS.unpack_from(self.payload) == (0, 0)

    @property
    def id(self) -> str:
        """The article's id."""
        article_id: str = self.record["id"]
        return article_id

    @property
    def published(self) -> str | None:
        """The article's date; None if it has none."""
        return self.record.get("published")

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the article's fields *names*, each as its own attribute is.

        It takes less time than the whole article does.
        """
        get = self.record.get
        found = {name: get(name) for name in names}
        for name in found.keys() & _ELSE:
            found[name] = _ELSE[name](self)
        return found

    @property
    def article(self) -> Article:
        """The whole article."""
        if self._article is None:
            self._article = _article(self.record, self.title, self.body)
        return self._article

    @property
    def _body_start(self) -> int:
        return _LENGTHS.size + int(_LENGTHS.unpack_from(self.payload)[0])

    @property
    def _body_end(self) -> int:
        title, body = _LENGTHS.unpack_from(self.payload)
        return int(_LENGTHS.size + title + body)


def _article(record: dict[str, Any], title: str, body: str) -> Article:
    # Not read as a source's record is: it was found right when it came in.
    value = record.get
    return make_article(  # by place: names out of JSON are slow to match
        record["id"],
        title,
        body,
        value("published"),
        value("date_precision"),
        value("date_source", "missing"),
        value("updated"),
        tuple(value("authors", ())),
        value("source"),
        value("section"),
        tuple(value("tags", ())),
        value("language"),
        value("url"),
        value("extra", {}),
    )


def _to_json(record: dict[str, Any]) -> bytes:
    # Sorted, so that the order of keys in a feed is no change of content.
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def _refusal(article: Article, error: Exception) -> UnusableRecordError:
    """Return why *article* cannot be stored, in the words of the JSON writer."""
    try:
        _to_json(article_to_record(article))
    except TypeError as reason:
        error = reason
    return UnusableRecordError(f"cannot be kept as JSON: {error}")


#: How the fields are read that are not what the record has, or None.
_ELSE: dict[str, Callable[[StoredArticle], Any]] = {
    "title": attrgetter("title"),
    "body": attrgetter("body"),
    "authors": lambda stored: tuple(stored.record.get("authors", ())),
    "tags": lambda stored: tuple(stored.record.get("tags", ())),
    "date_source": lambda stored: stored.record.get("date_source", "missing"),
    "extra": lambda stored: stored.record.get("extra", {}),
}
