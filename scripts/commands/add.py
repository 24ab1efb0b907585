"""``broadsheet add``: articles into the archive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ...search import Archive
from ..feed import Feed, keep_rejects, reading_options, rejects_file
from ..options import (
    ArchiveCommand,
    archive_option,
    echo_json,
    json_option,
    lock_option,
)
from ..progress import read_all
from ..report import show_report

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Unpack

    from ..feed import Reading


@click.command(cls=ArchiveCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@archive_option
@reading_options
@lock_option
@json_option
def add(
    path: Path,
    files: tuple[str, ...],
    *,
    lock_timeout: float,
    as_json: bool,
    **reading: Unpack[Reading],
) -> None:
    """Add the articles in FILEs in one commit; '-' is standard input.

    An article whose id is there already is replaced.

    \b
    Examples:
      broadsheet add --archive var/archive today.jsonl
      curl -s https://example.org/feed | broadsheet add --archive var/archive -
    """
    with Archive.open(path, lock_timeout=lock_timeout) as archive:
        feed = Feed(files, archive.settings, reading)
        items = keep_rejects(read_all(feed, quiet=as_json), rejects_file(reading))
        put = archive.preview if reading["dry_run"] else archive.add
        report = put(items, strict=reading["strict"])
        report = replace(report, cleaned=feed.cleaned)
    if as_json:
        echo_json(report.to_dict())
    else:
        show_report(report, reading["rejects"])
