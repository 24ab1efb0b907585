"""The schema, as stock Whoosh uses it."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Characters
from whoosh.query import Phrase, Term

from broadsheet.index.analysis import tokenize
from broadsheet.index.schema import (
    TEXT_FIELDS,
    ArticleAnalyzer,
    ArticleText,
    build_schema,
)

if TYPE_CHECKING:
    from broadsheet.index.article import Article


def test_the_schema_survives_pickling() -> None:
    schema = build_schema()
    again = pickle.loads(pickle.dumps(schema, 2))  # noqa: S301 - made here
    assert again.names() == schema.names()
    for name, field in again.items():
        assert type(field) is type(schema[name])
        assert field.format == schema[name].format
        assert type(field.column_type) is type(schema[name].column_type)


def test_the_analyzer_gives_the_tokens_of_the_tokenizer(
    articles: list[Article],
) -> None:
    for article in articles:
        tokens = tokenize(article.body)
        found = [
            (token.text, token.pos, token.startchar, token.endchar)
            for token in ArticleAnalyzer()(article.body, positions=True, chars=True)
        ]
        assert found == list(
            zip(
                tokens.forms,
                range(len(tokens)),
                tokens.starts,
                tokens.ends,
                strict=True,
            )
        )


def test_the_field_indexes_what_whoosh_would_index_of_the_analyzer(
    articles: list[Article],
) -> None:
    field = ArticleText()
    for article in articles:
        stock = Characters().word_values(article.body, ArticleAnalyzer(), mode="index")
        assert list(field.index(article.body)) == [
            (term.encode(), frequency, weight, value)
            for term, frequency, weight, value in stock
        ]


def test_stock_tools_can_write_and_search_the_text_fields() -> None:
    index = RamStorage().create_index(build_schema())
    with index.writer() as writer:
        writer.add_document(id="1", title="The US", body="state of the union")
    with index.searcher() as searcher:
        for query in (
            Term("title", "US"),
            Phrase("body", ["state", "of", "the", "union"]),
        ):
            assert len(searcher.search(query)) == 1
        assert not searcher.search(Phrase("body", ["state", "union"]))
    assert all(build_schema()[name].scorable for name in TEXT_FIELDS)
