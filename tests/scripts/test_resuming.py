"""What a rebuild is gone on with, and what is the same as it was."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest

from broadsheet.index import ArchiveSettings
from broadsheet.scripts.feed import Feed
from broadsheet.scripts.resuming import ResumableFeed, fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file that has no name in Unicode, and a link to nothing."""
    (tmp_path / "a.jsonl").write_text('{"id": "a"}\n')
    (tmp_path / os.fsdecode(b"caf\xe9.jsonl")).write_text('{"id": "b"}\n')
    (tmp_path / "link").symlink_to(tmp_path / "none")
    return tmp_path


def test_a_folder_has_a_fingerprint_whatever_is_in_it(folder: Path) -> None:
    before = fingerprint([str(folder)])
    assert fingerprint([str(folder)]) == before
    (folder / os.fsdecode(b"caf\xe9.jsonl")).write_text('{"id": "bb"}\n')
    assert fingerprint([str(folder)]) != before


def test_a_mark_is_json_whatever_the_names_of_files_are(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    how = {"mapping": (f"title={name}",), "clean": (), "no_clean": ()}
    others = dict.fromkeys(("day_first", "format", "encoding", "profile", "processes"))
    feed = Feed([str(folder / name)], ArchiveSettings(), {**how, **others})  # type: ignore[typeddict-item]
    mark = ResumableFeed(feed, iter, folder / name).mark()
    assert orjson.loads(orjson.dumps(mark)) == mark
