"""Generated articles are the same for the same seed, and like those given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadsheet.scripts.benchmark.articles import read_articles
from broadsheet.scripts.benchmark.generator import join, take

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.scripts.benchmark.articles import PlainArticle


@pytest.mark.parametrize(
    ("count", "expected"), [(None, 7), (1, 1), (6, 6), (7, 7), (30, 30)]
)
def test_as_many_as_asked_for_are_taken(
    articles: list[PlainArticle], count: int | None, expected: int
) -> None:
    taken = list(take(articles, count, seed=1))
    assert len(taken) == len({each.id for each in taken}) == expected
    assert taken[:7] == articles[:expected]


@pytest.mark.parametrize("length", [1, 2, 3, 7, 9])
def test_joined_articles_hold_all_that_was_given(
    articles: list[PlainArticle], length: int
) -> None:
    joined = list(join(articles, length))
    assert [each.id for each in joined] == [each.id for each in articles[::length]]
    assert "\n\n".join(each.body for each in joined) == "\n\n".join(
        each.body for each in articles
    )


def test_generated_articles_are_the_same_for_the_same_seed(
    articles: list[PlainArticle],
) -> None:
    assert list(take(articles, 30, 5)) == list(take(articles, 30, 5))
    assert list(take(articles, 30, 5)) != list(take(articles, 30, 6))


def test_more_articles_begin_with_the_same(articles: list[PlainArticle]) -> None:
    assert list(take(articles, 40, 5))[:30] == list(take(articles, 30, 5))


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
