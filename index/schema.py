"""Schema: the fields of the index, as Whoosh knows them.

=================  =======================================================
``id``             the article's id, one term; column: the id
``title, body``    forms with their places
``spelling``       the spellings of title and body that folding changed
``source, section, author, tag, lang``
                   whole folded values; column: the values as they were
                   given, several joined by ``, ``
``source_words, section_words, author_words, tag_words``
                   words of the values with positions, :data:`VALUE_GAP`
                   between two values
``date_kind, date_start, date_end``
                   columns: :class:`~.dates.DateSpanKeys`
``published, updated, url``
                   only stored, as id, title, body and the values are
=================  =======================================================

The classes here are named in every index on disk: their module path is part of
the format.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from whoosh.analysis import Analyzer, Token
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence, Positions

from .analysis import fold_value, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Fields searched as text.
TEXT_FIELDS = ("title", "body")
#: Fields whose values are filtered and counted whole.
VALUE_FIELDS = ("source", "section", "author", "tag", "lang")
#: Fields whose values are searched by their words, too.
WORD_FIELDS = ("source", "section", "author", "tag")
#: Fields that a hit of Whoosh's has, beside title and body, if the article has them.
STORED_FIELDS = ("id", *VALUE_FIELDS, "published", "updated", "url")

#: Positions between two values of a field: more than any phrase spans.
VALUE_GAP = 1000
DIGEST_BYTES = 16


class ArticleAnalyzer(Analyzer):  # type: ignore[misc]
    """Broadsheet's analysis as a Whoosh analyzer; it has no state."""

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        """Yield one token, over and over, for each token of *value*."""
        token = Token(**kwargs)
        tokens = tokenize(value)
        for position, form in enumerate(tokens.forms):
            token.text = token.original = form
            token.pos = position
            token.startchar = tokens.starts[position]
            token.endchar = tokens.ends[position]
            token.boost = 1.0
            token.stopped = False
            yield token


class ArticleText(TEXT):  # type: ignore[misc]
    """Text as Broadsheet analyses it: every token, with its place."""

    def __init__(self) -> None:
        super().__init__(analyzer=ArticleAnalyzer(), chars=True, stored=True)


class Words(FieldType):  # type: ignore[misc]
    """Words of values, with positions; never scored by their number."""

    def __init__(self) -> None:
        super().__init__(format=Positions(), analyzer=ArticleAnalyzer())


class ValueAnalyzer(Analyzer):  # type: ignore[misc]
    """Takes a value whole, folded, as one token; it has no state."""

    def __call__(self, value: str, **kwargs: Any) -> Iterator[Token]:
        """Yield the token of *value*."""
        token = Token(**kwargs)
        token.text = token.original = fold_value(value)
        token.pos = token.startchar = 0
        token.endchar = len(value)
        token.boost = 1.0
        token.stopped = False
        yield token


class Terms(FieldType):  # type: ignore[misc]
    """Terms that an article has or has not."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)


class Values(FieldType):  # type: ignore[misc]
    """Values that are searched whole, sorted by and shown as they were given."""

    def __init__(self) -> None:
        super().__init__(
            format=Existence(),
            analyzer=ValueAnalyzer(),
            stored=True,
            sortable=VarBytesColumn(),
        )


@cache
def build_schema() -> Schema:
    """Return the schema of every edition of this format; nobody changes it."""
    schema = Schema(
        id=ID(unique=True, stored=True, sortable=VarBytesColumn()),
        spelling=Terms(),
        date_kind=COLUMN(NumericColumn("B")),
        date_start=COLUMN(NumericColumn("q")),
        date_end=COLUMN(NumericColumn("q")),
        published=STORED(),
        updated=STORED(),
        url=STORED(),
    )
    for name in TEXT_FIELDS:
        schema.add(name, ArticleText())
    for name in VALUE_FIELDS:
        schema.add(name, Values())
    for name in WORD_FIELDS:
        schema.add(f"{name}_words", Words())
    return schema
