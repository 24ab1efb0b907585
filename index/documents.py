"""Document: all that the index keeps of one article, made before it is written.

Nothing is handed to the writer until every value of an article is known to be
right: one refused half-way would leave a part of itself to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .codec.stored import digest, encode_stored
from .wellformed import check_article, span_of

if TYPE_CHECKING:
    from .article import Article
    from .dates import DateSpanKeys


class Document(NamedTuple):
    """What the index keeps of one article."""

    id: str
    article: Article
    #: The article in its stored form, see :mod:`.codec.stored`.
    payload: bytes
    #: Equal exactly for articles with equal content.
    digest: bytes
    span: DateSpanKeys


def read_document(article: Article) -> Document:
    """Return the document of *article*.

    :raises UnusableRecordError: if the article cannot be kept.
    """
    check_article(article)
    # It finds every string that is not Unicode text.
    payload = encode_stored(article)
    return Document(article.id, article, payload, digest(payload), span_of(article))


def field_values(article: Article) -> dict[str, tuple[str, ...]]:
    """Return the values of *article* by name of the value field."""
    return {
        "source": _optional(article.source),
        "section": _optional(article.section),
        "author": article.authors,
        "tag": article.tags,
        "lang": _optional(article.language),
    }


def _optional(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)
