"""Container: arrays come back as written, and no byte changes unnoticed."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.codec import container as module
from broadsheet.index.codec.container import Container, ContainerWriter
from broadsheet.index.errors import ArchiveCorruptError

ARRAYS = {
    "small": np.arange(7, dtype=np.uint16),
    "none": np.zeros(0, np.int64),
    "wide": np.arange(1000, dtype=np.uint64) << np.uint64(40),
    "signed": np.array([-1, 2**31 - 1], np.int32),
}
META = {"name": "x", "counts": [1, 2]}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "MAIN_a.bsg"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The bytes of a container of three chunks, and a place for changed copies."""
    path = tmp_path_factory.mktemp("container") / "MAIN_a.bsg"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_BYTES", 4096)
        write(path)
    return path.read_bytes(), path.with_name("MAIN_b.bsg")


def write(path, meta=META):
    with ContainerWriter(path, 2, 5) as writer:
        for name, array in ARRAYS.items():
            writer.add(name, array)
        writer.finish(meta)


def test_arrays_come_back_as_they_were_written(path):
    write(path)
    found = Container(path)
    assert found.names() == tuple(ARRAYS)
    assert found.meta == META
    assert (found.format_version, found.analysis_version) == (2, 5)
    for name, array in ARRAYS.items():
        assert name in found
        assert found.array(name).dtype == array.dtype
        np.testing.assert_array_equal(found.array(name), array)
        assert found.array(name).ctypes.data % 64 == 0 or not array.size
        assert not found.array(name).flags.writeable
    assert "other" not in found
    found.verify()


def test_an_array_may_come_in_parts(path):
    with ContainerWriter(path, 2, 5) as writer:
        parts = ([[1, 2], [], [3]], [[4]])
        for name, rows in zip("ab", parts, strict=True):
            writer.add_parts(
                name, np.uint32, (np.array(row, np.uint32) for row in rows)
            )
        with pytest.raises(TypeError, match="uint8"):
            writer.add_parts("c", np.uint32, [np.zeros(1, np.uint8)])
        writer.finish({})
    found = Container(path)
    assert [found.array(name).tolist() for name in "ab"] == [[1, 2, 3], [4]]
    assert found.names() == ("a", "b")


def test_arrays_are_gathered_while_others_are_written(path):
    with ContainerWriter(path, 2, 5) as writer:
        spools = {name: writer.spool(name, np.uint32) for name in ("x", "y")}
        for number in range(3):
            for spool in spools.values():
                spool.write(np.full(2, number, np.uint32))
        writer.add("z", np.ones(1, np.uint8))
        writer.settle()
        writer.spool("late", np.uint8).write(np.ones(3, np.uint8))
        writer.finish({})
    found = Container(path)
    assert found.names() == ("z", "x", "y", "late")
    assert found.array("y").tolist() == [0, 0, 1, 1, 2, 2]
    assert found.array("late").tolist() == [1, 1, 1]
    found.verify()


def test_a_writer_that_stops_leaves_no_other_file(path, monkeypatch):
    monkeypatch.setattr("broadsheet.index.codec.spool._KEPT_BYTES", 1)
    with ContainerWriter(path, 2, 5) as writer:
        writer.spool("x", np.uint8).write(np.ones(10, np.uint8))
        assert len(list(path.parent.iterdir())) == 2
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(ArchiveCorruptError):
        Container(path)


@given(st.data())
@settings(max_examples=300)
def test_every_changed_byte_is_found(written, data):
    content, path = written
    place = data.draw(st.integers(0, len(content) - 1))
    changed = bytearray(content)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(changed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK_BYTES", 4096)
        with pytest.raises(ArchiveCorruptError) as raised:
            Container(path).verify()
    assert raised.value.path == path


@given(st.data())
def test_a_file_cut_short_or_grown_is_refused(written, data):
    content, path = written
    size = data.draw(st.integers(0, len(content) - 1))
    path.write_bytes(content[:size])
    with pytest.raises(ArchiveCorruptError):
        Container(path)
    path.write_bytes(content + content[: max(size, 1)])
    with pytest.raises(ArchiveCorruptError):
        Container(path)


def test_a_file_that_is_missing_is_told(path):
    with pytest.raises(ArchiveCorruptError, match="missing"):
        Container(path)


def test_verifying_can_be_stopped(path):
    def check():
        raise TimeoutError

    write(path)
    with pytest.raises(TimeoutError):
        Container(path).verify(check)


def test_a_file_removed_while_it_is_open_stays_readable(path):
    write(path)
    found = Container(path)
    path.unlink()
    found.verify()
    np.testing.assert_array_equal(found.array("wide"), ARRAYS["wide"])


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_what_is_let_go_is_out_of_memory_and_reads_the_same(path):
    numbers = np.arange(1 << 20, dtype=np.uint32)
    with ContainerWriter(path, 1, 1) as writer:
        writer.add("numbers", numbers)
        writer.finish({})
    found = Container(path)
    array = found.array("numbers")
    assert array.sum() == numbers.sum()
    assert _resident_bytes(path) >= array.nbytes
    found.let_go()
    assert _resident_bytes(path) == 0
    assert (array == numbers).all()


def _resident_bytes(path):
    """Return how much of the map of a file is in the memory of this process."""
    lines = iter(Path("/proc/self/smaps").read_text().splitlines())
    for line in lines:
        if line.endswith(str(path)):
            sizes = dict(each.split(":", 1) for each in itertools.islice(lines, 4))
            return int(sizes["Rss"].split()[0]) * 1024
    raise LookupError(path)
