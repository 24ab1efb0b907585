"""What is measured is measured where it should be."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest

from broadsheet.scripts.benchmark.articles import save_articles
from broadsheet.scripts.benchmark.measure import build, in_own_process, read, search
from broadsheet.scripts.benchmark.plan import Plan
from broadsheet.scripts.benchmark.questions import Question, Span
from broadsheet.scripts.benchmark.sqlite_fts5 import SqliteFts5

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.scripts.benchmark.articles import PlainArticle


def test_job_runs_in_another_process() -> None:
    assert in_own_process(os.getpid) != os.getpid()


def test_error_of_a_job_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        in_own_process(divmod, 1, 0)


def test_figures_are_of_what_was_built_and_asked(
    articles: list[PlainArticle], tmp_path: Path
) -> None:
    file, folder = tmp_path / "articles.jsonl", tmp_path / "index"
    save_articles(articles, file)
    assert read(file) > 0
    built = build(SqliteFts5(), file, folder, 1)
    assert built.disk_bytes == sum(each.stat().st_size for each in folder.iterdir())
    assert built.seconds > 0
    assert built.peak_bytes > 1_000_000
    span = Span(date(1987, 1, 1), date(1987, 3, 31))
    terms_asked = [Question("all_of", (word,)) for word in ("silver", "zinc")]
    questions = {
        "terms": terms_asked,
        "dated": [Question("newest", span=span)],
        "fuzzy": [Question("fuzzy", ("silwer",))],
    }
    plan = Plan(file, questions, terms_asked, rounds=3, adds=9)
    searched = search(SqliteFts5(), folder, plan)
    terms, dated = searched.classes["terms"], searched.classes["dated"]
    assert terms is not None
    assert dated is not None
    assert (terms.hits, dated.hits) == (3.0, 3.0)
    assert 0 < terms.p50_ms <= terms.p95_ms
    assert searched.classes["fuzzy"] is None
    assert searched.opened.first_ms > 0
    assert searched.opened.again_ms > 0
    added = searched.added
    assert 0 < added.first_ms <= added.worst_ms
    assert 0 < added.last_ms <= added.worst_ms
    assert added.rare_ratio is not None
