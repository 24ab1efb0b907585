"""``broadsheet stats``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from ..conftest import Invoke


def test_stats_are_a_table(invoke: Invoke, archive_path: Path) -> None:
    out = invoke("stats", "--archive", archive_path).out
    found = {line.split("  ")[0]: line.split()[-1] for line in out.splitlines()}
    assert found["articles"] == "3"
    assert found["undated"] == "1"
    assert (found["oldest"], found["newest"]) == ("1987-10-19", "1988-02")
    assert (found["language"], found["timezone"]) == ("en", "UTC")
    # As their folders are called: 1 would be taken for how many there are.
    assert found["editions kept"] == "000001"


def test_stats_are_json_for_machines(invoke: Invoke, archive_path: Path) -> None:
    found = invoke("stats", "--json", "--archive", archive_path).json
    assert (found["articles"], found["undated"], found["empty"]) == (3, 1, 0)
    assert found["settings"] == {"language": "en", "timezone": "UTC"}
    assert found["bytes_on_disk"] > 0


def test_stats_tell_which_kernels_run(
    invoke: Invoke, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_KERNELS", "plain")
    out = invoke("stats", "--archive", archive_path).out
    assert out.splitlines()[-1].split() == ["kernels", "plain"]
    assert invoke("stats", "--json", "--archive", archive_path).json["kernels"] == (
        "plain"
    )
