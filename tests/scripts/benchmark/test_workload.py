"""Questions are the same for the same seed, and about what the articles hold."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from broadsheet.scripts.benchmark.articles import read_articles
from broadsheet.scripts.benchmark.generator import take
from broadsheet.scripts.benchmark.workload import (
    CLASSES,
    PROBE,
    Vocabulary,
    WorkloadError,
    draw_questions,
)

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.scripts.benchmark.articles import PlainArticle


@pytest.fixture(scope="module")
def drawn_from(sample_path: Path) -> list[PlainArticle]:
    return list(take(read_articles(sample_path), 400, seed=3))


@pytest.fixture(scope="module")
def vocabulary(drawn_from: list[PlainArticle]) -> Vocabulary:
    return Vocabulary.of(drawn_from, seed=3)


def _matching(articles: list[PlainArticle], words: tuple[str, ...]) -> list[str]:
    """Return the ids of the articles with the words side by side, in lower case."""
    pattern = re.compile(r"\b" + r"\s".join(words) + r"\b")
    return [each.id for each in articles if pattern.search(each.body)]


def test_same_seed_draws_the_same_questions(
    drawn_from: list[PlainArticle], vocabulary: Vocabulary
) -> None:
    again = Vocabulary.of(drawn_from, seed=3)
    assert again == vocabulary
    assert draw_questions(again, 5, 7) == draw_questions(vocabulary, 5, 7)
    assert draw_questions(vocabulary, 5, 7) != draw_questions(vocabulary, 5, 8)


def test_more_questions_begin_with_the_same(vocabulary: Vocabulary) -> None:
    few, many = draw_questions(vocabulary, 3, 7), draw_questions(vocabulary, 9, 7)
    assert {name: each[:3] for name, each in many.items()} == few


def test_each_class_has_the_number_asked_for(vocabulary: Vocabulary) -> None:
    questions = draw_questions(vocabulary, 4, 7)
    assert list(questions) == list(CLASSES)
    assert all(len(each) == 4 for each in questions.values())


def test_no_question_stands_twice_in_a_class(vocabulary: Vocabulary) -> None:
    questions = draw_questions(vocabulary, 20, 7)
    assert {name: len(set(each)) for name, each in questions.items()} == dict.fromkeys(
        CLASSES, 20
    )


def test_class_with_too_few_questions_repeats_some(vocabulary: Vocabulary) -> None:
    one = replace(vocabulary, rare=vocabulary.rare[:1])
    assert len(draw_questions(one, 3, 7)[PROBE]) == 3
    assert len(set(draw_questions(one, 3, 7)[PROBE])) == 1


def test_page_explains_each_class(project_path: Path) -> None:
    page = (project_path / "docs" / "benchmarks.md").read_text("utf-8")
    assert [name for name in CLASSES if f"| {name} |" not in page] == []


def test_bands_are_what_they_say(
    drawn_from: list[PlainArticle], vocabulary: Vocabulary
) -> None:
    texts = [f" {each.title} {each.body} " for each in drawn_from]

    def widest_count(word: str) -> int:
        return sum(f" {word}" in text for text in texts)

    assert all(widest_count(word) >= 20 for word in vocabulary.common[:50])
    assert not {*vocabulary.rare} & {*vocabulary.medium}
    assert not {*vocabulary.medium} & {*vocabulary.common}
    assert {"the", "of"} <= vocabulary.widest


def test_phrases_stand_in_an_article(
    drawn_from: list[PlainArticle], vocabulary: Vocabulary
) -> None:
    questions = draw_questions(vocabulary, 5, 7)
    for name, length in (
        ("phrase of 2", 2),
        ("phrase of 4", 4),
        ("phrase, very common", 2),
    ):
        for question in questions[name]:
            assert len(question.words) == length
            assert _matching(drawn_from, question.words), question
            common = vocabulary.widest.issuperset(question.words)
            assert common == (name == "phrase, very common")


def test_spans_hold_a_quarter_of_the_dated_articles(
    drawn_from: list[PlainArticle], vocabulary: Vocabulary
) -> None:
    dates = [each.date for each in drawn_from if each.date]
    for question in draw_questions(vocabulary, 5, 7)["dates, newest first"]:
        span = question.span
        assert span is not None
        inside = sum(span.start <= date < span.end for date in dates)
        assert 0.25 <= inside / len(dates) < 0.3


def test_too_few_articles_are_told(articles: list[PlainArticle]) -> None:
    vocabulary = Vocabulary.of(articles[:1], seed=1)
    with pytest.raises(WorkloadError, match="hold no rare word; give more"):
        draw_questions(vocabulary, 1, 1)
