"""The check finds damage of every kind and never fails over it."""

from __future__ import annotations

import random
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadsheet.index.analysis.version import ANALYSIS_VERSION
from broadsheet.index.check import Fault, check_archive
from broadsheet.index.codec.container import ContainerWriter
from broadsheet.index.codec.deletions import read_deletions, write_deletions
from broadsheet.index.codec.layout import FORMAT_VERSION, SegmentFile
from broadsheet.index.errors import ArchiveNotFoundError
from broadsheet.index.pins import make_pin
from broadsheet.index.toc import names_of, read_toc, write_toc

from .codec.conftest import make_articles, write_archive

if TYPE_CHECKING:
    from pathlib import Path

SEED = 7
FLIPS = 400


@pytest.fixture
def folder(archive: Path) -> Path:
    """The edition of a sound archive: two segments, some articles deleted."""
    segments = [make_articles(40, 1), make_articles(8, 2, "b")]
    return write_archive(archive, segments, [0, 3, 44])


def test_a_sound_archive_has_no_fault(archive: Path, folder: Path) -> None:
    assert folder.is_dir()
    assert check_archive(archive) == ()
    assert check_archive(str(archive)) == ()


def test_no_archive_is_no_fault(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFoundError):
        check_archive(tmp_path)


def test_leftovers_are_no_fault(archive: Path, folder: Path) -> None:
    (archive / "editions" / "000009").mkdir()
    (folder / "MAIN_x.bsg").touch()
    (folder / "pins" / "7").touch()
    assert check_archive(archive) == ()


def _files(archive: Path) -> list[Path]:
    return sorted(path for path in archive.rglob("*") if path.is_file())


def test_a_lost_file_is_named(archive: Path, folder: Path) -> None:
    for path in _files(archive):
        if path.name == "edition.json":
            # Such an edition is an unfinished one.
            continue
        data = path.read_bytes()
        path.unlink()
        paths = {fault.path for fault in check_archive(archive)}
        path.write_bytes(data)
        assert paths & {path, folder}, path
    assert check_archive(archive) == ()


def test_a_flipped_bit_anywhere_is_found(archive: Path, folder: Path) -> None:
    """A bit of each file's each part, and of many places drawn at random."""
    draw = random.Random(SEED)
    files = _files(archive)
    assert {path.suffix for path in files} >= {".bsg", ".del", ".toc", ".json", ""}
    places = [(path, draw.randrange(path.stat().st_size)) for path in files]
    (largest,) = sorted(folder.glob("*.bsg"), key=lambda path: -path.stat().st_size)[:1]
    container = SegmentFile(largest).container
    places += [
        (largest, offset + draw.randrange(container.array(name).nbytes))
        for name, (_dtype, count, offset) in container._arrays.items()
        if count
    ]
    sizes = [path.stat().st_size for path in files]
    for path in draw.choices(files, sizes, k=FLIPS):
        places.append((path, draw.randrange(path.stat().st_size)))
    for path, place in places:
        data = path.read_bytes()
        bit = draw.randrange(8)
        flipped = bytearray(data)
        flipped[place] ^= 1 << bit
        path.write_bytes(flipped)
        faults = check_archive(archive)
        path.write_bytes(data)
        assert path in {fault.path for fault in faults}, (SEED, path, place, bit)
    assert check_archive(archive) == ()


def test_a_file_cut_short_is_found(archive: Path, folder: Path) -> None:
    draw = random.Random(SEED)
    for path in (*folder.glob("*.bsg"), *folder.glob("*.del"), *folder.glob("*.toc")):
        data = path.read_bytes()
        for size in (0, 1, len(data) - 1, draw.randrange(len(data))):
            path.write_bytes(data[:size])
            paths = {fault.path for fault in check_archive(archive)}
            assert path in paths, size
        path.write_bytes(data)
    assert check_archive(archive) == ()


def test_two_live_articles_with_one_id_are_a_fault(archive: Path) -> None:
    articles = make_articles(3, 1)
    folder = write_archive(archive, [articles, articles[:1]])
    (fault,) = check_archive(archive)
    reason = f"has 2 articles with the id {articles[0].id!r}"
    assert fault == Fault(folder / "_MAIN_1.toc", reason)


def test_an_id_may_stand_twice_if_one_is_deleted(archive: Path) -> None:
    articles = make_articles(3, 1)
    write_archive(archive, [[*articles, articles[0]], articles[:1]], [0, 3])
    assert check_archive(archive) == ()


def test_articles_that_are_others_are_a_fault(archive: Path, folder: Path) -> None:
    """What is stored in one segment under the postings of another."""
    other = write_archive(archive.parent / "other", [make_articles(40, 9)])
    first = read_toc(folder, 1).segments[0].path(folder)
    (second,) = other.glob("*.bsg")
    mixed = SegmentFile(first), SegmentFile(second)
    first.unlink()
    with ContainerWriter(first, FORMAT_VERSION, ANALYSIS_VERSION) as writer:
        for name in mixed[0].container.names():
            writer.add(name, mixed[name.startswith("stored.")].array(name))
        writer.finish(mixed[0].meta)
    faults = check_archive(archive)
    assert {fault.path for fault in faults} == {first}
    told = "\n".join(map(str, faults))
    for part in ("digest", "length of body", "values of author", "date"):
        assert part in told


def test_deletions_that_count_wrongly_are_a_fault(archive: Path, folder: Path) -> None:
    (segment, _other) = read_toc(folder, 1).segments
    file = SegmentFile(segment.path(folder))
    live = read_deletions(folder, segment.deletions, file)
    path = folder / segment.deletions
    path.unlink()
    with ContainerWriter(path, FORMAT_VERSION, ANALYSIS_VERSION) as writer:
        writer.add("deleted", np.packbits(~live.mask, bitorder="little"))
        meta = {"segment": segment.segment_id(), "count": 40, "deleted": 2}
        writer.finish(meta | {"tokens": {"title": 1, "body": 2}})
    assert check_archive(archive) == (
        Fault(path, "counts the tokens of title wrongly"),
        Fault(path, "counts the tokens of body wrongly"),
    )


def test_every_generation_is_checked(archive: Path, folder: Path) -> None:
    first, second = read_toc(folder, 1).segments
    file = SegmentFile(second.path(folder))
    mask = np.zeros(8, np.bool_)
    fewer = second.mark_deleted(write_deletions(folder, file, mask, 2), 8)
    make_pin(folder, 2, names_of([first, fewer]))
    write_toc(folder, 2, [first, fewer])
    assert check_archive(archive) == ()
    for name in (first.deletions, fewer.deletions, second.deletions):
        path = folder / name
        data = path.read_bytes()
        path.write_bytes(b"")
        assert {fault.path for fault in check_archive(archive)} == {path}
        path.write_bytes(data)


def test_a_pin_must_name_the_segments(archive: Path, folder: Path) -> None:
    pin = folder / "pins" / "1"
    pin.write_text("MAIN_x")
    (fault,) = check_archive(archive)
    assert fault == Fault(pin, "does not name the files of its generation")


def test_an_edition_without_a_readable_generation_is_a_fault(
    archive: Path, folder: Path
) -> None:
    for path in folder.glob("*.toc"):
        path.unlink()
    assert check_archive(archive) == (
        Fault(folder, "has no generation that can be read"),
    )


def test_an_archive_of_format_1_is_only_to_be_rebuilt(
    project_path: Path, archive: Path
) -> None:
    packed = project_path / "tests" / "data" / "golden" / "format-1.zip"
    with zipfile.ZipFile(packed) as each:
        each.extractall(archive)
    assert not [fault for fault in check_archive(archive) if fault.path != archive]
    edition = archive / "editions" / "000002"
    for path in edition.glob("*._stored.col"):
        path.write_bytes(b"")
    faults = check_archive(archive)
    assert [fault for fault in faults if fault.path.parent == edition]
