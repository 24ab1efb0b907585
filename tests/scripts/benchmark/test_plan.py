"""Articles to add are those of the archive, each to be told from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broadsheet.scripts.benchmark.articles import save_articles
from broadsheet.scripts.benchmark.plan import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.scripts.benchmark.articles import PlainArticle


def test_each_addition_has_a_word_of_its_own(
    articles: list[PlainArticle], tmp_path: Path
) -> None:
    file = tmp_path / "articles.jsonl"
    save_articles(articles, file)
    added = list(Plan(file, {}, (), rounds=1, adds=10).additions())
    assert len({word for word, _ in added}) == len({each.id for _, each in added}) == 10
    assert all(word.isalpha() and word in each.title for word, each in added)
    assert [each.body for _, each in added[:7]] == [each.body for each in articles]
    assert added[7][1].body == articles[0].body, "from the first again"
