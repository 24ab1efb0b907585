"""``broadsheet delete``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import Invoke


def _ids(invoke: Invoke, path: Path) -> set[str]:
    found = invoke("search", "--json", "--archive", path).json
    return {hit["id"] for hit in found["results"]}


def test_articles_are_deleted_and_missing_ids_listed(
    invoke: Invoke, archive_path: Path
) -> None:
    outcome = invoke("delete", "oil", "none", "--archive", archive_path)
    assert outcome.code == 0
    assert outcome.out.startswith("deleted 1; revision ")
    assert outcome.out.endswith("no article has the id 'none'\n")
    assert _ids(invoke, archive_path) == {"gas", "odd"}


def test_deletion_is_json_for_machines(invoke: Invoke, archive_path: Path) -> None:
    done = invoke("delete", "oil", "x", "--json", "--archive", archive_path).json
    assert (done["deleted"], done["missing"]) == (1, ["x"])
    assert (
        done["revision"]
        == invoke("search", "--json", "--archive", archive_path).json["revision"]
    )


def test_purge_takes_an_article_out_of_the_edition_before(
    invoke: Invoke, archive_path: Path, articles_path: Path
) -> None:
    """After a rollback, a purged article is not there again; a deleted one is."""
    invoke("rebuild", articles_path, "--archive", archive_path)
    invoke("delete", "gas", "--archive", archive_path)
    invoke("delete", "--purge", "oil", "--archive", archive_path)
    invoke("rollback", "--archive", archive_path)
    assert _ids(invoke, archive_path) == {"gas", "odd"}


def test_an_id_is_required(invoke: Invoke, archive_path: Path) -> None:
    assert invoke("delete", "--archive", archive_path).code == 2
