"""``broadsheet restore``: an archive made of a backup."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from ...index import restore_archive
from ..options import ArchiveCommand, archive_option, echo_json, json_option
from ..report import show_backup


@click.command(cls=ArchiveCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@archive_option
@json_option
def restore(path: Path, file: Path, *, as_json: bool) -> None:
    """Make an archive of FILE, which 'broadsheet backup' wrote.

    Every byte is verified before the archive appears. The folder of the archive
    must be missing or empty: what is there is never replaced.

    \b
    Example:
      broadsheet restore --archive var/restored monday.backup
    """
    report = restore_archive(file, path)
    if as_json:
        echo_json(asdict(report))
    else:
        show_backup(report)
