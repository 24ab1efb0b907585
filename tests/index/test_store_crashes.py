"""Killed at any step of a change, an archive opens before or after it, complete."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = Path(__file__).parent / "processes" / "crashes.py"


@pytest.mark.parametrize(
    ("change", "least_steps"),
    [("add", 100), ("delete", 10), ("purge", 100), ("rebuild", 100), ("rollback", 4)],
)
def test_a_change_killed_at_any_step_is_done_or_not_begun(
    tmp_path: Path, change: str, least_steps: int
) -> None:
    run = subprocess.run(
        [sys.executable, str(_PROGRAM), str(tmp_path), change],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) >= least_steps
