"""Plain articles: what the index keeps of them, read in one call.

An article is plain if it is as nearly all are: a ``dict`` with no keys but those of
:data:`~broadsheet.index.field_mapping.RECORD_FIELDS`, or an article whose fields have
exactly the types that they should have; an id in ASCII; dates in UTC, in a usual form;
and nothing that has to be escaped in JSON outside of title and body. What a build finds
plain is its own affair: all others are read by :mod:`broadsheet.index.documents`, with
the same result. This build finds nothing plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cleaning.suspicion import ALL

if TYPE_CHECKING:
    from ...article import Article


def read_plain_record(
    record: object,  # noqa: ARG001
    is_naive_utc: bool,  # noqa: ARG001, FBT001
) -> tuple[Any, ...] | None:
    """Return what a :class:`~broadsheet.index.documents.Document` is made of, in order.

    :param is_naive_utc: whether times without a zone are in UTC.
    :returns: None if *record* is not plain.
    """
    return None


def read_plain_article(article: Article) -> tuple[Any, ...] | None:  # noqa: ARG001
    """Return what a :class:`~broadsheet.index.documents.Document` is made of, in order.

    :returns: None if *article* is not plain.
    """
    return None


def suspicions(title: str, body: str, keys: bytes) -> int:  # noqa: ARG001
    """Return what may be to be cleaned, as bits of :class:`~.suspicion.Suspicion`.

    What is not among it is not there; this build suspects all.

    :param keys: those of :class:`~broadsheet.index.cleaning.link_lists.LinkLists`.
    """
    return int(ALL)
