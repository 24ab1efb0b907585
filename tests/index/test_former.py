"""Editions of format 1: their articles can be read, and nothing else of them."""

from __future__ import annotations

import pickle
import zipfile
from typing import TYPE_CHECKING

import pytest

from broadsheet.index import former
from broadsheet.index.check import check_archive
from broadsheet.index.errors import ArchiveCorruptError, FormatVersionError
from broadsheet.index.former import former_articles
from broadsheet.index.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from broadsheet.index.article import Article


@pytest.fixture
def former_archive(project_path: Path, tmp_path: Path) -> Path:
    """A copy of the golden archive of format 1."""
    packed = project_path / "tests" / "data" / "golden" / "format-1.zip"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "former")
    return tmp_path / "former"


def test_the_articles_of_format_1_are_those_that_were_added(
    former_archive: Path, golden_articles: dict[str, Article]
) -> None:
    found = list(former_articles(former_archive / "editions" / "000002"))
    assert {article.id: article for article in found} == golden_articles
    assert len(found) == len(golden_articles) == 11


def test_a_damaged_article_of_format_1_is_an_error(former_archive: Path) -> None:
    edition = former_archive / "editions" / "000002"
    for path in edition.glob("*._stored.col"):
        path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(ArchiveCorruptError):
        list(former_articles(edition))


def test_nothing_but_plain_values_is_unpickled() -> None:
    for harmful in (print, pickle.Unpickler):
        with pytest.raises(pickle.UnpicklingError, match="names"):
            former._PlainUnpickler(_stream(harmful)).load()
    fields = {"article": b"\xff\0"}
    assert former._PlainUnpickler(_stream(fields)).load() == fields


def _stream(value: object) -> former.BytesIO:
    return former.BytesIO(pickle.dumps(value, 2))


def test_an_archive_of_format_1_is_rebuilt_from_itself(
    former_archive: Path, golden_articles: dict[str, Article]
) -> None:
    with Store.open(former_archive) as store:
        with pytest.raises(FormatVersionError) as caught:
            store.snapshot()
        assert caught.value.found == 1
        with pytest.raises(FormatVersionError):
            store.add([])
        report = store.rebuild(None)
        assert (report.added, report.vanished) == (11, 0)
        with store.snapshot() as snapshot:
            found = {article.id: article for article in snapshot.articles()}
        assert found == golden_articles
        with pytest.raises(FormatVersionError):
            store.rollback()
    assert check_archive(former_archive) == ()
