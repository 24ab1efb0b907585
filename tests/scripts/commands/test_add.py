"""``broadsheet add``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def test_articles_are_added_and_replaced_by_id(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "oil", "title": "Changed"}\n{"id": "new", "title": "N"}\n')
    outcome = invoke("add", feed, "--archive", archive_path)
    assert outcome.code == 0, outcome.err
    lines = dict(line.split() for line in outcome.out.splitlines())
    assert (lines["added"], lines["replaced"]) == ("1", "1")
    found = invoke("search", "--json", "--archive", archive_path).json
    assert found["total"] == 4
    assert found["revision"] == lines["revision"]


def test_same_articles_again_change_nothing(
    invoke: Invoke, archive_path: Path, articles_path: Path
) -> None:
    before = invoke("stats", "--json", "--archive", archive_path).json["revision"]
    report = invoke("add", articles_path, "--json", "--archive", archive_path).json
    assert (report["unchanged"], report["revision"]) == (3, before)


def test_strict_add_changes_nothing(
    invoke: Invoke, archive_path: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text('{"id": "new", "title": "N"}\nnone\n')
    assert invoke("add", feed, "--strict", "--archive", archive_path).code == 1
    found = invoke("search", "--json", "--archive", archive_path).json
    assert found["total"] == 3


def test_add_needs_a_file_and_an_archive(
    invoke: Invoke, tmp_path: Path, articles_path: Path
) -> None:
    assert invoke("add", "--archive", tmp_path).code == 2
    outcome = invoke("add", articles_path, "--archive", tmp_path / "none")
    assert outcome.code == 1
    assert not (tmp_path / "none").exists()
