"""``broadsheet rollback``: the edition before, served again."""

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
@archive_option
@lock_option
@json_option
def rollback(path: Path, *, lock_timeout: float, as_json: bool) -> None:
    """Serve the edition before the last rebuild again, as it was last.

    What was added to and deleted from the later edition is left out, and
    counted. Searches under way are not disturbed.

    \b
    Example:
      broadsheet rollback --archive var/archive
    """
    with Archive.open(path, lock_timeout=lock_timeout) as archive:
        done = archive.rollback()
    if as_json:
        echo_json(asdict(done))
        return
    click.echo(
        f"serving revision {done.revision}; "
        f"later adds and deletes left out: {done.left_out:,}"
    )
