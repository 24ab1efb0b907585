"""Schema: the fields of the index, as Whoosh knows them.

=================  =======================================================
``id``             the article's id, one term; column: the id
``title, body``    forms with positions
``spelling``       the spellings of title and body that folding changed
``source, section, author, tag, lang``
                   whole folded values; column: JSON list of the originals
``source_words, section_words, author_words, tag_words``
                   words of the values with positions, :data:`VALUE_GAP`
                   between two values
``digest``         column: 16 bytes, BLAKE2b of the stored article
``title_length, body_length``
                   columns: tokens, exact (Whoosh's own lengths are rounded)
``date_kind, date_start, date_end``
                   columns: :class:`~.dates.DateSpanKeys`
``article``        stored: the whole article, JSON in a zstd frame
=================  =======================================================

The classes here are named in every index on disk: their module path is part of
the format.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from whoosh.analysis import Analyzer, Token
from whoosh.columns import FixedBytesColumn, NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence, Positions

from .analysis import fold_value, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Goes up with every change of fields, columns or stored bytes.
FORMAT_VERSION = 1

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
        digest=COLUMN(FixedBytesColumn(DIGEST_BYTES)),
        title_length=COLUMN(NumericColumn("q")),
        body_length=COLUMN(NumericColumn("q")),
        date_kind=COLUMN(NumericColumn("B")),
        date_start=COLUMN(NumericColumn("q")),
        date_end=COLUMN(NumericColumn("q")),
        article=STORED(),
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
