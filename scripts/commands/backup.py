"""``broadsheet backup``: the newest revision of the archive in one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from ...index import back_up_archive
from ..options import (
    ArchiveCommand,
    archive_option,
    echo_json,
    json_option,
    new_file,
)
from ..report import show_backup


@click.command(cls=ArchiveCommand)
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False), callback=new_file
)
@archive_option
@json_option
def backup(path: Path, file: Path, *, as_json: bool) -> None:
    """Write the newest revision of the archive to FILE.

    It is consistent, whatever is written to the archive meanwhile, and every file
    in it has a checksum. FILE appears, or is replaced, when it is complete.
    'broadsheet restore' makes an archive of it.

    \b
    Example:
      broadsheet backup --archive var/archive monday.backup
    """
    report = back_up_archive(path, file)
    if as_json:
        echo_json(asdict(report))
    else:
        show_backup(report)
