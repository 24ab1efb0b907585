"""What an Article that was made by hand may have wrong.

Articles are read from records by :mod:`.records`, and right then. An embedding
application may also make them itself, with no type checker to watch it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dates import UNDATED, DateSpanKeys, date_span
from .identity import check_id
from .json_values import wrong_type

if TYPE_CHECKING:
    from .article import Article, DatePrecision

_OPTIONAL_TEXTS = ("source", "section", "language", "url", "published", "updated")
_DATE_LENGTHS = (("day", 10), ("month", 7), ("year", 4))
_MINUTE_LENGTH = 17
_SHORTEST_INSTANT = 20


def check_article(article: Article) -> None:
    """Return if *article* can be kept.

    :raises UnusableRecordError: naming the field that is wrong, and the cure.
    """
    if not isinstance(article.id, str):
        raise wrong_type("id", article.id, "make it a str")
    check_id(article.id)
    if not isinstance(article.title, str):
        raise wrong_type("title", article.title, "make it a str")
    if not isinstance(article.body, str):
        raise wrong_type("body", article.body, "make it a str")
    _check_optional_texts(article)
    _check_texts("authors", article.authors)
    _check_texts("tags", article.tags)
    if not isinstance(article.extra, dict):
        raise wrong_type("extra", article.extra, "make it a dict")


def _check_optional_texts(article: Article) -> None:
    values: tuple[object, ...] = (
        article.source,
        article.section,
        article.language,
        article.url,
        article.published,
        article.updated,
    )
    for place, value in enumerate(values):
        if value is not None and not (value and isinstance(value, str)):
            name, cure = _OPTIONAL_TEXTS[place], "make it a str with text, or None"
            raise wrong_type(name, value or None, cure)


def _check_texts(name: str, values: object) -> None:
    if not isinstance(values, tuple):
        raise wrong_type(name, values, "make it a tuple of str")
    for each in values:
        if not (each and isinstance(each, str)):
            raise wrong_type(name, each or None, "make it a tuple of str with text")


def span_of(article: Article) -> DateSpanKeys:
    """Return the span of the article's date.

    It is undated where ``published`` is not what ``date_precision`` says it is: a
    date that cannot be read is no reason to refuse an article.
    """
    text, precision = article.published, article.date_precision
    if text is None or precision is None or not _is_whole(text, precision):
        return UNDATED
    try:
        return date_span(text, precision)
    except (ValueError, TypeError):  # no such time, or one with a zone before its Z
        return UNDATED


def _is_whole(text: str, precision: DatePrecision) -> bool:
    """Whether *text* has the length and the end of a date of *precision*."""
    if precision == "second":
        return len(text) >= _SHORTEST_INSTANT and text[-1] == "Z"
    if precision == "minute":
        return len(text) == _MINUTE_LENGTH and text[-1] == "Z"
    return (precision, len(text)) in _DATE_LENGTHS
