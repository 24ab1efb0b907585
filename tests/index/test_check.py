"""The check finds damage of every kind and never fails over it."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from broadsheet.index.article import Article
from broadsheet.index.check import Fault, check_archive
from broadsheet.index.errors import ArchiveNotFoundError
from broadsheet.index.pins import make_pin
from broadsheet.index.store import Store
from broadsheet.index.toc import read_toc, write_toc
from broadsheet.index.writer import ArticleWriter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sound(archive: Path, articles: list[Article]) -> Path:
    """The folder of a sound archive with two editions, some articles deleted."""
    with Store.open(archive, create=True) as store:
        store.add(articles)
        store.rebuild(articles[:6])
        store.add(articles[6:])
        store.delete(["3", "8"])
    return archive


def test_a_sound_archive_has_no_fault(sound: Path) -> None:
    assert check_archive(sound) == ()
    assert check_archive(str(sound)) == ()


def test_no_archive_is_no_fault(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFoundError):
        check_archive(tmp_path)


def test_leftovers_are_no_fault(sound: Path) -> None:
    (sound / "editions" / "000009").mkdir()
    (sound / "editions" / "000002" / "MAIN_x.pst").touch()
    assert check_archive(sound) == ()


@pytest.mark.parametrize(
    "name",
    ["CURRENT", "editions/000002/edition.json", "editions/000002/_MAIN_3.toc"],
)
def test_a_damaged_description_is_named(sound: Path, name: str) -> None:
    path = sound / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert path in {fault.path for fault in check_archive(sound)}


def test_a_lost_file_is_named(sound: Path) -> None:
    for path in sorted((sound / "editions" / "000002").glob("MAIN*")):
        data = path.read_bytes()
        path.unlink()
        faults = check_archive(sound)
        path.write_bytes(data)
        segment = path.with_name(path.name.partition(".")[0])
        # A column that is empty says of every document what none at all says.
        assert not data or segment in {fault.path for fault in faults}, path
    assert check_archive(sound) == ()


def test_any_damage_is_a_fault_and_never_an_exception(
    sound: Path, tmp_path: Path
) -> None:
    """Flips and cuts at random places; most are seen, and none raises."""
    draw = random.Random(7)
    files = sorted(
        path.relative_to(sound)
        for path in (sound / "editions" / "000002").glob("MAIN*")
        if path.stat().st_size
    )
    seen = 0
    for round_number in range(60):
        copy = tmp_path / f"copy {round_number}"
        shutil.copytree(sound, copy)
        path = copy / draw.choice(files)
        data = bytearray(path.read_bytes())
        if draw.random() < 0.5:
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        else:
            del data[draw.randrange(len(data)) :]
        path.write_bytes(data)
        seen += bool(check_archive(copy))
        shutil.rmtree(copy)
    assert seen > 30


def test_two_live_articles_with_one_id_are_a_fault(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sound / "editions" / "000002"
    with ArticleWriter(folder, read_toc(folder, 3)) as writer:
        # What no writer does: it does not look whether the id is there.
        monkeypatch.setattr(writer, "_find", lambda _id: None)
        writer.put(Article("1", "twice"))
        writer.commit()
    (fault,) = check_archive(sound)
    assert fault == Fault(folder / "_MAIN_4.toc", "has 2 articles with the id '1'")


def test_a_posting_that_no_article_accounts_for_is_a_fault(sound: Path) -> None:
    """The postings of one segment under the articles of another."""
    folder = sound / "editions" / "000002"
    first, second = read_toc(folder, 3).segments
    for extension in ("trm", "pst"):
        shutil.copy(
            folder / f"{second.segment_id()}.{extension}",
            folder / f"{first.segment_id()}.{extension}",
        )
    faults = check_archive(sound)
    assert faults
    assert all(fault.path == folder / first.segment_id() for fault in faults)
    assert "postings of" in str(faults[0])


def test_an_edition_without_a_readable_generation_is_a_fault(sound: Path) -> None:
    folder = sound / "editions" / "000001"
    for path in folder.glob("*.toc"):
        path.unlink()
    assert check_archive(sound) == (
        Fault(folder, "has no generation that can be read"),
    )


def test_an_older_generation_is_checked_by_its_toc(sound: Path) -> None:
    folder = sound / "editions" / "000002"
    make_pin(folder, 4, [])
    write_toc(folder, 4, read_toc(folder, 3).segments)
    (folder / "_MAIN_3.toc").write_bytes(b"")
    assert [fault.path.name for fault in check_archive(sound)] == ["_MAIN_3.toc"]
