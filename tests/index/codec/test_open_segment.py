"""Open segments: one file for all who read it, and nothing that does not belong."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadsheet.index.analysis.version import ANALYSIS_VERSION
from broadsheet.index.codec.container import ContainerWriter
from broadsheet.index.codec.layout import SegmentFile
from broadsheet.index.codec.open_segment import (
    SegmentCache,
    open_segment,
    segment_of,
)
from broadsheet.index.codec.segment import ColumnarSegment
from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.toc import read_toc

from .conftest import make_articles, write_edition

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """Two segments; documents of the first are deleted."""
    segments = [make_articles(30, 1), make_articles(5, 2, "b")]
    return write_edition(tmp_path / "edition", segments, [0, 7])


def test_files_and_deletions_are_shared_while_anybody_uses_them(edition: Path) -> None:
    cache = SegmentCache()
    for segment in read_toc(edition, 1).segments:
        first = open_segment(edition, segment, 0, cache)
        second = open_segment(edition, segment, 9, cache)
        assert first.file is second.file
        assert first.live is second.live
        assert (first.base, second.base) == (0, 9)
        name = first.name
        del first, second
        gc.collect()
        assert open_segment(edition, segment, 0, cache).name == name


def test_an_article_is_found_by_id_unless_it_is_deleted(edition: Path) -> None:
    articles = make_articles(30, 1)
    opened = open_segment(edition, read_toc(edition, 1).segments[0])
    assert opened.live.count == 28
    for docnum, article in enumerate(articles):
        expected = None if docnum in (0, 7) else docnum
        assert opened.docnum(article.id.encode()) == expected
        assert opened.stored(docnum).article == article
    assert opened.docnum(b"") is None
    assert opened.docnum(b"\xff") is None


def test_of_an_id_that_stands_twice_the_live_document_is_found(tmp_path: Path) -> None:
    articles = make_articles(3, 1)
    edition = write_edition(tmp_path, [[*articles, articles[1], articles[1]]], [1, 4])
    opened = open_segment(edition, read_toc(edition, 1).segments[0])
    name = articles[1].id.encode()
    assert opened.file.ids.docnums(name).tolist() == [1, 3, 4]
    assert opened.docnum(name) == 3


def test_a_document_is_in_the_segment_before_the_next_base(edition: Path) -> None:
    toc = read_toc(edition, 1)
    opened = [
        open_segment(edition, segment, base)
        for segment, base in zip(toc.segments, (0, 30), strict=True)
    ]
    places = [segment_of(opened, docnum).base for docnum in (0, 29, 30, 34)]
    assert places == [0, 0, 30, 30]


def test_threads_may_decompress_at_once(edition: Path) -> None:
    articles = make_articles(30, 1)
    opened = open_segment(edition, read_toc(edition, 1).segments[0])

    def read(number: int) -> bool:
        return opened.stored(number % 30).article == articles[number % 30]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(600)))


def test_a_file_of_another_number_of_documents_is_refused(edition: Path) -> None:
    first, second = read_toc(edition, 1).segments
    other = ColumnarSegment(first.indexname, 6)
    other.segid = second.segid
    with pytest.raises(ArchiveCorruptError, match="number of documents"):
        open_segment(edition, other)
    with pytest.raises(ArchiveCorruptError, match="number of deletions"):
        open_segment(edition, first.mark_deleted(first.deletions, 3))
    with pytest.raises(ArchiveCorruptError, match="another segment"):
        open_segment(edition, second.mark_deleted(first.deletions, 2))
    with pytest.raises(ArchiveCorruptError, match="missing"):
        open_segment(edition, first.mark_deleted("MAIN_none.1.del", 2))


@pytest.mark.parametrize(("name", "version"), [("MAIN_a", 3), ("MAIN_b", 4)])
def test_a_file_of_another_name_or_format_is_refused(
    tmp_path: Path, name: str, version: int
) -> None:
    path = tmp_path / "MAIN_b.bsg"
    with ContainerWriter(path, version, ANALYSIS_VERSION) as writer:
        writer.add("array", np.zeros(3))
        writer.finish({"segment": name, "count": 0})
    with pytest.raises(ArchiveCorruptError, match="another"):
        SegmentFile(path)
