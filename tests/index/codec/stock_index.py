"""The same articles in an index that Whoosh wrote itself: the oracle of the codec."""

from __future__ import annotations

from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions

from broadsheet.index.analysis import fold_value, tokenize
from broadsheet.index.documents import field_values
from broadsheet.index.schema import (
    TEXT_FIELDS,
    VALUE_FIELDS,
    VALUE_GAP,
    WORD_FIELDS,
    ArticleAnalyzer,
    build_schema,
)
from broadsheet.index.wellformed import span_of

from .plain_segment import changed_spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from whoosh.index import Index

    from broadsheet.index.article import Article


class StockWords(FieldType):
    """The words of several values with a gap between two of them."""

    def __init__(self) -> None:
        super().__init__(Positions(), ArticleAnalyzer())

    def index(
        self, value: Sequence[str], **_kwargs: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield the postings of a document."""
        places: dict[str, list[int]] = {}
        start = 0
        for each in value:
            forms = tokenize(each, acronyms=False).forms
            for position, form in enumerate(forms, start):
                places.setdefault(form, []).append(position)
            start += len(forms) + VALUE_GAP
        for form, positions in places.items():
            encoded = self.format.encode(positions)
            yield form.encode(), len(positions), float(len(positions)), encoded


def stock_schema() -> Schema:
    """Return the schema of every edition, which Whoosh itself can write by."""
    schema = build_schema().copy()
    for name in WORD_FIELDS:
        schema.remove(f"{name}_words")
        schema.add(f"{name}_words", StockWords())
    return schema


def write_stock_index(
    segments: Sequence[Sequence[Article]], deleted: Sequence[int] = ()
) -> Index:
    """Write *segments*, and then delete the documents with these numbers."""
    # In memory Whoosh would still use one folder of temporary files for all.
    folder = mkdtemp()
    index = FileStorage(folder).create_index(stock_schema())
    finalize(index, rmtree, folder, ignore_errors=True)
    for articles in segments:
        with index.writer() as writer:
            writer.merge = False
            for article in articles:
                writer.add_document(**_fields(article))
    if deleted:
        with index.writer() as writer:
            writer.merge = False
            for docnum in deleted:
                writer.delete_document(docnum)
    return index


def _fields(article: Article) -> dict[str, Any]:
    texts = (tokenize(article.title), tokenize(article.body))
    span = span_of(article)
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "spelling": sorted(changed_spellings(texts)),
        "published": article.published,
        "updated": article.updated,
        "url": article.url,
        "date_kind": int(span.kind),
        "date_start": span.start,
        "date_end": span.end,
    }
    for name, values in field_values(article).items():
        if not values:
            continue
        several = name in ("author", "tag")
        fields[name] = [fold_value(value) for value in dict.fromkeys(values)]
        fields[f"_stored_{name}"] = list(values) if several else values[0]
        if name in WORD_FIELDS:
            fields[f"{name}_words"] = values
    assert set(fields) >= {"id", *TEXT_FIELDS}
    assert {name for name in fields if name in VALUE_FIELDS} <= set(VALUE_FIELDS)
    return fields
