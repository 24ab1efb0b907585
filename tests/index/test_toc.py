"""The table of contents: Whoosh's own, and whole or not at all."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, open_dir

from broadsheet.index import toc as toc_module
from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.toc import (
    list_generations,
    read_newest_toc,
    read_toc,
    toc_path,
    write_toc,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def segment() -> W3Segment:
    """A segment with a deleted document."""
    segment = W3Segment(W3Codec(), "MAIN", doccount=3)
    segment.delete_document(1)
    return segment


def test_a_toc_is_read_back(tmp_path: Path, segment: W3Segment) -> None:
    write_toc(tmp_path, 7, [segment])
    toc = read_toc(tmp_path, 7)
    assert toc.generation == 7
    assert [each.segment_id() for each in toc.segments] == [segment.segment_id()]
    assert toc.segments[0].doc_count_all() == 3
    assert set(toc.segments[0].deleted_docs()) == {1}


def test_stock_whoosh_reads_it(tmp_path: Path, segment: W3Segment) -> None:
    write_toc(tmp_path, 7, [segment])
    stock = TOC.read(FileStorage(str(tmp_path)), "MAIN")
    assert stock.generation == 7
    assert stock.segments == [segment]
    assert stock.schema.names() == read_toc(tmp_path, 7).schema.names()
    assert open_dir(str(tmp_path)).latest_generation() == 7


def test_each_reading_has_segments_of_its_own(
    tmp_path: Path, segment: W3Segment
) -> None:
    """A writer deletes from them while a snapshot uses its own."""
    write_toc(tmp_path, 1, [segment])
    first, second = read_toc(tmp_path, 1), read_toc(tmp_path, 1)
    first.segments[0].delete_document(2)
    assert not second.segments[0].is_deleted(2)


def test_every_flipped_byte_is_noticed(tmp_path: Path, segment: W3Segment) -> None:
    write_toc(tmp_path, 1, [segment])
    path = toc_path(tmp_path, 1)
    with path.open("r+b", buffering=0) as stream:
        for place in range(path.stat().st_size):
            byte = os.pread(stream.fileno(), 1, place)
            os.pwrite(stream.fileno(), bytes([byte[0] ^ 1 << place % 8]), place)
            with pytest.raises(ArchiveCorruptError):
                read_toc(tmp_path, 1)
            os.pwrite(stream.fileno(), byte, place)
    assert read_toc(tmp_path, 1).segments == [segment]


def test_every_truncation_is_noticed(tmp_path: Path, segment: W3Segment) -> None:
    write_toc(tmp_path, 1, [segment])
    path = toc_path(tmp_path, 1)
    for length in reversed(range(path.stat().st_size)):
        os.truncate(path, length)
        with pytest.raises(ArchiveCorruptError):
            read_toc(tmp_path, 1)


def test_the_newest_good_generation_is_found(
    tmp_path: Path, segment: W3Segment
) -> None:
    for generation in (8, 9, 10):
        write_toc(tmp_path, generation, [segment])
    toc_path(tmp_path, 10).write_bytes(b"")
    assert list_generations(tmp_path) == [10, 9, 8]
    assert read_newest_toc(tmp_path).generation == 9
    for generation in (8, 9):
        toc_path(tmp_path, generation).write_bytes(b"")
    with pytest.raises(ArchiveCorruptError, match=r"_MAIN_8\.toc"):
        read_newest_toc(tmp_path)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def test_a_pickle_that_names_anything_else_is_refused(
    tmp_path: Path, segment: W3Segment
) -> None:
    """Even with a right checksum: whoever wrote it."""
    segment.evil = _Evil()
    write_toc(tmp_path, 1, [segment])
    with pytest.raises(ArchiveCorruptError, match="system") as caught:
        read_toc(tmp_path, 1)
    assert isinstance(caught.value.__cause__, pickle.UnpicklingError)


def test_a_failed_sync_of_the_folder_leaves_no_generation(
    tmp_path: Path, segment: W3Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(toc_module, "sync_folder", fail)
    with pytest.raises(OSError, match="Input"):
        write_toc(tmp_path, 1, [segment])
    assert list_generations(tmp_path) == []
