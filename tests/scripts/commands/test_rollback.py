"""``broadsheet rollback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def test_edition_before_is_served_again(
    invoke: Invoke, archive_path: Path, articles_path: Path
) -> None:
    before = invoke("stats", "--json", "--archive", archive_path).json["revision"]
    invoke("rebuild", articles_path, "--archive", archive_path)
    invoke("delete", "oil", "--archive", archive_path)
    outcome = invoke("rollback", "--archive", archive_path)
    assert outcome.code == 0
    assert f"serving revision {before}" in outcome.out
    assert outcome.out.endswith("later adds and deletes left out: 1\n")
    now = invoke("stats", "--json", "--archive", archive_path).json
    assert (now["revision"], now["articles"]) == (before, 3)


def test_rollback_without_an_earlier_edition_is_an_error(
    invoke: Invoke, archive_path: Path
) -> None:
    invoke("rollback", "--archive", archive_path)
    outcome = invoke("rollback", "--json", "--archive", archive_path)
    assert outcome.code == 1
    assert "no_earlier_edition" in outcome.err
