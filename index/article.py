"""Article: what a source yields and an archive keeps."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, make_dataclass
from typing import TYPE_CHECKING, Any, Literal

DatePrecision = Literal["year", "month", "day", "minute", "second"]
DateSource = Literal["given", "derived", "missing"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, whole; :func:`~.records.article_from_record` makes it from a record.

    ``published`` is ISO 8601, cut at its precision: ``1987``, ``1987-10``,
    ``1987-10-19`` (civil dates, never shifted) or an instant in UTC,
    ``1987-10-19T15:03Z`` and ``1987-10-19T15:03:27Z`` (with a fraction where
    one was given). It is None, with ``date_precision`` None and
    ``date_source`` ``missing``, exactly when the article is undated.
    """

    id: str
    title: str = ""
    body: str = ""
    published: str | None = None
    date_precision: DatePrecision | None = None
    date_source: DateSource = "missing"
    #: As ``published``; None where none was given or it could not be read.
    updated: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    #: BCP 47 tag in lower case, such as ``en`` or ``pt-br``.
    language: str | None = None
    url: str | None = None
    #: JSON values kept but not searched: a record's unknown keys, and dates
    #: that could not be read, under their own names.
    extra: dict[str, Any] = field(default_factory=dict)


def _unfrozen(kind: type) -> type:
    """Return a class whose objects, once made, are of the frozen dataclass *kind*.

    A frozen dataclass sets every field through ``object.__setattr__``, which for
    an article takes longer than reading its date. Here an object sets its fields
    as one of a class that differs in nothing but not being frozen, and then
    changes to *kind*.
    """

    def freeze(made: Any) -> None:
        made.__class__ = kind

    same = [
        (
            each.name,
            each.type,
            field(default=each.default, default_factory=each.default_factory),
        )
        for each in fields(kind)
    ]
    namespace = {"__post_init__": freeze}
    return make_dataclass(kind.__name__, same, namespace=namespace, slots=True)


if TYPE_CHECKING:
    make_article = Article
else:
    #: Makes an Article of the same arguments, in a third of the time: for code
    #: that every article passes through.
    make_article = _unfrozen(Article)
