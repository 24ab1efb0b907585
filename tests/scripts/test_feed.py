"""What is read of files, and where another process goes on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from broadsheet.index import ArchiveSettings, Rejection
from broadsheet.index.sources import parser_pool
from broadsheet.scripts.feed import Feed, How

_HOW: How = {
    "mapping": (),
    "day_first": None,
    "format": None,
    "encoding": None,
    "profile": None,
    "clean": (),
    "no_clean": (),
    "processes": 2,
}


@pytest.fixture
def files(tmp_path: Path, project_path: Path) -> list[str]:
    """Pages, named themselves and in a folder, with lines between them."""
    pages = project_path / "tests/data/sources/pages"
    (tmp_path / "empty.html").write_text("<html><body></body></html>")
    (tmp_path / "text.txt").write_text("It rained in Norrby, all the long week.")
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"id": "a", "title": "Rain &amp; wind"}\nnope\n{"id": "b"}\n')
    shutil.copytree(pages, tmp_path / "pages")
    shutil.copy(lines, tmp_path / "pages")
    named = ["pages/arc.html", "empty.html", "pages", "a.jsonl", "text.txt"]
    return [str(tmp_path / name) for name in (*named, "pages/wix.html")]


def _read(feed: Feed) -> list[tuple[Any, Any]]:
    """Return each item, and the mark behind it."""
    return [(item, feed.mark()) for item in feed]


def _feed(files: list[str], processes: int) -> Feed:
    return Feed(files, ArchiveSettings(), {**_HOW, "processes": processes})


def test_another_feed_goes_on_behind_any_mark(
    files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _read(_feed(files, 0))
    assert sum(isinstance(item, Rejection) for item, _ in whole) == 3
    monkeypatch.setattr(parser_pool, "BEGIN_AFTER_SECONDS", 0.0)
    assert _read(_feed(files, 2)) == whole
    for place in range(1, len(whole), 5):
        feed = _feed(files, 2)
        feed.go_on(whole[place - 1][1])
        assert _read(feed) == whole[place:]
        assert feed.position() == feed.size


def test_what_cannot_be_read_is_a_rejection_where_any_file_may_come(
    files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_pool, "BEGIN_AFTER_SECONDS", 0.0)
    table = Path(files[0]).with_name("b.csv")
    table.write_text("1,2\n")
    gone = str(table.with_name("gone.html"))
    some = [files[0], gone, str(table), *files[1:]]
    found = list(_feed([], 2).read(some))
    assert found == list(_feed([], 0).read(some))
    assert [item.path for item in found[1:3] if isinstance(item, Rejection)] == [
        gone,
        str(table),
    ]


def test_the_path_of_a_rejection_can_be_printed_whatever_it_is(tmp_path: Path) -> None:
    (rejected,) = _feed([], 0).read([str(tmp_path / "a\x1b\udce9.jsonl")])
    assert isinstance(rejected, Rejection)
    assert rejected.path == str(tmp_path / "a\ufffd?.jsonl")
