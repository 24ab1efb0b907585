"""``broadsheet delete``: articles out of the archive, by id."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ...search import Archive
from ..options import (
    ArchiveCommand,
    archive_option,
    echo_json,
    json_option,
    lock_option,
)

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=ArchiveCommand)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@archive_option
@click.option(
    "--purge", is_flag=True, help="Take them out of every kept edition too, for good."
)
@lock_option
@json_option
def delete(
    path: Path, ids: tuple[str, ...], *, purge: bool, lock_timeout: float, as_json: bool
) -> None:
    """Delete the articles with these IDs in one commit.

    An id that no article has is listed and is no error.

    \b
    Examples:
      broadsheet delete --archive var/archive 4711
      broadsheet delete --archive var/archive --purge 4711 4712
    """
    with Archive.open(path, lock_timeout=lock_timeout) as archive:
        deletion = archive.delete(ids, purge=purge)
    if as_json:
        echo_json(asdict(deletion))
        return
    click.echo(f"deleted {deletion.deleted:,}; revision {deletion.revision}")
    for missing in deletion.missing:
        click.echo(f"no article has the id {missing!r}")
    if deletion.held:
        click.echo(
            "still on disk while a reader has it open: revision "
            f"{', '.join(deletion.held)}; the next write removes it"
        )
