"""A tiny archive whose answers can be counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broadsheet.scripts.benchmark.articles import PlainArticle


def _article(
    number: int, title: str, body: str, source: str = "Wire", month: int | None = None
) -> PlainArticle:
    date = datetime(1987, month, 2, 3, 4, 5, tzinfo=UTC) if month else None
    return PlainArticle(f"a{number}", title, body, source, date)


@pytest.fixture(scope="session")
def articles() -> list[PlainArticle]:
    """Seven articles; words that stemming leaves alone, but for the last."""
    return [
        _article(1, "Gold", "The silver and the gold of the north.", month=1),
        _article(2, "Copper", "The gold went south with silver.", "Post", month=2),
        _article(3, "Silver", "North wind, and nothing else of note.", month=3),
        _article(4, "Tin", "Silver gold, an alloy of the south.", "Post", month=4),
        _article(5, "Goldsmith", "A goldsmith of the old school.", month=5),
        _article(6, "Zinc", "Undated zinc and silver.", "Post"),
        _article(7, "Ships", "Of ships shipping what was shipped.", month=7),
    ]
