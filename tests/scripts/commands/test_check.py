"""``broadsheet check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def test_sound_archive_has_no_faults(invoke: Invoke, archive_path: Path) -> None:
    outcome = invoke("check", "--archive", archive_path)
    assert (outcome.code, outcome.out) == (0, "no faults\n")
    assert invoke("check", "--json", "--archive", archive_path).json == {"faults": []}


def test_damaged_file_is_named_and_exits_1(invoke: Invoke, archive_path: Path) -> None:
    newest = max(archive_path.rglob("*.toc"))
    newest.write_bytes(newest.read_bytes()[:-1])
    outcome = invoke("check", "--archive", archive_path)
    assert outcome.code == 1
    assert newest.name in outcome.out
    assert outcome.out.endswith("\n1 fault\n")
    damage = invoke("check", "--json", "--archive", archive_path)
    assert damage.code == 1
    assert damage.json["faults"]
