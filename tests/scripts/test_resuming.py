"""What a rebuild is gone on with, and what is the same as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadsheet.scripts.resuming import fingerprint


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
