"""Articles are read whole, and one for each id."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import BadRecordError
from broadsheet.scripts.benchmark.articles import (
    load_articles,
    read_articles,
    save_articles,
)

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.scripts.benchmark.articles import PlainArticle


def _write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), "utf-8")
    return path


def test_partial_date_is_its_first_instant_and_the_first_of_an_id_counts(
    tmp_path: Path,
) -> None:
    path = _write(
        tmp_path / "articles.jsonl",
        {"id": "1", "title": "One", "published": "1987-02"},
        {"id": "2", "body": "Two", "published": "1987-02-26T15:01:01.5Z"},
        {"id": "1", "title": "Another"},
        {"id": "3", "source": "Wire"},
    )
    one, two, three = read_articles(path)
    assert (one.title, one.date) == ("One", datetime(1987, 2, 1, tzinfo=UTC))
    assert two.date == datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)
    assert (three.source, three.date) == ("Wire", None)


def test_record_that_is_no_article_stops_the_reading(tmp_path: Path) -> None:
    path = _write(tmp_path / "articles.jsonl", {"id": "1"}, {"id": "2", "title": 3})
    with pytest.raises(BadRecordError, match=r"articles\.jsonl:2: "):
        list(read_articles(path))


def test_saved_articles_are_read_back_equal(
    articles: list[PlainArticle], tmp_path: Path
) -> None:
    path = tmp_path / "saved.jsonl"
    size = save_articles(articles, path)
    assert list(load_articles(path)) == articles
    assert size == sum(len((each.title + each.body).encode()) for each in articles)
