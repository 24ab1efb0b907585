"""``broadsheet stats``: what the archive holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ...index import load_kernels
from ...search import Archive
from ..options import ArchiveCommand, archive_option, echo_json, json_option
from ..report import show_table

if TYPE_CHECKING:
    from pathlib import Path

    from ...index import StoreStats


@click.command(cls=ArchiveCommand)
@archive_option
@json_option
def stats(path: Path, *, as_json: bool) -> None:
    """Say what the archive holds, what it was built with, and which kernels run.

    \b
    Example:
      broadsheet stats --archive var/archive
    """
    with Archive.open(path) as archive:
        found = archive.stats()
    build = load_kernels().build
    if as_json:
        echo_json({**asdict(found), "kernels": build})
    else:
        show_table([*_rows(found), ("kernels", build)])


def _rows(found: StoreStats) -> list[tuple[str, str]]:
    return [
        ("revision", found.revision),
        ("articles", f"{found.articles:,}"),
        ("undated", f"{found.undated:,}"),
        ("empty", f"{found.empty:,}"),
        ("oldest", found.oldest or "none"),
        ("newest", found.newest or "none"),
        ("language", found.settings.language),
        ("timezone", found.settings.timezone),
        ("segments", f"{found.segments:,}"),
        ("deleted, not freed yet", f"{found.deleted:,}"),
        ("editions kept", ", ".join(f"{each:06}" for each in found.editions)),
        ("MB on disk", f"{found.bytes_on_disk / 1e6:,.1f}"),
    ]
