"""Document: all that the index keeps of one article, made before it is written.

Nothing is handed to the writer until every value of an article is known to be
right: one refused half-way would leave a part of itself to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .article import Article
from .codec.stored import digest, encode_stored
from .dates import DateKind, DateSpanKeys
from .wellformed import check_article, span_of

if TYPE_CHECKING:
    from .kernels.choice import Kernels
    from .settings import ArchiveSettings


class Document(NamedTuple):
    """What the index keeps of one article."""

    id: str
    title: str
    body: str
    source: str | None
    section: str | None
    language: str | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    #: The article in its stored form, see :mod:`.codec.stored`.
    payload: bytes
    #: Equal exactly for articles with equal content.
    digest: bytes
    #: As in :class:`~.dates.DateSpanKeys`.
    date_kind: int
    date_start: int
    date_end: int

    @property
    def span(self) -> DateSpanKeys:
        """The span of the article's date."""
        return DateSpanKeys(DateKind(self.date_kind), self.date_start, self.date_end)


def plain_document(
    record: object, settings: ArchiveSettings, kernels: Kernels
) -> Document | None:
    """Return the document of *record* if it can be had without making its article.

    It is that of :func:`~.records.article_from_record`, in a fraction of the time.
    """
    read = kernels.records.read_plain_record
    found = read(record, settings.timezone == "UTC")
    # In half the time of Document._make, which counts the values once more.
    return None if found is None else tuple.__new__(Document, found)


def read_document(article: Article, kernels: Kernels) -> Document:
    """Return the document of *article*.

    :raises UnusableRecordError: if the article cannot be kept.
    """
    if type(article) is Article:
        found = kernels.records.read_plain_article(article)
        if found is not None:
            return Document._make(found)
    check_article(article)
    # It finds every string that is not Unicode text.
    payload = encode_stored(article)
    return Document(
        article.id,
        article.title,
        article.body,
        article.source,
        article.section,
        article.language,
        article.authors,
        article.tags,
        payload,
        digest(payload),
        *span_of(article),
    )


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
