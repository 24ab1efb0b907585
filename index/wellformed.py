"""What an Article that was made by hand may have wrong.

Articles are read from records by :mod:`.records`, and right then. An embedding
application may also make them itself, with no type checker to watch it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from .article import DatePrecision
from .dates import UNDATED, DateSpanKeys, date_span
from .identity import check_id
from .json_values import wrong_type

if TYPE_CHECKING:
    from .article import Article

_OPTIONAL_TEXTS = ("source", "section", "language", "url", "published", "updated")
_PRECISIONS = get_args(DatePrecision)
_DATE_LENGTHS = {"year": 4, "month": 7, "day": 10, "minute": 17}
_SHORTEST_INSTANT = 20


def check_article(article: Article) -> None:
    """Return if *article* can be kept.

    :raises UnusableRecordError: naming the field that is wrong, and the cure.
    """
    _must("id", article.id, str, "make it a str")
    check_id(article.id)
    _must("title", article.title, str, "make it a str")
    _must("body", article.body, str, "make it a str")
    for name in _OPTIONAL_TEXTS:
        value = getattr(article, name)
        if value is not None:
            _must(name, value or None, str, "make it a str with text, or None")
    for name, values in (("authors", article.authors), ("tags", article.tags)):
        _must(name, values, tuple, "make it a tuple of str")
        for each in values:
            _must(name, each or None, str, "make it a tuple of str with text")
    _must("extra", article.extra, dict, "make it a dict")


def _must(field: str, value: object, kind: type, cure: str) -> None:
    if not isinstance(value, kind):
        raise wrong_type(field, value, cure)


def span_of(article: Article) -> DateSpanKeys:
    """Return the span of the article's date.

    It is undated where ``published`` is not what ``date_precision`` says it is: a
    date that cannot be read is no reason to refuse an article.
    """
    text, precision = article.published, article.date_precision
    if text is None or precision is None or precision not in _PRECISIONS:
        return UNDATED
    if precision == "second":
        is_whole = len(text) >= _SHORTEST_INSTANT
    else:
        is_whole = len(text) == _DATE_LENGTHS[precision]
    if not is_whole or (precision in ("minute", "second") and text[-1] != "Z"):
        return UNDATED
    try:
        return date_span(text, precision)
    except ValueError:
        return UNDATED
