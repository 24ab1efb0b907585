"""Golden archives: what a version of the format wrote can be read for ever."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from whoosh.index import open_dir
from whoosh.query import And, Phrase, Term

from broadsheet.index.check import check_archive
from broadsheet.index.codec.layout import FORMAT_VERSION
from broadsheet.index.errors import FormatVersionError
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.index.article import Article


@pytest.fixture
def golden_path(project_path: Path) -> Path:
    """The folder of the golden archives."""
    return project_path / "tests" / "data" / "golden"


@pytest.fixture
def golden(golden_path: Path, tmp_path: Path) -> Path:
    """A copy of the golden archive of the present format."""
    with zipfile.ZipFile(golden_path / f"format-{FORMAT_VERSION}.zip") as packed:
        packed.extractall(tmp_path / "golden")
    return tmp_path / "golden"


def test_every_format_has_a_golden_archive(golden_path: Path) -> None:
    kept = {path.name for path in golden_path.glob("*.zip")}
    assert kept == {f"format-{each}.zip" for each in range(1, FORMAT_VERSION + 1)}


def test_the_golden_archive_is_sound_and_holds_its_articles(
    golden: Path, golden_articles: dict[str, Article]
) -> None:
    assert check_archive(golden) == ()
    with Store.open(golden) as store, store.snapshot() as snapshot:
        found = {article.id: article for article in snapshot.articles()}
        assert found == golden_articles
        assert snapshot.revision == "2.4"
        assert snapshot.vocabulary.stem_group("en", "planned") == (
            "plan",
            "planned",
            "plans",
        )


def test_the_golden_archive_can_be_changed(golden: Path) -> None:
    with Store.open(golden) as store:
        assert store.delete(["harbour-1"]).revision == "2.5"
        assert store.rebuild(None).added == 0
    assert check_archive(golden) == ()


def test_stock_whoosh_searches_the_golden_archive(golden: Path) -> None:
    index = open_dir(golden / "editions" / "000002")
    assert index.doc_count() == 11
    with index.searcher() as searcher:
        for query, ids in (
            (Term("title", "harbour"), {"harbour-1", "harbour-2"}),
            (Phrase("body", ["they", "may", "not", "pay"]), {"harbour-1"}),
            (And([Term("author", "ann lee"), Term("tag", "oil")]), {"long"}),
            (Term("body", "mistake"), {"replaced"}),
            (Term("id", "doomed"), set()),
        ):
            assert {hit["id"] for hit in searcher.search(query)} == ids


def test_an_archive_of_format_2_is_rebuilt_from_itself(
    golden_path: Path, tmp_path: Path, golden_articles: dict[str, Article]
) -> None:
    with zipfile.ZipFile(golden_path / "format-2.zip") as packed:
        packed.extractall(tmp_path / "golden")
    with Store.open(tmp_path / "golden") as store:
        with pytest.raises(FormatVersionError, match="broadsheet rebuild") as caught:
            store.snapshot()
        assert caught.value.found == 2
        with pytest.raises(FormatVersionError):
            store.add([])
        report = store.rebuild(None)
        assert (report.unchanged, report.added, report.vanished) == (11, 0, 0)
        with store.snapshot() as snapshot:
            found = {article.id: article for article in snapshot.articles()}
        assert found == golden_articles
        with pytest.raises(FormatVersionError):
            store.rollback()
    assert check_archive(tmp_path / "golden") == ()
