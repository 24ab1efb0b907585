"""Columns: arrays over all segments equal to what the articles say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadsheet.index.analysis import tokenize
from broadsheet.index.article import Article
from broadsheet.index.codec.stored import digest, encode_stored
from broadsheet.index.dates import date_span
from broadsheet.index.documents import field_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broadsheet.index.columns import Columns
    from broadsheet.index.store import Store


@pytest.fixture(params=[1, 3, 10])
def columns(
    request: pytest.FixtureRequest, store: Store, articles: list[Article]
) -> Iterator[Columns]:
    """The columns of the articles, added so many at a time."""
    step: int = request.param
    for start in range(0, len(articles), step):
        store.add(articles[start : start + step])
    with store.snapshot() as snapshot:
        order = list(snapshot.columns.ids)
        articles.sort(key=lambda article: order.index(article.id))
        yield snapshot.columns


def test_ids_and_digests_are_those_of_the_articles(
    columns: Columns, articles: list[Article]
) -> None:
    assert list(columns.ids) == [article.id for article in articles]
    assert columns.digests == [digest(encode_stored(each)) for each in articles]
    assert columns.live.tolist() == [True] * len(articles)


def test_lengths_are_exact(columns: Columns, articles: list[Article]) -> None:
    titles = [len(tokenize(article.title)) for article in articles]
    bodies = [len(tokenize(article.body)) for article in articles]
    assert 600 in bodies
    assert columns.title_length.tolist() == titles
    assert columns.body_length.tolist() == bodies


def test_dates_are_spans_and_may_be_negative(
    columns: Columns, articles: list[Article]
) -> None:
    spans = [date_span(each.published, each.date_precision) for each in articles]
    assert min(span.start for span in spans) < 0
    assert columns.date_kind.tolist() == [int(span.kind) for span in spans]
    assert columns.date_start.tolist() == [span.start for span in spans]
    assert columns.date_end.tolist() == [span.end for span in spans]


@pytest.mark.parametrize("field", ["source", "section", "author", "tag", "lang"])
def test_values_are_those_given(
    columns: Columns, articles: list[Article], field: str
) -> None:
    values = columns.values(field)
    expected = [field_values(each)[field] for each in articles]
    assert [values[docnum] for docnum in range(len(articles))] == expected


def test_ids_are_ranked_by_code_point(store: Store) -> None:
    ids = ["b", "a", "Z", "é", "10", "9", "\U0001f600", "\uffff"]
    store.add([Article(each) for each in ids])
    with store.snapshot() as snapshot:
        ranks = snapshot.columns.id_rank
        by_rank = np.array(list(snapshot.columns.ids))[np.argsort(ranks)]
        assert by_rank.tolist() == sorted(ids)
        assert sorted(ranks.tolist()) == list(range(len(ids)))
