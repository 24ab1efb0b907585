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
    files = [file for file in archive_path.rglob("*") if file.is_file()]
    largest = max(files, key=lambda file: file.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.write_bytes(content)
    outcome = invoke("check", "--archive", archive_path)
    assert outcome.code == 1
    assert largest.name in outcome.out
    damage = invoke("check", "--json", "--archive", archive_path)
    assert damage.code == 1
    assert damage.json["faults"]
