"""Articles are the same for the same seed, whole, and one for each id."""

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
    take,
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


@pytest.mark.parametrize(
    ("count", "expected"), [(None, 7), (1, 1), (6, 6), (7, 7), (30, 30)]
)
def test_as_many_as_asked_for_are_taken(
    articles: list[PlainArticle], count: int | None, expected: int
) -> None:
    taken = list(take(articles, count, seed=1))
    assert len(taken) == len({each.id for each in taken}) == expected
    assert taken[:7] == articles[:expected]


def test_generated_articles_are_the_same_for_the_same_seed(
    articles: list[PlainArticle],
) -> None:
    assert list(take(articles, 30, 5)) == list(take(articles, 30, 5))
    assert list(take(articles, 30, 5)) != list(take(articles, 30, 6))


def test_generated_words_are_those_given_but_for_some(sample_path: Path) -> None:
    given = list(read_articles(sample_path))
    known = {word for each in given for word in f"{each.title} {each.body}".split()}
    generated = list(take(given, len(given) + 200, seed=1))[len(given) :]
    words = [word for each in generated for word in each.body.split()]
    coined = [word for word in words if word not in known]
    assert 0.005 < len(coined) / len(words) < 0.02
    assert all(word.isascii() and word.isalpha() for word in coined)


def test_nothing_can_be_generated_from_nothing() -> None:
    with pytest.raises(ValueError, match="no article to begin with"):
        list(take([], 5, seed=1))
