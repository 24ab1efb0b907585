"""The table of contents: Whoosh's own, and whole or not at all."""

from __future__ import annotations

import os
import pickle
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, open_dir

from broadsheet.index import toc as toc_module
from broadsheet.index.codec.segment import ColumnarSegment
from broadsheet.index.errors import ArchiveCorruptError
from broadsheet.index.schema import build_schema
from broadsheet.index.toc import (
    INDEX_NAME,
    list_generations,
    read_newest_toc,
    read_toc,
    toc_path,
    write_toc,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def segment() -> ColumnarSegment:
    """A segment with a deleted document."""
    return ColumnarSegment(INDEX_NAME, 3).mark_deleted("MAIN_x.7.del", 1)


def test_a_toc_is_read_back(tmp_path: Path, segment: ColumnarSegment) -> None:
    write_toc(tmp_path, 7, [segment])
    toc = read_toc(tmp_path, 7)
    assert toc.generation == 7
    (found,) = toc.segments
    assert found.segment_id() == segment.segment_id()
    assert found.path(tmp_path) == tmp_path / f"{segment.segment_id()}.bsg"
    assert (found.doc_count_all(), found.doc_count()) == (3, 2)
    assert (found.deletions, found.has_deletions()) == ("MAIN_x.7.del", True)


def test_stock_whoosh_reads_it(tmp_path: Path, segment: ColumnarSegment) -> None:
    write_toc(tmp_path, 7, [segment])
    stock = TOC.read(FileStorage(str(tmp_path)), "MAIN")
    assert stock.generation == 7
    assert stock.segments == [segment]
    assert stock.schema.names() == read_toc(tmp_path, 7).schema.names()
    assert open_dir(str(tmp_path)).latest_generation() == 7


def test_segments_of_format_1_are_read(tmp_path: Path) -> None:
    segment = W3Segment(W3Codec(), "MAIN", doccount=3)
    segment.delete_document(1)
    write_toc(tmp_path, 7, [segment])
    (found,) = read_toc(tmp_path, 7).segments
    assert found == segment
    assert set(found.deleted_docs()) == {1}


#: Whoosh unpickles the schema of a table of contents: these names are the format's.
_SCHEMA_CLASSES = {
    "broadsheet.index.schema": {
        "ArticleAnalyzer",
        "ArticleText",
        "Terms",
        "ValueAnalyzer",
        "Values",
        "Words",
    },
    "whoosh.analysis.tokenizers": {"IDTokenizer"},
    "whoosh.columns": {"NumericColumn", "VarBytesColumn"},
    "whoosh.fields": {"COLUMN", "ID", "STORED", "Schema"},
    "whoosh.formats": {"Characters", "Existence", "Positions"},
}


def test_the_schema_names_no_other_classes() -> None:
    named: dict[str, set[str]] = {}

    class Recorder(pickle.Unpickler):
        def find_class(self, module_name: str, global_name: str) -> object:
            named.setdefault(module_name, set()).add(global_name)
            return super().find_class(module_name, global_name)

    data = pickle.dumps(build_schema(), 2)
    assert Recorder(BytesIO(data)).load().names() == build_schema().names()
    for helper in ("builtins", "_codecs", "copyreg", "copy_reg", "__builtin__"):
        assert named.pop(helper, set()) <= {"encode", "object", "_reconstructor"}
    assert named == _SCHEMA_CLASSES


def test_every_flipped_byte_is_noticed(
    tmp_path: Path, segment: ColumnarSegment
) -> None:
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


def test_every_truncation_is_noticed(tmp_path: Path, segment: ColumnarSegment) -> None:
    write_toc(tmp_path, 1, [segment])
    path = toc_path(tmp_path, 1)
    for length in reversed(range(path.stat().st_size)):
        os.truncate(path, length)
        with pytest.raises(ArchiveCorruptError):
            read_toc(tmp_path, 1)


def test_the_newest_good_generation_is_found(
    tmp_path: Path, segment: ColumnarSegment
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
    tmp_path: Path, segment: ColumnarSegment
) -> None:
    """Even with a right checksum: whoever wrote it."""
    segment.evil = _Evil()
    write_toc(tmp_path, 1, [segment])
    with pytest.raises(ArchiveCorruptError, match="system") as caught:
        read_toc(tmp_path, 1)
    assert isinstance(caught.value.__cause__, pickle.UnpicklingError)


def test_a_failed_sync_of_the_folder_leaves_no_generation(
    tmp_path: Path, segment: ColumnarSegment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(toc_module, "sync_folder", fail)
    with pytest.raises(OSError, match="Input"):
        write_toc(tmp_path, 1, [segment])
    assert list_generations(tmp_path) == []
