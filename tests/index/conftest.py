"""Archives in a temporary folder, and articles to put in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.article import Article
from broadsheet.index.check import check_archive
from broadsheet.index.records import article_from_record
from broadsheet.index.settings import ArchiveSettings
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from broadsheet.index.snapshot import Snapshot


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The folder of the archive, not made yet."""
    return tmp_path / "archive"


@pytest.fixture
def store(archive: Path) -> Iterator[Store]:
    """An empty archive, which must be sound at the end."""
    with Store.open(archive, create=True, lock_timeout=10) as store:
        yield store
    assert check_archive(archive) == ()


@pytest.fixture
def articles() -> list[Article]:
    """Ten articles with dates, values and texts of many kinds."""
    return [
        Article("1", "Oil prices rise", "Crude oil is up in the US. Prices rose."),
        Article("2", "", ""),
        Article("3", "Élections à l’Assemblée", "Les élections de 1902, dit O’Brien."),
        Article(
            "4",
            "Before the epoch",
            "may not " * 300,
            published="1902-05",
            date_precision="month",
            date_source="given",
            authors=("Ann Lee", "Bob Ray"),
            source="Reuters",
            section="World",
            tags=("oil", "Öl", "OIL"),
            language="en",
            url="https://example.org/4",
            extra={"b": [1, None], "a": {"x": 1.5}},
        ),
        Article(
            "5",
            "An instant",
            "said said said",
            published="1987-10-19T15:03:27Z",
            date_precision="second",
            date_source="given",
            updated="1987-10-20",
            authors=("Lee Ann",),
        ),
        Article("id/with spaces & ü", "石油价格上涨", "हिन्दी भाषा C++ AT&T"),
        Article("7", "same text", "syndicated copy"),
        Article("8", "same text", "syndicated copy"),
        Article("9", "...", "!!"),
        Article("10", "WALL STREET SLUMPS", "U.S. stocks fell, it said. IT rose."),
    ]


@pytest.fixture
def contents() -> Callable[[Snapshot], dict[str, Article]]:
    """Reads all that a snapshot holds, by id."""

    def read(snapshot: Snapshot) -> dict[str, Article]:
        found = list(snapshot.articles())
        assert len(found) == snapshot.doc_count
        return {article.id: article for article in found}

    return read


@pytest.fixture(scope="session")
def golden_articles(project_path: Path) -> dict[str, Article]:
    """The articles of the golden archives, as they were left."""
    path = project_path / "tests" / "data" / "golden" / "articles.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    records[-1] |= {"title": "Second version", "body": "The mistake is gone."}
    settings = ArchiveSettings("en", "Europe/London")
    articles = [article_from_record(each, settings=settings) for each in records]
    return {each.id: each for each in articles if each.id != "doomed"}
